/** Losses about roots, exponentials and powers; the procedures that fire in each, and no others. */
export const powers: Readonly<Record<string, readonly string[]>> = {
  // Differences of roots.
  'loss f(x: real[i] in [0, inf), d: real[i] in (0, 1]) = sum[i](sqrt(x + d) - sqrt(x) + x)': [
    'difference-of-roots',
  ],
  'loss f(x: real[i] in [0, inf), d: real[i] in (0, 1]) = sum[i](sqrt(x + d) - sqrt(x) + 3)': [
    'difference-of-roots',
  ],
  'loss f(x: real[i] in [0, inf), d: real[i] in (0, 1]) = sum[i](2 * sqrt(x + d) - sqrt(4 * x + d) + x)': [
    'difference-of-roots',
  ],
  'loss f(x: real[i] in [0, inf)) = sum[i](2 * sqrt(x + 1) - 2 + x)': [],
  'loss f(x: real[i] in [0, inf)) = sum[i](3 - sqrt(x + 9))': ['difference-of-roots'],
  'loss f(x: real[i] in [0, inf)) = sum[i](sqrt(x + 9) - 3 + x)': ['difference-of-roots'],
  'loss f(x: real[i] in [0, inf), d: real[i] in [0, 1]) = sum[i](sqrt(x + d) - sqrt(x))': [],
  'loss f(x: real[i] in [0, inf), d: real[i] in [1, 2]) = sum[i](sqrt(x + 1) - sqrt(d))': [],
  'loss f(x: real[i] in [1, inf), d: real[i] in [1, 2]) = sum[i](sqrt(x) - sqrt(d))': [],
  'loss f(x: real[i] in [0, inf), d: real[i] in (0, 1]) = sum[i](d * sqrt(x + 4) - 2)': [],
  'loss f(x: real[i] in [0, inf), d: real[i] in (0, 1]) = sum[i](d * sqrt(x + 1) - 1)': [],
  'loss f(x: real[i] in (0, inf), d: real[i] in (0, 1]) = sum[i](sqrt(x) - sqrt(x + d))': [
    'difference-of-roots',
  ],
  'loss f(x: real[i] in (0, inf), d: real[i] in (0, 1]) = sum[i](sqrt(x) * sqrt(x + d) - sqrt(x))': [
    'common-factor',
    'one-minus-power',
  ],
  'loss f(x: real[i] in [0, inf)) = sum[i](sqrt(x + 2) - 2)': ['difference-of-roots'],
  'loss f(x: real[i] in [0, inf), d: real[i] in [0, inf)) = sum[i](sqrt(x) - sqrt(d))': [],
  'loss f(x: real[i] in [0, inf), d: real[i] in (0, 1]) = sum[i](sqrt(x) - sqrt(x + d))': [
    'difference-of-roots',
  ],
  'loss f(x: real[i] in [0, inf)) = sum[i](sqrt(x + 2) - 1)': ['difference-of-roots'],
  // Differences of exponentials.
  'loss f(x: real[i], d: real[i] in [0, inf)) = sum[i](exp(x + d) - exp(x) + x)': [
    'difference-of-exponentials',
  ],
  'loss f(x: real[i], d: real[i] in [0, inf)) = sum[i](exp(x + d) - exp(x) + 2)': [
    'difference-of-exponentials',
  ],
  'loss f(x: real[i], d: real[i] in [0, inf)) = sum[i](2 * exp(x + d) - exp(x))': [],
  'loss f(x: real[i], d: real[i]) = sum[i](exp(x + d) - exp(x))': [],
  'loss f(x: real[i] in (-inf, 0], d: real[i] in [0, inf)) = sum[i](exp(d) - exp(x))': [],
  'loss f(x: real[i] in (-inf, 0], d: real[i] in [0, inf)) = sum[i](exp(x) - exp(d))': [],
  'loss f(x: real[i]) = sum[i](exp(x + 1) - exp(x))': ['difference-of-exponentials'],
  'loss f(x: real[i] in [0, inf)) = sum[i](exp(x) - exp(-x))': ['difference-of-exponentials'],
  'loss f(x: real[i] in [0, inf)) = sum[i](exp(2 * x) - exp(x))': ['difference-of-exponentials'],
  // 1 minus a power.
  'loss f(p: prob[i]; q: real in (0, 1] = 0.7) = sum[i](1 - p^q + 3 * p)': ['one-minus-power'],
  'loss f(p: prob[i]; q: real in (0, 1] = 0.7) = sum[i](2 - p^q)': [],
  'loss f(p: prob[i]) = sum[i](1 - p^0.7)': ['one-minus-power'],
  'loss f(p: prob[i]) = sum[i](1 - p^2)': [],
  'loss f(p: prob[i]; q: real = 0.7) = sum[i](1 - p^q)': [],
  'loss f(p: prob[i]; q: real in [0, 1] = 0.7) = sum[i](1 - p^q)': [],
  'loss f(p: real[i] in (0, 1]; q: real = 0.7) = sum[i](1 - p^q)': ['one-minus-power'],
  'loss f(p: prob[i]; q: real in (0, 1] = 0.7) = sum[i](3 * p^q)': [],
  'loss f(x: real[i] in [1, 2], y: real[i] in [1, 2]) = sum[i](1 - max(x, y))': [],
  'loss f(p: prob[i]; y: real in (0, 1] = 0.7) = sum[i](1 - (p * y)^0.3)': [],
  'loss f(p: prob[i]; y: real in (0, 1] = 0.7) = sum[i](1 - p^0.5 * y^0.3)': [],
  'loss f(x: real[i]; q: real in (0, 1] = 0.7) = sum[i](1 - x^q)': [],
};
