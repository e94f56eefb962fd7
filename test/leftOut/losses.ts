/** Losses that leave data out, and data that are NaN or infinite just there. */
import type { Data } from '../../src/verify/oracle/data.ts';
import { dataOf, tensor } from '../verify/program.ts';

export interface Case {
  readonly loss: string;
  readonly data: Data;
}

const [nan, inf] = [NaN, Infinity];

const x = tensor('i', [0.5, nan, 0.25, inf]);
const y = tensor('i', [1, 0, 1, 0]);
const d = tensor('i', [1, -1, 2, nan]);
const classes = {
  z: tensor('n c', [
    [0.5, -1, 2],
    [nan, 0, 1],
    [1, 2, inf],
    [0.25, 0.5, -3],
  ]),
  t: tensor('n', [0, -1, -1, 2]),
};
const masked = { ...classes, t: tensor('n', [0, 1, 2, 2]), m: tensor('n', [1, 0, 0, 1]) };
const withKept = { ...classes, w: tensor('n', [0.5, nan, inf, 2]) };
const classWeights = tensor('c', [0.5, 1, 2]);
const probabilities = {
  p: tensor('n c', [
    [0.5, nan, 0.25],
    [0.125, 0.25, nan],
    [nan, nan, nan],
  ]),
  t: tensor('n', [0, 1, -1]),
};
const embeddings = {
  x: tensor('n e', [
    [1, 2],
    [0.5, 1],
    [0, 0],
    [nan, inf],
  ]),
  w: tensor('c e', [
    [1, 0.5],
    [2, -1],
  ]),
  t: tensor('n', [0, -1, -1, -1]),
};

const of = (inputs: Data['inputs']): Data => {
  const sizes = Object.values(inputs).flatMap((each) =>
    each.axes.map((axis, k) => [axis, each.sizes[k] ?? 0]),
  );
  return dataOf(inputs, {}, Object.fromEntries(sizes));
};

