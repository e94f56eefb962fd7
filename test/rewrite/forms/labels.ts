/** Losses about labels; the procedures that fire in each, and no others. */
export const labels: Readonly<Record<string, readonly string[]>> = {
  // Labels.
  'loss f(z: logit[i], a: label[i], u: label[i], v: label[i], w: label[i]) = mean[i]((z - a)^2 * (z - u) * (z + v - w))':
    ['label-cases'],
  'loss f(z: logit[i], y: label[i]) = mean[i]((not y) * exp(z) + z)': ['label-cases'],
  'loss f(z: logit[i], y: label[i]) = mean[i]((1 - y) * exp(z) - y)': ['label-cases'],
  'loss f(z: logit[i], y: label[i], x: real[i]) = mean[i]((if y then z else x) + exp(z))': ['label-cases'],
  'loss f(z: logit[i], y: label[i], x: real[i]) = mean[i]((if not y then z else x) * exp(z) + y)': [
    'label-cases',
  ],
  'loss f(z: logit[i], x: real[i]) = mean[i]((if x > 1 then z else x) * exp(z))': [],
  'loss f(z: logit[c, i], t: index[i] of c) = mean[c, i]((if one_hot[c](t) then z else 1) * exp(z) + z)': [
    'label-cases',
  ],
  'loss f(z: logit[c, i], t: index[i] of c) = mean[c, i]((softmax[c](z) - one_hot[c](t))^2)': ['label-cases'],
  'loss f(z: logit[c, i], t: index[i] of c) = mean[c, i]((1 - one_hot[c](t)) * exp(z) + z^2)': [
    'label-cases',
  ],
  'loss f(p: prob[i], y: label[i]) = sum[i](y * log(p) + (1 - y) * log(1 - p))': [
    'branch-knows-test',
    'label-cases',
    'zero-times-log-zero',
  ],
  'loss f(p: prob[i], y: label[i]) = y * log(p) + (1 - y) * p': [
    'branch-knows-test',
    'label-cases',
    'zero-times-log-zero',
  ],
  'loss f(p: prob[i], y: label[i]) = exp(y * p) - (if p > 0.5 then 1 else 0)': ['label-cases'],
  'loss f(z: logit[c, i], y: label[c, i], t: index[i] of c) = mean[i](pick[c](softmax[c](z) - y, t))': [
    'label-cases',
  ],
  'loss f(p: prob[i], x: real[i]) = sum[i]((x > 1) * p + p)': [],
  'loss f(x: real[i], y: label[i]) = mean[i](y / (x^2 + y))': ['label-cases'],
  'loss f(x: real[i], y: label[i]) = mean[i](y * sin(y + x))': ['label-cases'],
  // What is 0 without its label stays a choice where the product could be 0 · NaN or 0 · inf.
  'loss f(x: real[i], p: prob[i], y: label[i]) = sum[i](x) + sum[i](p * (if y then sigmoid(1 / x - 1 / x^2) else 0))':
    ['label-cases'],
  'loss f(z: logit[i], p: prob[i], y: label[i]) = sum[i](p * (if y then -exp(99 * z) else 0))': [
    'label-cases',
  ],
  'loss f(z: logit[i], y: label[i]) = mean[i](y * (z - max[i](z + y)))': ['label-cases'],
  'metric f(z: real[i], y: label[i]) = mean[i](z * (not y) + exp(y + z))': ['label-cases'],
  'metric f(z: real[c, i], t: index[i] of c) = mean[c, i](z * (not one_hot[c](t)) + exp(z))': ['label-cases'],
  'loss f(z: logit[i], y: label[i]) = mean[i](sigmoid(z) - (not y))': ['label-cases'],
  'loss f(z: logit[i], y: label[i]) = mean[i](abs(sigmoid(z) - (not y)))': ['label-cases'],
  'metric f(z: real[i], y: label[i]) = mean[i](exp(z + (not y)) + y)': ['label-cases'],
  'metric f(z: real[i], y: label[i]) = mean[i](exp(z - (not y)))': ['choice-inside', 'label-cases'],
  'metric f(z: real[i], x: real[i]) = mean[i](exp(z - (not (x > 1))))': [],
  'metric f(z: real[c, i], t: index[i] of c) = mean[c, i](exp(z - (not one_hot[c](t))))': [],
};
