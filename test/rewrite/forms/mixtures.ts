/** Losses about mixtures of predictions; the procedures that fire in each, and no others. */
export const mixtures: Readonly<Record<string, readonly string[]>> = {
  // Logarithms of means.
  'loss f(a: logit[i], b: logit[i]) = mean[i](-log(0.5 * sigmoid(a) + 0.5 * sigmoid(b)))': [
    'log-of-exponentials',
  ],
  'loss f(a: logit[i], b: logit[i], d: logit[i]) = mean[i](-log((sigmoid(a) + sigmoid(b) + sigmoid(d)) / 3))':
    ['log-of-exponentials'],
  'loss f(a: logit[i], b: logit[i]) = mean[i](-log(0.25 * sigmoid(a) + 0.5 * sigmoid(b)))': [
    'log-of-exponentials',
  ],
  'loss f(a: logit[i], b: logit[i]) = mean[i](-log(0.9921875 * sigmoid(a) + 0.0078125 * sigmoid(b)))': [
    'log-of-exponentials',
  ],
  'loss f(a: logit[i], b: logit[i]) = mean[i](-log(0.0078125 * sigmoid(a) + 0.9921875 * sigmoid(b)))': [
    'log-of-exponentials',
  ],
  'loss f(a: logit[c, i], b: logit[c, i], t: index[i] of c) = mean[i](-log(pick[c](softmax[c](a) + softmax[c](b), t)); keep = valid[c](t))':
    ['branch-knows-test', 'label-cases', 'log-of-exponentials'],
  'loss f(a: logit[c, i], b: logit[c, i], t: index[i] of c, s: index[i] of c) = mean[i](-log(pick[c](softmax[c](a), t) + pick[c](softmax[c](b), s)); keep = valid[c](t))':
    ['branch-knows-test', 'label-cases'],
  'loss f(a: logit[i], b: logit[i], y: const prob[i]) = mean[i](-log(0.5 * sigmoid(a) + 0.5 * y))': [],
  'loss f(a: logit[i], b: logit[i]) = mean[i](-log(1 + 0.5 * sigmoid(a) + 0.5 * sigmoid(b)))': [],
  'loss f(a: logit[i], b: logit[i]) = mean[i](log(2 * sigmoid(a) - sigmoid(b))^2)': ['zero-times-log-zero'],
  'loss f(a: logit[i]) = mean[i](-log(0.5 * sigmoid(a)))': [],
  'loss f(a: logit[c, i], b: logit[c, i], t: index[i] of c) = mean[i](-log(pick[c](softmax[c](a) + softmax[c](b), t)))':
    ['label-cases', 'log-of-exponentials'],
  'loss f(a: logit[c, i], b: logit[c, i], t: index[i] of c) = mean[i](-log(pick[c](softmax[c](a), t) + pick[c](sigmoid(b), t)); keep = valid[c](t))':
    ['branch-knows-test', 'label-cases'],
  'loss f(x: real[i], z: logit[c, i], y: label[i], k: label[c, i]) = mean[i](-log(if y then exp(x) else sum[c](exp(z); keep = k)))':
    ['log-of-exponentials'],
  'loss f(a: logit[i], b: logit[i], d: logit[i]) = mean[i](-log(0.7 * sigmoid(a) + 0.2 * sigmoid(b) + 0.1 * sigmoid(d)))':
    ['log-of-exponentials'],
  'loss f(a: logit[c, i], x: map[c, i] in [-0.001, 0.001], t: index[i] of c) = mean[i](-log(pick[c](softmax[c](a), t) + pick[c](x, t)); keep = valid[c](t))':
    ['branch-knows-test', 'label-cases'],
  'loss f(a: logit[i], b: logit[i]) = mean[i](-log(0.5 + 0.25 * sigmoid(a) + 0.25 * sigmoid(b)))': [],
  'loss f(a: real[i], b: real[i]) = mean[i](log(softplus(a) + softplus(b)))': [],
  // One minus a mean.
  'loss f(a: logit[i], b: logit[i]) = mean[i]((1 - 1.5 * sigmoid(a) + 0.5 * sigmoid(b))^2)': [],
  'loss f(a: logit[i], b: logit[i], d: logit[i]) = mean[i](30 - 10.1 * sigmoid(a) - 9.8 * sigmoid(b) - 10.1 * sigmoid(d))':
    ['one-minus-mean'],
  'loss f(a: logit[i], b: logit[i]) = mean[i]((1 - 0.5 * sigmoid(a) - 0.5 * sigmoid(b))^2)': [
    'one-minus-mean',
  ],
  'loss f(a: logit[i], b: logit[i]) = mean[i]((sigmoid(a) + sigmoid(b) - 2)^2)': ['one-minus-mean'],
  'loss f(a: logit[i], b: logit[i], d: logit[i]) = mean[i](1 - (sigmoid(a) + sigmoid(b) + sigmoid(d)) / 3)': [
    'one-minus-mean',
  ],
  'loss f(a: logit[c, i], b: logit[c, i]) = mean[c, i]((1 - 0.25 * softmax[c](a) - 0.75 * softmax[c](b))^2)':
    ['one-minus-mean'],
  'loss f(a: logit[i], b: logit[i]) = mean[i]((1 - 0.5 * sigmoid(a) + 0.5 * sigmoid(b))^2)': [],
  'loss f(a: logit[i], b: logit[i]) = mean[i]((1 - 0.5 * sigmoid(a) - 0.25 * sigmoid(b))^2)': [],
  'loss f(a: logit[i], y: prob[i]) = mean[i]((1 - 0.5 * sigmoid(a) - 0.5 * y)^2)': [],
  'loss f(a: logit[i]) = mean[i]((2 - 2 * sigmoid(a))^2)': [],
};
