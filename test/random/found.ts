/** Losses that were found wrong once, as small as they became, most of them by random programs. */
export const found: Readonly<Record<string, string>> = {
  'a power of an input is the same number in every pass, so that the minimum is found again':
    'loss f(x: real[n, i], p: prob[n, i]) = mean[n](min[i](xlogy(p, p * x^2 + 0.3)))',
  'what a maximum is taken of is not split by labels where it is compared':
    'loss f(x: real[n, i], t: index[n, i] of c) = mean[c, i](max[n](ratio(one_hot[c](t) + x, x^2 + 0.3)))',
  'a row of logits that all pixels share has no class of its own':
    'loss f(x: real[n, i], b: real[c], t: index[n, i] of c) = mean[n, i](norm[c](log_softmax[c](b) + one_hot[c](t) + x))',
  'what all classes have is kept for every position for which the whole is':
    'loss f(z: logit[n, c, i], t: index[n, i] of c) = mean[c, i](prod[n](tanh(one_hot[c](t) + sum[n](z))))',
  'classes that are kept beside the pixels are amended before they are read':
    'loss f(x: real[n, e], w: real[c, e], t: index[n] of c) = mean[n](-pick[c](log_softmax[c](sum[e](x * w)), t); keep = valid[c](t))',
  'what lies behind a maximum is not left in an array of float32':
    'loss f(z: logit[n, c], t: index[n] of c) = max[n](-pick[c](log_softmax[c](z), t))',
  'a maximum over all but the own class':
    'loss f(a: real[n, e], b: real[c, e], t: index[n] of c) = sum[n](max[c](if position(c) == t then sum[e](a * b) / (1 + sum[e](a^2)) else -100))',
  'minus of what is negative is no decrement':
    'loss f(a: real[n, e], b: real[c, e], t: index[n] of c) = mean[n](relu(-pick[c](log_softmax[c](sum[e](a * b)), t) - 0.3))',
  'numbers that are equal in float64 share, though the last digit would tell them apart':
    'loss f(z: logit[n, i]) = sum[n](max[i](sigmoid(z)))',
  'that t is 0 or 1 says nothing of its derivative': 'loss f(t: real[n] in {0, 1}) = sum[n](t * t + t^3)',
  'a kink at the end of a domain is a kink':
    'loss f(p: prob[n]) = sum[n](abs(p) + 2 * relu(1 - p) + 3 * clamp(p, 0, 1) + 5 * max(p, 0) + 7 * min(p, 1))',
  'a minimum of what is split by a label':
    'loss f(x: real[n, i], y: label[n, i]) = mean[n](min[i]((x - y)^2 / (1 + x^2)) + sum[i]((x - y)^2 / (1 + x^2)))',
  'a bounded value may be undefined where its branch is not taken':
    'loss f(x: real[i], y: label[i]) = mean[i](if y then sigmoid(1 / x - 1 / x^2) else 0)',
  'a maximum is not simplified under a label where what is compared with it is not':
    'loss f(z: logit[n, d], y: label[n]) = mean[n](y * max[d](y * z^2 / 3 + z^2 / 7))',
  'nor is a minimum': 'loss f(z: logit[n, d], y: label[n]) = mean[n](y * min[d](y * z^2 / 3 + z^2 / 7))',
  'where there is no value there is nothing to derive':
    'loss f(x: real[n, i], b: real[c]) = mean[n, i, c](max(xlogy(x, b * x^2 + 0.3), x))',
  '0 · log 0 is 0 where the logarithm is that of 1 - exp(x)':
    'loss f(x: real[i] in [0, inf), y: soft[i], q: prob[i]) = mean[i](y * log(1 - exp(-x)) + q * log(1 - exp(-x)) - y * log(exp(x) - 1))',
  'and where it is squared': 'loss f(p: prob[i], y: soft[i]) = sum[i](y * log(p)^2)',
  'and of a quotient that is 0 where its divisor is':
    'loss f(p: prob[i], q: prob[i], y: soft[i]) = sum[i](y * log(ratio(p, q)) + p * log(ratio(p, q)))',
  'and of a choice of 0': 'loss f(p: prob[i], y: soft[i]) = sum[i](y * log(if p > 0 then p else 0))',
  'and in a sum that its factor comes out of':
    'loss f(p: prob[i, j], y: soft[i], k: weight[j]) = sum[i](y * sum[j](k * log(p) - 0.25) + y * sum[j](log(1 - p)))',
};
