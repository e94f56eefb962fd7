/** Losses about logarithms of sums of exponentials; the procedures that fire in each, and no others. */
export const logarithms: Readonly<Record<string, readonly string[]>> = {
  // Parts of a sum.
  'loss f(z: logit[c, i], y: label[c, i]) = mean[i](-log(sum[c](exp(z); keep = y) / sum[c](exp(z))))': [
    'label-cases',
    'log-of-exponentials',
  ],
  'loss f(z: logit[c, i], y: label[c, i]) = mean[i](-log(sum[c](exp(z); keep = 1 - y) / sum[c](exp(z))))': [
    'label-cases',
    'log-of-exponentials',
  ],
  'loss f(z: logit[c, i], y: label[c, i]) = mean[i](-log(sum[c](y * exp(z)) / sum[c](exp(z))))': [
    'branch-knows-test',
    'label-cases',
    'log-of-exponentials',
  ],
  'loss f(z: logit[c, i], y: label[c, i]) = mean[i](-log(sum[c]((1 - y) * softmax[c](z))))': [
    'branch-knows-test',
    'label-cases',
    'log-of-exponentials',
  ],
  'loss f(z: logit[c, i]) = mean[i](-log(sum[c: 1..](softmax[c](z))))': ['log-of-exponentials'],
  'loss f(z: logit[c, i], y: label[c, i]) = mean[i](-log(sum[c](y * exp(z)) + sum[c]((1 - y) * exp(-z))))': [
    'branch-knows-test',
    'label-cases',
    'log-of-exponentials',
  ],
  'loss f(z: logit[c, i], p: logit[i], y: label[c, i]) = mean[i](-log(exp(p) / (exp(p) + sum[c](exp(z); keep = y))))':
    ['log-of-exponentials'],
  'loss f(z: logit[c, i], u: logit[c, i], y: label[c, i]) = mean[i](-log(sum[c](softmax[c](z); keep = y)) + log(1 + sum[c](exp(u); keep = y) * sum[c](exp(-u); keep = 1 - y)))':
    ['label-cases', 'log-of-exponentials'],
  'loss f(z: logit[c, i], a: label[c, k], s: index[i] of k) = mean[i](-log(pick[k](sum[c](a * softmax[c](z)), s)); keep = valid[k](s))':
    ['branch-knows-test', 'log-of-exponentials'],
  'loss f(z: logit[c, i], y: label[c, i], x: label[c, i]) = mean[i](-log(sum[c](y * exp(z)) + sum[c](x * exp(-z))))':
    ['branch-knows-test', 'label-cases', 'log-of-exponentials'],
  'loss f(z: logit[c, i], y: label[c, i]) = mean[i](-log(sum[c](if y then 0 else softmax[c](z))))': [
    'label-cases',
    'log-of-exponentials',
  ],
  // Weights.
  'loss f(z: logit[c, i], w: weight[c]) = mean[i](log(1 + sum[c](w * exp(z))))': ['log-of-exponentials'],
  'loss f(z: logit[c, i], w: weight[c]) = mean[i](log(sum[c](w * exp(z))))': ['log-of-exponentials'],
  'loss f(z: logit[c, i], w: weight[c]) = mean[i](log(sum[c](w * softmax[c](z))))': [],
  'loss f(z: logit[c, i], w: real[c] in [0, inf)) = mean[i](log(1 + sum[c](w * exp(z))))': [],
  'loss f(z: logit[c, i], w: map[c]) = mean[i](log(1 + sum[c](w * exp(z))^2))': [],
  'loss f(z: logit[c, i], w: real[c] in (0, inf)) = mean[i](log(1 + sum[c](exp(z) / w)))': [
    'log-of-exponentials',
  ],
  'loss f(z: logit[c, i], u: logit[c, i]) = mean[i](log(sum[c](softmax[c](u) * exp(z))))': [
    'common-factor',
    'log-of-exponentials',
    'sum-of-softmax',
  ],
  'loss f(z: logit[c, i], w: weight[c]) = mean[i](log(1 + sum[c](exp(z) / w)))': ['log-of-exponentials'],
  'loss f(z: logit[c, i], u: logit[c, i]) = mean[i](log(1 + sum[c](sigmoid(u) * exp(z))))': [
    'log-of-exponentials',
  ],
  'loss f(z: logit[c, i], w: soft[c, i]) = mean[i](log(1 + sum[c]((1 - w) * exp(z))))': [
    'log-of-exponentials',
  ],
  // Sums of few.
  'loss f(x: logit[i], y: logit[i], w: weight[i]) = mean[i](log(w * exp(x) + 2 * exp(y) + 3))': [
    'log-of-exponentials',
  ],
  'loss f(x: logit[i], y: logit[i]) = mean[i](log(exp(x) - 2 * exp(y)))': [],
  'loss f(x: logit[i], y: logit[i]) = mean[i](log(3 * exp(x) + 2 * exp(y) - 1))': [],
  'loss f(x: real[i] in [0, inf), y: logit[i]) = mean[i](log(x + exp(y)))': [],
  'loss f(x: weight[i], y: logit[i]) = mean[i](log(1 + x + exp(y)))': ['log-of-exponentials'],
  // No exponential in sight.
  'loss f(z: logit[c, i], x: real[i] in (0, inf)) = mean[i](log(x * sum[c](z^2) + 1))': [],
  'loss f(z: logit[c, i], t: index[i] of c) = mean[c](log(sum[i](softmax[c](z))))': [],
  'loss f(z: logit[c, i], y: label[c, i]) = mean[i](log(sum[c](y * (1 - softmax[c](z)))))': ['label-cases'],
  'loss f(z: logit[c, i], y: label[c, i]) = mean[i](log(sum[c](y * exp(softmax[c](z)))))': [
    'branch-knows-test',
    'log-of-exponentials',
  ],
  'loss f(z: logit[c, i], u: logit[c, i]) = mean[i](log(sum[c](softmax[c](z) * softmax[c](u))))': [],
};
