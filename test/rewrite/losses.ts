/** Losses written for a rule, by its name: where another rule comes first in the bare left side, or where a rule is a procedure. */
export const losses: Readonly<Record<string, string>> = {
  'picked-log-softmax-and-complement': `loss f(z: logit[c, i], t: index[i] of c; e = 1) =
    mean[i](-log(p) + e * (1 - p); keep = valid[c](t)) where p = pick[c](softmax[c](z), t)`,
  'choice-inside':
    'loss f(z: logit[i], y: label[i]) = mean[i](if y then log(1 + exp(-z)) else log(1 + exp(z)))',
  'branch-knows-test':
    'loss f(x: real[i]) = sum[i](if x > 1 then x + 2 * (if x > 1 then x^2 else 0) else x^3)',
  'difference-of-roots': 'loss f(x: real[i] in [0, inf)) = sum[i](sqrt(x + 2) - sqrt(x))',
  'difference-of-exponentials': 'loss f(x: real[i], d: real[i] in [0, inf)) = sum[i](exp(x + d) - exp(x))',
  'sum-of-softmax': 'loss f(z: logit[c, i]) = mean[c, i](softmax[c](z))',
  'constant-into-choice': 'loss f(p: prob[i], y: label[i]) = 1 - ratio(sum[i](p * y), sum[i](p); empty = 1)',
  'zero-times-log-zero': 'loss f(p: prob[i], y: soft[i]) = sum[i](y * log(p))',
  'difference-of-sums': 'loss f(p: prob[i], y: label[i]) = sum[i](p) - sum[i](p * y)',
  'one-minus-quotient': 'loss f(p: prob[i], y: label[i]) = 1 - sum[i](p * y) / (sum[i](p) + 1)',
  'difference-of-quotients': `loss f(p: prob[i], y: label[i]) =
    1 - 2 * sum[i](p * y) / (sum[i](p^2) + sum[i](y^2))`,
  'log-of-quotient': 'loss f(p: prob[i], y: label[i]) = -log((sum[i](p * y) + 1) / (sum[i](p) + 1))',
  'common-factor': 'loss f(s: real[i], m: real[i]) = mean[i](exp(s) + m^2 - 1 - s)',
  'common-test': `loss f(x: real[i]) =
    mean[i]((if x < 1 then exp(x) else x) - (if x < 1 then 1 else x^2))`,
  'quotient-by-square': 'loss f(p: prob[i], y: label[i]) = ratio(sum[i](p * y), sum[i](p))',
  'logsumexp-minus-parts-of-pick': `loss f(z: logit[c, i], t: index[i] of c; tau: real in (0, inf) = 1) =
    mean[i](log(sum[c](exp(z / tau))) - pick[c](z / tau, t); keep = valid[c](t))`,
  'one-minus-labelled-share':
    'loss f(z: logit[c, i], y: label[c, i]) = mean[i](-log(1 - sum[c](y * softmax[c](z))))',
  'one-minus-mean': 'loss f(a: logit[i], b: logit[i]) = mean[i]((1 - 0.5 * sigmoid(a) - 0.5 * sigmoid(b))^2)',
  'log-of-exponentials':
    'loss f(z: logit[c, i], y: label[c, i]) = mean[i](log(1 + sum[c](exp(z); keep = y)))',
  'one-minus-power': 'loss f(p: prob[i]; q: real in (0, 1] = 0.7) = sum[i](1 - p^q)',
};
