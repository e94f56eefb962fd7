/** Losses about squares of divisors; the procedures that fire in each, and no others. */
export const divisors: Readonly<Record<string, readonly string[]>> = {
  // The square of a divisor.
  'loss f(p: prob[i], y: label[i]) = sum[i](p * y) / (sum[i](p) + 0.5)^2': ['label-cases'],
  'loss f(p: prob[i], x: real[] in (0, 1]) = sum[i](p) / x^2': [],
  'loss f(p: prob[i]) = mean[i](p / sum[i](p)^2)': [],
  'loss f(p: prob[i], y: label[i]) = mean[i](exp(p) * sum[i](p * y) / sum[i](p)^2)': [
    'label-cases',
    'quotient-by-square',
  ],
  'loss f(p: prob[i]) = 1 / sum[i](p)^2': [],
  'loss f(x: real[i] in (-inf, -1], y: label[i]) = sum[i](y) / sum[i](x)^2': [],
  'loss f(x: real[i] in (-inf, 0], y: label[i]) = sum[i](x * y) / sum[i](x)^2': [
    'label-cases',
    'quotient-by-square',
  ],
  'loss f(p: prob[i], y: label[i]) = sum[i](p * y) / max[i](p)^2': ['label-cases'],
  'loss f(p: prob[c, i], y: label[c, i]) = mean[c](sum[i](p * y) / sum[i](p)^2)': [
    'label-cases',
    'quotient-by-square',
  ],
  'loss f(p: prob[c, i], y: label[c, i]) = sum[c](p) / (sum[c, i](p * y) + sum[c](y)^2)': [
    'label-cases',
    'quotient-by-square',
  ],
  'loss f(p: prob[c, i], y: label[c, i]) = mean[c](sum[i](p * y) * sum[c, i](y) / sum[c, i](p)^2)': [
    'label-cases',
    'quotient-by-square',
  ],
  'loss f(p: prob[c, i], y: label[c, i]) = sum[c](sum[i](p * y) / sum[c, i](p)^2)': [
    'label-cases',
    'quotient-by-square',
  ],
};