export const cases: Readonly<Record<string, Case>> = {
  'the branch that a label does not take': {
    loss: 'loss f(x: real[i], y: label[i]) = mean[i](if y then sigmoid(x) else 0)',
    data: of({ x, y }),
  },
  'both branches, each with data of its own': {
    loss: 'loss f(x: real[i], u: real[i], y: label[i]) = mean[i](if y then tanh(x) else cos(u))',
    data: of({ x, y, u: tensor('i', [nan, 2, inf, 1]) }),
  },
  'a mean of what a label keeps': {
    loss: 'loss f(x: real[i], y: label[i]) = mean[i](sigmoid(x); keep = y)',
    data: of({ x, y }),
  },
  'a sum of what a weight keeps': {
    loss: 'loss f(x: real[i], w: weight[i]) = sum[i](x^2; keep = w)',
    data: of({ x, w: tensor('i', [1, 0, 2, 0]) }),
  },
  'a target that says itself where it is none': {
    loss: 'loss f(x: real[i], d: const real[i]) = mean[i](abs(x - d); keep = d > 0)',
    data: of({ x: tensor('i', [0.5, nan, 0.25, 2]), d }),
  },
  'a value that its own test and a weight leave out': {
    loss: 'loss f(x: real[i], w: weight[i]) = sum[i](x; keep = x < 0.3, weight = w)',
    data: of({ x: tensor('i', [0.5, nan, 0.25, 2]), w: tensor('i', [inf, 0, 2, 1]) }),
  },
  'a smooth distance under a weight': {
    loss: 'loss f(x: real[i], d: real[i], w: weight[i]) = mean[i](if e < 1 then e^2 / 2 else e - 0.5; weight = w, keep = w) where e = abs(x - d)',
    data: of({ x: tensor('i', [0.5, nan, 0.25, 2]), d, w: tensor('i', [1, 0, 2, 0]) }),
  },
  'what a hyperparameter shuts out': {
    loss: 'loss f(x: real[i], d: map[i]; on: real in {0, 1} = 0) = sum[i](if on then x / d else 0)',
    data: of({ x: tensor('i', [0.5, 2, 1]), d: tensor('i', [0, nan, 1]) }),
  },
  'a part of an axis that is not there': {
    loss: 'loss f(x: real[i], d: map[i]) = logsumexp[i: 1..2](d) * sum[i](x)',
    data: of({ x: tensor('i', [0.5]), d: tensor('i', [1]) }),
  },
  'a maximum of what is kept': {
    loss: 'loss f(x: real[i], y: label[i]) = max[i](x; keep = y)',
    data: of({ x, y }),
  },
  'a norm of what is kept': {
    loss: 'loss f(x: real[i], y: label[i]) = norm[i](x; keep = y)',
    data: of({ x, y }),
  },
  'a domain without 0': {
    loss: 'loss f(x: real[i] in (1, inf), y: label[i]) = mean[i](log(x); keep = y)',
    data: of({ y, x: tensor('i', [2, nan, 1.5, inf]) }),
  },
  'cross-entropy without ignored pixels': {
    loss: 'loss f(z: logit[n, c], t: index[n] of c) = mean[n](-pick[c](log_softmax[c](z), t); keep = valid[c](t))',
    data: of(classes),
  },
  'weighted cross-entropy': {
    loss: 'loss f(z: logit[n, c], t: index[n] of c, w: weight[n]) = mean[n](-w * pick[c](log_softmax[c](z), t); keep = valid[c](t))',
    data: of(withKept),
  },
  'cross-entropy of what a mask keeps': {
    loss: 'loss f(z: logit[n, c], m: label[n], t: index[n] of c) = mean[n](-pick[c](log_softmax[c](z), t); keep = m)',
    data: of(masked),
  },
  'focal loss': {
    loss: 'loss f(z: logit[n, c], t: index[n] of c) = mean[n](-(1 - q)^2 * log(q); keep = valid[c](t)) where q = pick[c](softmax[c](z), t)',
    data: of(classes),
  },
  'Dice without ignored pixels': {
    loss: `loss f(z: logit[n, c], t: index[n] of c) =
      mean[c](1 - (2 * sum[n](p * y; keep = v) + 1) / (sum[n](p; keep = v) + sum[n](y) + 1))
      where p = softmax[c](z)
            y = one_hot[c](t)
            v = valid[c](t)`,
    data: of(classes),
  },
  'BCE and Dice under a mask': {
    loss: `loss f(z: logit[i], y: label[i], m: label[i]) =
      mean[i](-(y * log(p) + (1 - y) * log(1 - p)); keep = m)
        + 1 - (2 * sum[i](p * y; keep = m) + 1) / (sum[i](p + y; keep = m) + 1)
      where p = sigmoid(z)`,
    data: of({
      z: tensor('i', [0.5, nan, inf, -1]),
      y: tensor('i', [1, 0, 1, 0]),
      m: tensor('i', [1, 0, 0, 1]),
    }),
  },
  'the other classes of a picked probability': {
    loss: 'loss f(p: prob[n, c], t: index[n] of c) = sum[n](-log(pick[c](p, t)); keep = valid[c](t))',
    data: of(probabilities),
  },
  'the weight of a class beside all classes': {
    loss: 'loss f(z: logit[n, c], t: index[n] of c, w: weight[c]) = sum[n, c](pick[c](w, t) * z^2; keep = valid[c](t))',
    data: of({ ...classes, w: classWeights }),
  },
  'a weighted probability of the right class': {
    loss: 'loss f(z: logit[n, c], t: index[n] of c, u: weight[n], w: weight[c]) = sum[n](u * pick[c](w * softmax[c](z), t); keep = valid[c](t))',
    data: of({ ...classes, u: withKept.w, w: classWeights }),
  },
  // What is left out is read as a number at which nothing is divided by 0.
  'a quotient of sums that is not chosen': {
    loss: 'loss f(x: real[n, c], m: label[n]) = mean[n](if m then 1 - 2 * sum[c](x^3) / sum[c](x + x^2) else 0)',
    data: of({ x: classes.z, m: masked.m }),
  },
  'a reciprocal that is not chosen': {
    loss: 'loss f(x: real[n, c], d: map[n], m: label[n]) = mean[n](if m then abs(d - 1 / sum[c](x)) else 0)',
    data: of({ x: classes.z, d: withKept.w, m: masked.m }),
  },
  'similarities to the centre of each class': {
    loss: 'loss f(x: real[n, e], w: real[c, e], t: index[n] of c) = mean[n](-pick[c](log_softmax[c](sum[e](x * w) / norm[e](x)), t); keep = valid[c](t))',
    data: of(embeddings),
  },
  'the same, where a norm may be 0': {
    loss: 'loss f(x: real[n, e], w: real[c, e], t: index[n] of c) = mean[n](-pick[c](log_softmax[c](ratio(sum[e](x * w), norm[e](x) * norm[e](w))), t); keep = valid[c](t))',
    data: of(embeddings),
  },
};
