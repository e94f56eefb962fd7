/** Losses about logsumexp minus what is picked; the procedures that fire in each, and no others. */
export const picks: Readonly<Record<string, readonly string[]>> = {
  // logsumexp minus what is picked.
  'loss f(z: logit[c, i], t: index[i] of c; m: real in (0, inf) = 1) = mean[i](log(sum[c](exp(z - m))) - pick[c](z, t) + m; keep = valid[c](t))':
    ['branch-knows-test', 'label-cases', 'logsumexp-minus-parts-of-pick'],
  'loss f(z: logit[c, i], t: index[i] of c; tau: real in (0, inf) = 1) = mean[i](log(sum[c](exp(z / tau))) - 2 * pick[c](z / tau, t))':
    ['branch-knows-test', 'label-cases'],
  'loss f(z: logit[c, i], t: index[i] of c; tau: real in (0, inf) = 1) = mean[i](log(sum[c](exp(z / tau))) - pick[c](z, t) / tau + tau^2)':
    ['branch-knows-test', 'label-cases', 'logsumexp-minus-parts-of-pick'],
  'loss f(z: logit[c, i], u: logit[c, i], t: index[i] of c) = mean[i](log(sum[c](exp(z + u))) - pick[c](z, t) - pick[c](u, t))':
    ['branch-knows-test', 'label-cases', 'logsumexp-minus-parts-of-pick'],
  'loss f(z: logit[c, i], u: logit[c, i], t: index[i] of c) = mean[i](log(sum[c](exp(z + u))) - pick[c](z, t))':
    ['common-factor', 'label-cases'],
  'loss f(z: logit[c, i], t: index[i] of c, k: index[i] of c; tau: real in (0, inf) = 1) = mean[i](log(sum[c](exp(z / tau))) - pick[c](z, k) / tau + pick[c](z, t))':
    ['branch-knows-test', 'label-cases', 'logsumexp-minus-parts-of-pick'],
  'loss f(z: logit[c, d, i], t: index[i] of c; tau: real in (0, inf) = 1) = mean[i](log(sum[c, d](exp(z / tau))) - sum[d](pick[c](z, t)))':
    ['label-cases'],
  'loss f(z: logit[c, i], u: logit[d, i], t: index[i] of c, k: index[i] of d; tau: real in (0, inf) = 1) = mean[i](log(sum[c](exp(z / tau))) - pick[d](u, k) + log(sum[d](exp(u / tau))) - pick[c](z, t) / tau)':
    ['branch-knows-test', 'label-cases', 'logsumexp-minus-parts-of-pick'],
  'loss f(z: logit[c, i], t: index[i] of c; tau: real in (0, inf) = 1) = mean[i](max[c](z / tau) - pick[c](z / tau, t))':
    ['branch-knows-test', 'label-cases'],
  'loss f(z: logit[c, i], m: real[c], t: index[i] of c; s: real in (0, inf) = 3) = mean[i](log(sum[c](exp(s * z - s * m))) - pick[c](s * z - s * m, t); keep = valid[c](t))':
    ['branch-knows-test', 'label-cases', 'logsumexp-minus-parts-of-pick'],
  'loss f(z: logit[c, i], t: index[i] of c; s: real in (0, inf) = 3) = mean[i](log(sum[c](exp(s * z + 1))) - pick[c](s * z + 1, t))':
    ['branch-knows-test', 'label-cases', 'logsumexp-minus-parts-of-pick'],
  'loss f(z: logit[c, i], t: index[i] of c; s: real in (0, inf) = 3) = mean[i](log(sum[c](exp(s * z + 1))) - pick[c](s * z, t) - 1)':
    ['branch-knows-test', 'common-factor', 'label-cases'],
  'loss f(z: logit[c, d, i], t: index[i] of c; tau: real in (0, inf) = 1) = mean[d, i](log(sum[c, d](exp(z / tau))) - pick[c](z, t) / tau)':
    ['label-cases'],
  'loss f(u: real[c, i] in [1, 2], t: index[i] of c) = mean[i](log(sum[c](exp(1 / u))) - 1 / pick[c](u, t))':
    ['branch-knows-test', 'label-cases', 'logsumexp-minus-parts-of-pick'],
  'loss f(z: logit[c, i], y: label[c, i], t: index[i] of c) = mean[i](log(sum[c](exp(if y then z else cos(z)))) - (if pick[c](y, t) then pick[c](z, t) else cos(pick[c](z, t))))':
    ['branch-knows-test', 'label-cases', 'logsumexp-minus-parts-of-pick'],
  'loss f(z: logit[c, i], t: index[i] of c) = mean[i](log(sum[c](exp(z + position(c)))) - pick[c](z, t) - pick[c](position(c), t))':
    ['common-factor', 'label-cases'],
  'loss f(z: logit[c, i], x: real[c, i], t: index[i] of c) = mean[i](log(sum[c](exp(if x > 1 then z else cos(z)))) - pick[c](if x > 1 then z else cos(z), t))':
    ['branch-knows-test', 'label-cases', 'logsumexp-minus-parts-of-pick'],
  'loss f(z: logit[c, i], t: index[i] of c) = mean[i](log(sum[c](exp(z * exp(z)))) - pick[c](z * exp(z), t))':
    ['branch-knows-test', 'label-cases', 'logsumexp-minus-parts-of-pick'],
  'loss f(z: logit[c, i], t: index[i] of c) = mean[i](log(sum[c](exp(cos(z)))) - cos(pick[c](z, t)))': [
    'branch-knows-test',
    'label-cases',
    'logsumexp-minus-parts-of-pick',
  ],
};
