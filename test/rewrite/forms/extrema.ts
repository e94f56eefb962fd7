/** Losses about extrema; the procedures that fire in each, and no others. */
export const extrema: Readonly<Record<string, readonly string[]>> = {
  // What is known of the label inside its branch must not reach one of the two: the value and what is compared with it.
  'loss f(z: real[n, d], y: label[n]) = mean[n](y * max[d](tanh(z) * exp(y) / 3))': ['label-cases'],
  'loss f(z: real[n, d], y: label[n]) = mean[n](y * min[d](tanh(z) * (exp(y) + 0.3) / 3))': ['label-cases'],
  // Differences of extrema are no differences of sums.
  'loss f(z: real[n, d], y: label[n]) = mean[n](if y then max[d](z^2 * exp(y) / 3) - min[d](z^2 * exp(y) / 3) else 0)':
    ['branch-knows-test', 'label-cases'],
};
