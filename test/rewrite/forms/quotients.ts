/** Losses about quotients; the procedures that fire in each, and no others. */
export const quotients: Readonly<Record<string, readonly string[]>> = {
  // 1 minus a quotient.
  'loss f(p: prob[i], y: label[i]) = 1 + sum[i](p * y) / (sum[i](p) + 1)': [
    'difference-of-quotients',
    'difference-of-sums',
    'label-cases',
  ],
  'loss f(p: prob[i], y: label[i]) = 3 - 2 * sum[i](p * y) / (sum[i](p) + 1) + sum[i](y^2 * p^3)': [
    'difference-of-quotients',
    'difference-of-sums',
    'label-cases',
    'one-minus-quotient',
  ],
  'loss f(p: prob[i], y: label[i]) = 1 - sum[i](p * y) / (sum[i](p) + 1) + sum[i](exp(p))': [
    'difference-of-quotients',
    'difference-of-sums',
    'label-cases',
    'one-minus-quotient',
  ],
  'loss f(p: prob[i], y: label[i]) = 1 - 0.5 * sum[i](p * y) / (sum[i](p) + 1)': [
    'difference-of-quotients',
    'difference-of-sums',
    'label-cases',
    'one-minus-quotient',
  ],
  'loss f(p: prob[i], y: label[i]) = 5 - 2 * sum[i](p * y) / (sum[i](p) + 1)': [
    'difference-of-quotients',
    'difference-of-sums',
    'label-cases',
    'one-minus-quotient',
  ],
  'loss f(p: prob[i], y: label[i]) = 2 - 4 * sum[i](p * y) / (sum[i](p) + sum[i](y) + 1)': [
    'difference-of-sums',
    'label-cases',
    'one-minus-quotient',
  ],
  'loss f(p: prob[i], y: label[i]) = 1 - 3 * sum[i](p * y) / (sum[i](p) + sum[i](y) + 1)': [
    'difference-of-sums',
    'label-cases',
  ],
  'loss f(p: prob[i], y: label[i]; w: real in [0, 1] = 0.3) = 1 - w * sum[i](p * y) / (sum[i](p) + 1)': [
    'difference-of-quotients',
    'difference-of-sums',
    'label-cases',
    'one-minus-quotient',
  ],
  'loss f(p: prob[i], y: label[i]; w: real in [0, 2] = 0.3) = 1 - w * sum[i](p * y) / (sum[i](p) + 1)': [
    'difference-of-quotients',
    'difference-of-sums',
    'label-cases',
  ],
  'loss f(p: prob[i], y: label[i]; w: real in [0, 1] = 0.3) = 1 - sqrt(w) * sum[i](p * y) / (sum[i](p) + 1)':
    ['difference-of-quotients', 'difference-of-sums', 'label-cases'],
  'loss f(p: prob[i], y: label[i]) = 1 - 2 * sum[i](p * y) / (sum[i](p) + sum[i](y) + 2)': [
    'difference-of-sums',
    'label-cases',
    'one-minus-quotient',
  ],
  'loss f(p: prob[i], y: label[i]) = -1 + sum[i](p * y) / (sum[i](p) + 1)': [
    'difference-of-quotients',
    'difference-of-sums',
    'label-cases',
    'one-minus-quotient',
  ],
  'loss f(x: real[i], d: real[i]) = mean[i](1 - x / (x + d))': [],
  'loss f(n: real[i] in [0, inf), d: real[i] in [0, inf)) = mean[i](1 - n / (n + d + 1))': [
    'difference-of-quotients',
    'one-minus-quotient',
  ],
  'loss f(n: real[i] in (-inf, 0], d: real[i] in (-inf, 0]) = mean[i](1 - n / (n + d - 1))': [],
  'loss f(n: real[i] in [0, inf), d: real[i] in [1, inf)) = mean[i](1 - n / d)': [],
  'loss f(n: real[i] in [1, inf)) = mean[i](1 - n / (n + 1))': [
    'difference-of-quotients',
    'one-minus-quotient',
  ],
  'loss f(n: real[i] in [0, inf)) = mean[i](1 - (n + 1) / (n + 1.5))': [
    'difference-of-quotients',
    'one-minus-quotient',
  ],
  'loss f(n: real[i] in [0, inf)) = mean[i](2 - (n + 3) / (n + 1.5))': ['one-minus-quotient'],
  'loss f(p: prob[i], y: label[i]) = sum[i](p) / (sum[i](p) + sum[i](y) + 1) - sum[i](p) * sum[i](p * y) / (sum[i](p) + sum[i](y) + 1)^2':
    ['difference-of-quotients', 'difference-of-sums', 'label-cases'],
  'loss f(p: prob[i], y: label[i]) = sum[i](p) / (sum[i](p) + sum[i](y) + 1) - 3 * sum[i](p) * sum[i](p * y) / (sum[i](p) + sum[i](y) + 1)^2 + sum[i](y) + 2':
    ['difference-of-quotients', 'difference-of-sums', 'label-cases'],
  'loss f(p: prob[i], y: label[i]) = 2 * sum[i](p) / (sum[i](p) + sum[i](y) + 1) - 4 * sum[i](p) * sum[i](p * y) / (sum[i](p) + sum[i](y) + 1)^2':
    ['difference-of-quotients', 'difference-of-sums', 'label-cases'],
  'loss f(p: prob[i], y: label[i]) = sum[i](p) * sum[i](y) / (sum[i](p) + sum[i](y) + 1) - sum[i](p * y) / (sum[i](p) + sum[i](y) + 1)^2':
    ['difference-of-quotients', 'difference-of-sums', 'label-cases'],
  'loss f(x: real[i] in (0, inf), y: real[i] in (0, inf)) = mean[i](x^2 / (x + y + 1) - x^3 / (x + y + 1)^2)':
    ['difference-of-quotients'],
  'loss f(p: prob[i], y: prob[i]) = 3 - 4 * sum[i](p * y) / (sum[i](p^2) + sum[i](y^2))': [
    'difference-of-sums',
    'one-minus-quotient',
    'quotient-by-square',
  ],
  'loss f(p: prob[i], y: prob[i]) = 3 - 2 * sum[i](p * y) / (sum[i](p^2) + sum[i](y^2) - sum[i](p * y))': [
    'difference-of-sums',
    'one-minus-quotient',
    'quotient-by-square',
  ],
  'loss f(p: prob[i], y: prob[i]) = 2 * sum[i](p * y) / (sum[i](p^2) + sum[i](y^2) - sum[i](p * y)) - 3': [
    'difference-of-sums',
    'one-minus-quotient',
    'quotient-by-square',
  ],
  'loss f(x: real[i] in [1, 2], y: real[i] in [0, 1]) = sum[i](1 - (x - y) / x)': [],
  // The logarithm of a quotient.
  'loss f(n: real[i] in [0, inf), d: real[i] in [0, inf)) = mean[i](log((n + d + 1) / (n + 1)))': [
    'log-of-quotient',
  ],
  'loss f(n: real[i] in [0, inf), d: real[i] in [0, inf)) = mean[i](log((n + 1) / (n + d + 1)))': [
    'log-of-quotient',
  ],
  'loss f(n: real[i] in (0, inf), d: real[i] in (0, inf)) = mean[i](log((n + 1) / (d + 1)))': [],
  'loss f(n: real[i] in (0, inf), d: real[i] in (0, inf)) = mean[i](log((n + d) / n))': ['log-of-quotient'],
  'loss f(n: real[i] in (0, inf), d: real[i] in (0, inf)) = mean[i](log(n / (n + d)))': ['log-of-quotient'],
  'loss f(n: real[i] in (0, inf), d: real[i] in (0, inf)) = mean[i](log(n / d^2))': [],
  'loss f(n: real[i] in [1, 2]) = mean[i](log(n / (n + 0.0000001)))': ['log-of-quotient'],
};
