/** Losses about sums over axes; the procedures that fire in each, and no others. */
export const sums: Readonly<Record<string, readonly string[]>> = {
  // Sums.
  'loss f(z: logit[c, i]) = mean[i](sum[c](softmax[c](z)))': ['sum-of-softmax'],
  'loss f(z: logit[c, d, i]) = mean[i](sum[c](softmax[c, d](z)))': [],
  'loss f(z: logit[c, d, i]) = mean[i](sum[c, d](softmax[c](z)) + sum[c](z))': ['sum-of-softmax'],
  'loss f(p: prob[i], y: label[i]; w: real = 2) = w * sum[i](p) - w * sum[i](p * y) + sum[i](exp(p))': [
    'difference-of-sums',
    'label-cases',
  ],
  'loss f(p: prob[i], y: label[i]; w: real = 2) = w * sum[i](p) - sum[i](p * y)': ['label-cases'],
  'loss f(p: prob[c, i], y: label[c, i]) = mean[c](sum[i](p)) - sum[c, i](p * y)': ['label-cases'],
  'loss f(p: prob[c, i], y: label[c, i]) = sum[c, i](p) - mean[c](sum[i](p * y)) + sum[i](p * y)': [
    'label-cases',
  ],
  'loss f(p: prob[i], u: prob[i]) = sum[i](p) - sum[i](u)': [],
  'loss f(p: prob[i], y: soft[i]) = sum[i](p)^2 - sum[i](p * y)^2': [],
  'loss f(p: prob[i], y: soft[i]) = sum[i](p) + sum[i](p * y) + sum[i](p^2)': [],
  'loss f(p: prob[i], x: real[i] in (-inf, 0]) = sum[i](p) + sum[i](p * x)': [],
  'loss f(p: prob[i], x: real[i] in [-1, 0]) = sum[i](p) + sum[i](p * x) + 2': ['difference-of-sums'],
  'loss f(x: real[i] in [-1, 0], y: label[i]) = sum[i](x * y) - sum[i](x)': [
    'difference-of-sums',
    'label-cases',
  ],
  'loss f(p: prob[i], y: soft[i], u: soft[i]) = sum[i](p * u) - sum[i](p * y * u)': ['difference-of-sums'],
  'loss f(p: prob[i], y: soft[i]) = sum[i](p^2) - sum[i](p^3)': [],
  'loss f(p: prob[i], y: label[i]) = sum[i](if y then p else 1) - sum[i](if y then p^2 else p)': [
    'difference-of-sums',
    'label-cases',
  ],
  'loss f(p: prob[i], y: label[i], x: real[i]) = sum[i](if x > 1 then p else 1) - sum[i](if x > 1 then p^2 else p)':
    ['difference-of-sums'],
  'loss f(p: prob[i], x: real[i]) = sum[i](if x > 1 then p else 1) - sum[i](if x < 0 then p^2 else p)': [],
  'loss f(p: prob[i], x: real[i]) = sum[i](if x > 1 then 1 else p) - sum[i](if x > 1 then p else p^2) + sum[i](exp(x))':
    ['common-test', 'difference-of-sums'],
  'loss f(p: prob[i], y: soft[i]) = sum[i](p + 1) - sum[i](p * y)': ['difference-of-sums'],
  'loss f(p: prob[c, i], y: label[c, i]) = mean[c](sum[i](p) - sum[i](p * y))': [
    'difference-of-sums',
    'label-cases',
  ],
  'loss f(p: prob[i], y: label[i]) = (sum[i](p) - sum[i](p * y)) / (1 + sum[i](y)) + (1 - sum[i](p * y) / (sum[i](p) + 1))':
    ['difference-of-quotients', 'difference-of-sums', 'label-cases', 'one-minus-quotient'],
  'loss f(p: prob[i], y: label[i]) = (1 - sum[i](p * y) / (sum[i](p) + sum[i](y) + 1)) * sum[i](p * (1 - y))':
    ['difference-of-sums', 'label-cases', 'one-minus-quotient'],
  'loss f(p: prob[i], y: label[i]) = max[i](p) - max[i](p * y)': ['label-cases'],
  'loss f(p: real[c, i] in [2, 3], q: real[d, i] in [0, 1]) = mean[i](exp(sum[d](q) - sum[c](p)))': [],
  'loss f(p: real[c, i] in [2, 3], q: real[c] in [0, 1]) = mean[i](exp(sum[c](q) - sum[c](p)))': [],
};
