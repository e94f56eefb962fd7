/** Losses about terms that have something in common; the procedures that fire in each, and no others. */
export const together: Readonly<Record<string, readonly string[]>> = {
  // Terms that have something in common.
  'loss f(s: real[i], m: real[i]) = mean[i](m * exp(s) - m)': ['common-factor'],
  'loss f(s: real[i], m: real[i]) = mean[i](m * exp(s) - m + 1)': ['common-factor'],
  'loss f(s: real[i] in [0, inf), m: real[i]) = mean[i](exp(s) * m + s * m)': [],
  'loss f(s: real[i] in [0, inf), m: real[i] in [0, inf)) = mean[i](exp(s) * m + s * m)': [],
  'loss f(s: real[i] in (-inf, 0], m: real[i] in [0, inf)) = mean[i](s * m - exp(s) * m)': ['common-factor'],
  'loss f(s: real[i] in [0, inf), m: real[i] in [0, inf)) = mean[i](m * log(1 + s) - m * s)': [
    'difference-of-quotients',
  ],
  'loss f(s: real[i], m: real[i], k: real[i]) = mean[i](m * exp(s) - m + m * k - s)': ['common-factor'],
  'loss f(s: real[i], m: real[i]) = mean[i](m^2 * exp(s) - m^2)': ['common-factor'],
  'loss f(s: real[i], m: real[i], k: real[i]) = mean[i](m * k - m * k^2)': [],
  'loss f(x: real[i], u: real[i]) = mean[i]((if x < 1 then exp(x) else x) - (if x < 1 then 1 else x^2) + exp(u))':
    ['common-test'],
  'loss f(x: real[i], u: real[i]) = mean[i]((if x < 1 then exp(x) else x) - (if u < 1 then 1 else x^2))': [],
  'loss f(x: real[i]) = mean[i]((if x < 1 then x else exp(x)) - (if x < 1 then x^2 else 1))': ['common-test'],
  'loss f(x: real[i]) = mean[i]((if x < 1 then x else exp(x)) - (if x < 1 then x^2 else x))': [
    'common-factor',
    'common-test',
  ],
  'loss f(x: real[i]) = mean[i]((if x < 1 then x else exp(x)) - (if x < 1 then x^2 else sin(x)))': [],
  'loss f(x: real[i]) = mean[i]((if x < 1 then 0 else exp(x)) - (if x < 1 then x^2 else 0))': [],
  'loss f(x: real[i], u: real[i]) = mean[i]((if x < 1 then x else exp(x)) + exp(u) + 1)': [],
  'loss f(x: real[i]) = mean[i]((if x < 1 then exp(x) + 1 else x) - (if x < 1 then 1 else x^2) + 3)': [
    'common-test',
  ],
  'loss f(m: real[i], x: real[i]) = mean[i](m * (x + 1) - m * x)': ['common-factor'],
  'loss f(m: real[i] in [0, inf), x: real[i]) = mean[i](m * sigmoid(x) + m * sigmoid(-x))': [],
  'loss f(m: real[i] in [0, inf), x: real[i]) = mean[i](m * exp(x) + m * exp(-x))': [],
  'loss f(m: real[i] in [0, inf), p: prob[i]) = mean[i](m * log(p) + m * log(1 + p))': [
    'zero-times-log-zero',
  ],
  'loss f(m: real[i] in [0, inf), p: prob[i], y: prob[i]) = mean[i](m * p * y + m * (1 - p) * (1 - y))': [],
  'loss f(m: real[i] in [0, inf), n: real[i] in (-inf, 0], p: prob[i]) = mean[i](m * n * exp(p) + m * n)': [],
  'loss f(m: real[i] in [0, inf), n: real[i] in (-inf, 0], x: real[i]) = mean[i](m * exp(x) + m * n)': [],
  'loss f(m: real[i] in [0, inf), n: real[i] in (-inf, 0], x: real[i]) = mean[i](m * exp(n) - m)': [],
  'loss f(m: real[i] in [0, inf), n: real[i] in (-inf, 0], x: real[i]) = mean[i](m * n * exp(x) - m * n)': [
    'common-factor',
  ],
  'loss f(m: real[i], x: real[i]) = mean[i](m * sigmoid(x) + m * tanh(x / 2))': [],
  'loss f(z: logit[c, i], t: index[i] of c; e: real in [0, 1] = 0.1) = mean[i](-(1 - e) * pick[c](log(softmax[c](z)), t) - e * mean[c](log(softmax[c](z))); keep = valid[c](t))':
    ['branch-knows-test', 'common-factor', 'common-test', 'label-cases'],
  'loss f(z: logit[i], y: label[i]) = mean[i]((1 + exp(-abs(z)))^2 * 0.25 + (1 + exp(-abs(z))) * y)': [
    'label-cases',
  ],
  'loss f(m: real[i] in [0, inf), x: real[i]) = mean[i](m * tanh(x) + m)': ['common-factor'],
  'loss f(m: real[i] in [0, inf), x: real[i]) = mean[i](m * tanh(x) - m)': ['common-factor'],
  'loss f(m: real[i] in [0, inf), n: real[i] in (-inf, 0]) = mean[i](m * log(1 + exp(-n)) + m * n)': [
    'common-factor',
  ],
};
