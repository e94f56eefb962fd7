/** Losses about tests, choices and products with a logarithm; the procedures that fire in each, and no others. */
export const guards: Readonly<Record<string, readonly string[]>> = {
  // A branch knows its test: not under operators along the axes of the test, where it speaks of other elements.
  'loss f(z: logit[c, i], y: label[c, i], t: index[i] of c) = mean[c, i](y * pick[c](softmax[c](z * y), t))':
    ['label-cases'],
  'loss f(z: logit[c, i], y: label[i]) = mean[i](if y then sum[c](exp(if y then z else z^2)) else 0)': [
    'branch-knows-test',
  ],
  'loss f(z: logit[c, i], y: label[i]) = mean[c, i](if y then softmax[c](if y then z else z^2) else z)': [
    'branch-knows-test',
    'label-cases',
  ],
  'loss f(z: logit[c, i], y: label[i], t: index[i] of c) = mean[i](if y then pick[c](softmax[c](if y then z else z^2), t) else 1)':
    ['branch-knows-test', 'label-cases'],
  'loss f(z: logit[c, i], y: label[c, i]) = mean[c, i](if y then max[i](z * y) + z else z^2)': [
    'label-cases',
  ],
  'loss f(z: logit[c, i], t: index[i] of c) = mean[c, i](if one_hot[c](t) then z * (if valid[c](t) then z else 2) else z^2)':
    ['branch-knows-test'],
  'loss f(z: logit[i], y: label[i]) = mean[i](if not y then (if y then z else z^2) else z^3)': [
    'label-cases',
  ],
  'loss f(z: logit[i], x: real[i], y: label[i]) = mean[i](if x > 1 and y then (if x > 1 then z else z^2) else z^3)':
    ['branch-knows-test'],
  'loss f(z: logit[i], x: real[i], y: label[i]) = mean[i](if x > 1 or y then z^2 else (if x > 1 then z else z^3))':
    ['branch-knows-test'],
  'loss f(z: logit[i], x: real[i], y: label[i]) = mean[i](if x > 1 or y then (if x > 1 then z else z^2) else z^3)':
    ['branch-knows-test'],
  'loss f(z: logit[i], x: real[i], y: label[i]) = mean[i](if x > 1 and y then z^2 else (if x > 1 then z else z^3))':
    ['branch-knows-test'],
  'loss f(z: logit[i], x: real[i], y: label[i]) = mean[i](if not (x > 1) then (if x > 1 then z else z^2) else z^3)':
    [],
  'loss f(x: real[i], z: logit[i]) = mean[i](if not (x < z) then (if x < z then z else z^2) else (if x < z then z^3 else x))':
    [],
  'loss f(x: real[i], z: logit[i]) = mean[i](if x then (if x then z else z^2) else x + z^3)': [
    'branch-knows-test',
  ],
  'loss f(p: prob[i], y: label[i]) = ratio(sum[i](p * y), sum[i](p); empty = 2 + sum[i](p))': [
    'branch-knows-test',
    'common-test',
    'difference-of-quotients',
    'difference-of-sums',
    'label-cases',
    'quotient-by-square',
  ],
  'loss f(x: real[i], z: logit[i]) = mean[i](if x > 1 and z > 2 then (if x > 1 then z else z^2) else z^3)': [
    'branch-knows-test',
  ],
  'loss f(x: real[i], z: logit[i]) = mean[i](if x > 1 or z > 2 then z^2 else (if x > 1 then z else z^3))': [
    'branch-knows-test',
  ],
  'loss f(x: real[i], z: logit[i]) = mean[i](if not (x > 1) and z > 2 then (if x > 1 then z else z^2) else z^3)':
    ['branch-knows-test'],
  'loss f(x: real[i], z: logit[i]) = mean[i](if not (x > 1 or z > 2) then (if x > 1 then z else z^2) else z^3)':
    ['branch-knows-test'],
  'loss f(z: logit[c, i], t: index[i] of c) = mean[c, i](if one_hot[c](t) then exp(2 * valid[c](t) + z) else z^2)':
    ['branch-knows-test', 'label-cases'],
  'loss f(z: logit[c, d, i], y: label[c, i], t: index[i] of c) = mean[c, i](if y then pick[c](max[d](z + y * z^2), t) else 0)':
    ['label-cases'],
  'loss f(z: logit[c, d, i], x: real[c, i], t: index[i] of c) = mean[c, i](if x > 1 then pick[c](logsumexp[d](if x > 1 then z else -z), t) else 0)':
    ['branch-knows-test'],
  'loss f(z: logit[c, i], x: real[i], t: index[i] of c) = mean[i](if x > 1 then pick[c](softmax[c](if x > 1 then z else z^2), t) else 1)':
    ['branch-knows-test', 'label-cases'],
  'loss f(x: real[i], z: logit[i]) = mean[i]((if x > 1 and z > 2 then (if x > 1 then z else z^2) else z^3) + (x > 1 and z > 2) * exp(z))':
    ['branch-knows-test'],
  'loss f(x: real[i], z: logit[i], y: label[i]) = mean[i](z * (y and x > 1) + exp(z * (not y)))': [
    'branch-knows-test',
    'label-cases',
  ],
  'metric f(x: real[i], z: real[i]) = mean[i](if x > 1 and z > 2 then (if x > 1 then z else z^2) else z^3)': [
    'branch-knows-test',
  ],
  'metric f(x: real[i], z: real[i]) = mean[i](if x > 1 or z > 2 then z^2 else (if x > 1 then z else z^3))': [
    'branch-knows-test',
  ],
  'metric f(x: real[i], z: real[i]) = mean[i](if not (x > 1) and z > 2 then (if x > 1 then z else z^2) else z^3)':
    ['branch-knows-test'],
  'metric f(x: real[i], z: real[i]) = mean[i](if x > 1 and z > 2 then z^2 else (if x > 1 then z else z^3))':
    [],
  'metric f(x: real[i], z: real[i]) = mean[i](if x > 1 or z > 2 then (if x > 1 then z else z^2) else z^3)':
    [],
  // One evaluation for both cases.
  'loss f(x: real[i], z: real[i], y: label[i]) = mean[i](if y then abs(x) else abs(z))': [],
  'loss f(x: real[i], z: real[i], y: label[i]) = mean[i](if y then atan(x) else atan(z))': [],
  'loss f(x: real[i], z: real[i], y: label[i]) = mean[i](if y then max(x, 1) else max(z, 2))': [],
  'loss f(x: real[i], z: real[i], y: label[i]) = mean[i](if y then exp(x) else exp(z))': ['choice-inside'],
  'loss f(x: real[i] in (0, inf), z: real[i] in (0, inf), y: label[i]) = mean[i](if y then log(x) else log(z))':
    ['choice-inside'],
  'loss f(x: real[i] in (0, inf), z: real[i] in (0, inf), y: label[i]) = mean[i](if y then log(1 + x) else log(1 + z))':
    ['choice-inside'],
  'loss f(x: real[i], z: real[i], y: label[i]) = mean[i](if y then exp(x) - 1 else exp(z) - 1)': [
    'choice-inside',
  ],
  'loss f(x: real[i], z: real[i], y: label[i]) = mean[i](if y then tanh(x) else tanh(z))': ['choice-inside'],
  'loss f(x: real[i], z: real[i], y: label[i]) = mean[i](if y then log(cosh(x)) else log(cosh(z)))': [
    'choice-inside',
  ],
  // A constant goes into a choice where it meets its like there.
  'loss f(p: prob[i], y: label[i]) = -ratio(sum[i](p * y), sum[i](p); empty = 1)': [
    'common-test',
    'difference-of-quotients',
    'difference-of-sums',
    'label-cases',
    'quotient-by-square',
  ],
  'loss f(p: prob[i], y: label[i]) = 1 - ratio(sum[i](p * y), sum[i](p); empty = 1) + sum[i](y)': [
    'common-test',
    'difference-of-quotients',
    'difference-of-sums',
    'label-cases',
    'quotient-by-square',
  ],
  'loss f(p: prob[i], y: label[i]) = 2 - ratio(sum[i](p * y), sum[i](p); empty = 1)': [
    'common-test',
    'constant-into-choice',
    'difference-of-quotients',
    'difference-of-sums',
    'label-cases',
    'one-minus-quotient',
    'quotient-by-square',
  ],
  'loss f(p: prob[i], y: label[i]) = 1 - ratio(sum[i](p * y), sum[i](p); empty = sum[i](y))': [
    'common-test',
    'difference-of-quotients',
    'difference-of-sums',
    'label-cases',
    'quotient-by-square',
  ],
  'loss f(p: prob[i], y: label[i]) = 1 - (if sum[i](y) > 1 then sum[i](p * y) / sum[i](p + 1) else 0.5)': [
    'difference-of-sums',
    'label-cases',
  ],
  'loss f(p: prob[i], y: label[i]) = 1 - (if sum[i](y) > 1 then 1 else sum[i](p))': ['constant-into-choice'],
  'loss f(p: prob[i], y: label[i]) = 1 - (if sum[i](y) > 1 then sum[i](p) else 1)': ['constant-into-choice'],
  'loss f(p: prob[i], y: label[i]) = 3 - (if sum[i](p) then sum[i](p) * sum[i](y)^2 else 0.5)': [],
  'loss f(p: prob[i], y: label[i]) = 3 - (if sum[i](p) then sum[i](p * y) / sum[i](p) + sum[i](y) else 0.5)':
    [
      'common-test',
      'constant-into-choice',
      'difference-of-quotients',
      'difference-of-sums',
      'label-cases',
      'one-minus-quotient',
      'quotient-by-square',
    ],
  'loss f(p: prob[i], y: label[i]) = 3 - (if sum[i](p) then sum[i](p * y) / sum[i](y + 1) else 0.5)': [
    'label-cases',
  ],
  'loss f(x: real[i], p: prob[i]) = mean[i](1 - max(x, p))': [],
  'loss f(x: real[i], p: prob[i]) = mean[i](1 - (if x < 2 then x else 1))': ['constant-into-choice'],
  'loss f(p: prob[i], y: label[i]) = 3 - (if sum[i](p) then sqrt(sum[i](p)) * sum[i](p * y) else 0.5)': [
    'label-cases',
  ],
  // 0 · log 0
  'loss f(p: prob[i], y: real[i] in (0, 1]) = sum[i](y * log(p))': [],
  'loss f(p: prob[i], y: real[i] in (0, 1]) = sum[i](log(p) / y)': [],
  'loss f(p: prob[i], y: soft[i]) = sum[i](y * log(1 - p))': ['zero-times-log-zero'],
  'loss f(p: prob[i], y: soft[i]) = sum[i](y * log(1 + p))': [],
  'loss f(p: prob[i], y: soft[i]) = sum[i](y * log(p)^2)': ['zero-times-log-zero'],
  'loss f(p: prob[i] in (0, 1], y: soft[i]) = sum[i](y * log(p))': [],
  'loss f(p: prob[i], x: real[i]) = sum[i](exp(x) * log(p))': ['zero-times-log-zero'],
  'loss f(q: prob[i], p: prob[i], y: soft[i]) = sum[i](q * y * log(p))': ['zero-times-log-zero'],
  'loss f(p: prob[i], y: soft[i], x: real[i] in [1, 2]) = sum[i](x * y * log(p))': ['zero-times-log-zero'],
  'loss f(p: prob[i], y: soft[i], x: real[i] in [1, 2]) = sum[i](x * y * (log(p) - log(x)))': [
    'zero-times-log-zero',
  ],
  'loss f(p: prob[i], y: soft[i]) = sum[i](y * (log(p) - 2))': ['zero-times-log-zero'],
  'loss f(p: prob[i], y: soft[i], x: real[i]) = sum[i](y * (log(p) - x))': ['zero-times-log-zero'],
  'loss f(p: prob[i], y: real[i] in [1, 2]) = sum[i](y * (log(p) - 2))': [],
  'loss f(p: prob[i], y: soft[i]) = sum[i](y * (log(1 - p) + p))': ['zero-times-log-zero'],
  'loss f(p: prob[i], y: soft[i]) = sum[i](y * log(p - p^2))': ['zero-times-log-zero'],
  'loss f(x: real[i] in (-1, inf), y: soft[i]) = sum[i](y * log(1 + x))': [],
  'loss f(x: real[i], y: soft[i]) = sum[i](y * log(exp(-x^2)+ exp(x)))': [],
  'loss f(x: real[i] in (0, 1), y: soft[i]) = sum[i](y * log(x^4))': ['zero-times-log-zero'],
  'loss f(x: real[i], y: real[i]) = sum[i](y^2 * log(x^2))': ['zero-times-log-zero'],
  'loss f(x: real[i] in (0, 1), y: real[i] in (0, 1)) = sum[i](y^2 * log(x^2 * y))': [],
  'loss f(p: prob[i], y: soft[i]) = sum[i](log(p) / y)': [],
  'loss f(p: prob[i], x: real[i] in (-inf, 0]) = sum[i]((x - 1) * log(p))': [],
  'loss f(p: prob[i], x: real[i]) = sum[i](log(p) * exp(-x^2) / x)': ['zero-times-log-zero'],
  'loss f(p: prob[i], x: real[i] in [-2, -1]) = sum[i](p * log1p(2 * x))': [],
  'loss f(p: prob[i], x: real[i] in [0, inf)) = sum[i]((x + 1) * log(p))': [],
  'loss f(p: prob[i], x: real[i] in (-1, 0)) = sum[i](sinh(x) * log(p))': ['zero-times-log-zero'],
  'loss f(p: prob[i], y: soft[i], x: real[i] in [1, 2]) = sum[i](y * (x * log(p) - 2))': [
    'zero-times-log-zero',
  ],
  'loss f(p: prob[i], q: prob[i], y: soft[i]) = sum[i](y * (2 - q * log(p)))': ['zero-times-log-zero'],
  'loss f(p: prob[i], q: prob[i]) = sum[i](log(p) * (log(q) - 2))': ['zero-times-log-zero'],
  'loss f(p: prob[i], q: prob[i], y: soft[i]) = sum[i](y * log(p) * (log(q) - 2))': ['zero-times-log-zero'],
  'loss f(p: prob[i], q: prob[i], x: real[i] in [0, inf)) = sum[i](log(p) * (log(q) - x - 1))': [
    'zero-times-log-zero',
  ],
  'loss f(p: prob[i], q: prob[i], x: real[i] in [0, inf)) = sum[i](log(p) * (1 + x - log(q)))': [
    'zero-times-log-zero',
  ],
  'loss f(p: prob[i], q: prob[i], y: soft[i]) = sum[i](log(p) * (log(q) - 2) / y)': ['zero-times-log-zero'],
  'loss f(p: prob[i], q: prob[i], x: real[i] in (-inf, -1]) = sum[i](log(p) * sinh(x) * (log(q) - 2))': [
    'zero-times-log-zero',
  ],
  'loss f(x: real[i] in [0, inf), y: soft[i]) = sum[i](y * log(1 - exp(-x)))': ['zero-times-log-zero'],
  'loss f(x: real[i] in [1, inf), y: soft[i]) = sum[i](y * log(1 - exp(-x)))': [],
  'loss f(p: prob[i], y: soft[i]) = sum[i](y * log(p)^3)': ['zero-times-log-zero'],
  'loss f(p: prob[i], y: soft[i]) = sum[i](y / log(p))': [],
  'loss f(p: prob[i], y: soft[i]) = sum[i](y * sqrt(-log(p)))': [],
  'loss f(p: prob[i, j], y: soft[i]) = sum[i](y * sum[j](log(p)))': ['zero-times-log-zero'],
  'loss f(p: prob[i, j], y: soft[i]) = sum[i](y * sum[j](log(p) - 2))': ['zero-times-log-zero'],
  'loss f(p: prob[i, j], y: soft[i], x: real[i, j] in [1, 2]) = sum[i](y * sum[j](3 * log(p) - x))': [
    'zero-times-log-zero',
  ],
  'loss f(p: prob[i, j], y: soft[i], x: real[i] in [1, 2]) = sum[i](x * y * sum[j](log(p)))': [
    'zero-times-log-zero',
  ],
  'loss f(p: prob[i, j], y: soft[i]) = sum[i](y * sum[j](log(p))^2)': ['zero-times-log-zero'],
  'loss f(p: prob[i, j], y: soft[i]) = sum[i](y * max[j](log(p)))': [],
  'loss f(p: prob[i, j], y: soft[i]) = sum[i](sum[j](log(p)) / y)': [],
  'loss f(p: prob[i, j], y: real[i] in [1, 2]) = sum[i](y * sum[j](log(p)))': [],
  'loss f(p: prob[i, j], y: soft[i, k]) = sum[i](sum[k](y) * sum[j](log(p)))': [],
  'loss f(p: prob[i, j], y: soft[i], x: soft[i, k]) = sum[i](y * sum[k](x) * sum[j](log(p)))': [
    'zero-times-log-zero',
  ],
  'loss f(p: prob[i, j] in (0, 1], y: soft[i]) = sum[i](y * sum[j](log(p)))': [],
  'loss f(p: prob[i], q: prob[i], y: soft[i]) = sum[i](y * log(ratio(p, q)))': ['zero-times-log-zero'],
  'loss f(p: prob[i], q: prob[i]) = sum[i](p * log(ratio(p, q)))': ['zero-times-log-zero'],
  'loss f(p: prob[i], y: soft[i], x: real[i] in [1, 2]) = sum[i](x * y * log(if x > 1.5 then 0 else p))': [
    'zero-times-log-zero',
  ],
  'loss f(p: prob[i], y: soft[i], x: real[i] in [1, 2]) = sum[i](x * log(if x > 1.5 then 0 else p))': [],
  'loss f(p: prob[i], y: soft[i], x: real[i] in [1, 2]) = sum[i](y * log(if x > 1.5 then 0 else p)^2)': [
    'branch-knows-test',
    'zero-times-log-zero',
  ],
  'loss f(p: prob[i], y: soft[i], x: real[i] in [1, 2]) = sum[i](y / log(if x > 1.5 then 0 else p))': [
    'branch-knows-test',
  ],
  'loss f(p: prob[i], y: soft[i], x: real[i]) = sum[i](y * (if x > 1.5 then inf else p))': [],
  'loss f(p: prob[i], y: soft[i], x: real[i]) = sum[i](y * (if x > 1.5 then -inf else p))': [],
  'loss f(p: prob[i], y: soft[i], x: real[i]) = sum[i](y * (if x > 1.5 then x else log(p)))': [],
  'loss f(p: prob[i], y: real[i] in {0, 2}) = sum[i](y * log(if y > 1 then p else 0))': [
    'zero-times-log-zero',
  ],
};
