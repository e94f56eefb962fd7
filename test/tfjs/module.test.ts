/** Generated modules as their users call them: forms, shapes, types, gradients, mistakes, kernels. */
import { describe, expect, test } from 'vitest';
import { backends, compiled, kernelsOf, library, text, tf, use, type Loaded } from './backends.ts';
import { program } from '../verify/program.ts';

const bce =
  'loss bce(z: logit[n, i], y: label[n, i]) = mean[n, i](-(y * log(p) + (1 - y) * log(1 - p))) where p = sigmoid(z)';
const numbers = (x: tf.Tensor): number[] =>
  tf.tidy(() => Array.from(x.dataSync(), (value) => Number(value.toFixed(5))));
const logits = [0.5, -1, 2, 0, -3, 1];
const labels = [1, 0, 0, 1, 0, 1];
/** log(1 + exp(z)) - y z. */
const exact = (k: number): number =>
  Math.log1p(Math.exp(logits[k] ?? 0)) - (labels[k] ?? 0) * (logits[k] ?? 0);
const rounded = (x: number): number => Number(x.toFixed(5));

/** Without ignored labels. */
const ceDice = `loss ce_dice(z: logit[n, c, i], y: label[n, c, i]; w: real in [0, 1] = 0.5) =
  w * mean[n, i](-sum[c](y * log(p)))
    + (1 - w) * mean[n, c](1 - (2 * sum[i](p * y) + 1) / (sum[i](p) + sum[i](y) + 1))
  where p = softmax[c](z)`;

describe.each(backends)('%s', (backend) => {
  test('a value for each example by default, a scalar on request', async () => {
    await use(backend);
    const loss = await text(bce, 'bce');
    const [z, y] = [tf.tensor2d(logits, [2, 3]), tf.tensor2d(labels, [2, 3])];
    const rows = [0, 3].map((k) => rounded((exact(k) + exact(k + 1) + exact(k + 2)) / 3));
    expect(numbers(loss.forModel()(y, z))).toEqual(rows);
    const mean = loss.forModel({}, { reduction: 'mean' })(y, z);
    expect(mean.shape).toEqual([]);
    expect(mean.dataSync()[0]).toBeCloseTo(((rows[0] ?? 0) + (rows[1] ?? 0)) / 2, 5);
  });

  test('one form as good as the other: the gradient of the mean', async () => {
    await use(backend);
    const loss = await library('compound', 'bce_dice');
    const [z, y] = [tf.tensor2d(logits, [2, 3]), tf.tensor2d(labels, [2, 3])];
    const ofScalar = tf.grad((x) => loss.from({ z: x, y }, {}, { reduction: 'mean' }))(z);
    const ofExamples = tf.grad((x) => loss.forModel()(y, x))(z, tf.fill([2], 0.5));
    expect(numbers(ofExamples)).toEqual(numbers(ofScalar));
    // Class weights multiply the values of examples.
    const weighted = tf.grad((x) => loss.forModel()(y, x))(z, tf.tensor1d([0, 0.5]));
    expect(numbers(weighted)).toEqual([0, 0, 0, ...numbers(ofScalar).slice(3)]);
  });

  test('any number of pixel dimensions, and a channel of size 1', async () => {
    await use(backend);
    const { forModel } = await library('compound', 'bce_dice');
    const data = Array.from({ length: 2 * 12 }, (_, k) => Math.sin(k));
    const mask = data.map((x) => Number(x > 0.3));
    const shapes: readonly (readonly [number[], number[]])[] = [
      [
        [2, 12],
        [2, 12],
      ],
      [
        [2, 3, 4],
        [2, 3, 4],
      ],
      [
        [2, 3, 4, 1],
        [2, 3, 4, 1],
      ],
      [
        [2, 3, 4, 1],
        [2, 3, 4],
      ],
      [
        [2, 2, 3, 2],
        [2, 12],
      ],
    ];
    const results = shapes.map(([ofZ, ofY]) => {
      const [z, y] = [tf.tensor(data, ofZ), tf.tensor(mask, ofY)];
      const { value, grads } = tf.valueAndGrads((a, b) => forModel({}, { reduction: 'mean' })(b, a))([z, y]);
      expect(grads[0]?.shape).toEqual(ofZ);
      return [...numbers(value), ...numbers(grads[0] ?? z)];
    });
    for (const result of results) expect(result).toEqual(results[0]);
  });

  test('labels of any type; their gradient is 0', async () => {
    await use(backend);
    const { forModel } = await text(bce, 'bce');
    const z = tf.tensor2d(logits, [2, 3]);
    const values = (['float32', 'int32', 'bool'] as const).map((type) => {
      const y = tf.tensor2d(labels, [2, 3], type);
      const [ofY, ofZ] = tf.grads((a, b) => forModel()(a, b))([y, z]);
      expect(numbers(ofY ?? z)).toEqual([0, 0, 0, 0, 0, 0]);
      expect(numbers(ofZ ?? z).every((x) => x !== 0)).toBe(true);
      return numbers(forModel()(y, z));
    });
    expect(values[1]).toEqual(values[0]);
    expect(values[2]).toEqual(values[0]);
  });

  test('channels last, integer labels, and ignored ones', async () => {
    await use(backend);
    const loss = await library('compound', 'ce_dice');
    const z = tf.tensor(
      Array.from({ length: 24 }, (_, k) => Math.cos(3 * k)),
      [1, 2, 4, 3],
    );
    const classes = [0, 1, 2, 255, 1, -1, 0, 2];
    const results = (['int32', 'float32'] as const).map((type) => {
      const t = tf.tensor(classes, [1, 2, 4], type);
      const gradient = tf.grad((x) => loss.forModel()(t, x))(z);
      expect(numbers(tf.sum(gradient, -1)).every((x) => Math.abs(x) < 1e-5)).toBe(true);
      const ofIgnored = numbers(tf.slice(tf.reshape(gradient, [8, 3]), [3, 0], [1, 3]));
      expect(ofIgnored).toEqual([0, 0, 0]);
      return numbers(loss.forModel()(t, z));
    });
    expect(results[0]).toEqual(results[1]);
    expect(results[0]?.[0]).toBeGreaterThan(0);
  });

  test('class weights and several heads by name', async () => {
    await use(backend);
    const loss = await text(
      `loss heads(a: logit[n, c, i], b: logit[n, c, i], t: index[n, i] of c, w: weight[c]; share: real in [0, 1] = 0.5) =
         mean[n, i](-share * pick[c](w * log(softmax[c](a)), t) - (1 - share) * pick[c](log(softmax[c](b)), t))`,
      'heads',
    );
    const inputs = {
      a: tf.tensor([1, 0, 0, 2], [1, 2, 2]),
      b: tf.tensor([0, 0, 3, 0], [1, 2, 2]),
      t: tf.tensor([0, 1], [1, 2], 'int32'),
      w: tf.tensor1d([2, 1]),
    };
    const lse = (x: number, y: number): number => Math.log(Math.exp(x) + Math.exp(y));
    const expected =
      (0.25 * 2 * (lse(1, 0) - 1) +
        0.75 * (lse(0, 0) - 0) +
        0.25 * (lse(0, 2) - 2) +
        0.75 * (lse(3, 0) - 0)) /
      2;
    expect(numbers(loss.from(inputs, { share: 0.25 }))[0]).toBeCloseTo(expected, 4);
    const { a, b, t, w } = inputs;
    const grads = tf.grads((p, q) => loss.from({ a: p, b: q, t, w }, { share: 0.25 }))([a, b]);
    expect(grads.map((g) => g.shape)).toEqual([
      [1, 2, 2],
      [1, 2, 2],
    ]);
  });

  test('large tensors take other ways to the same result', async () => {
    await use(backend);
    const losses = [
      { loss: await library('compound', 'bce_dice'), shape: [2, 128, 64] },
      { loss: await text(ceDice, 'ce_dice'), shape: [2, 64, 32, 4] },
    ];
    for (const { loss, shape } of losses) {
      const z = tf.randomNormal(shape, 0, 3, 'float32', 5);
      const y = tf.cast(tf.less(tf.randomUniform(shape, 0, 1, 'float32', 6), 0.3), 'float32');
      const gradient = tf.grad((x) => loss.forModel()(y, x));
      const example = (x: tf.Tensor, k: number): tf.Tensor => tf.slice(x, k, 1);
      const values = loss.forModel()(y, z);
      const slopes = gradient(z);
      for (const k of [0, 1]) {
        const alone = loss.forModel()(example(y, k), example(z, k));
        expect(alone.dataSync()[0]).toBeCloseTo(values.dataSync()[k] ?? NaN, 5);
        const own = tf.grad((x) => loss.forModel()(example(y, k), x))(example(z, k));
        const apart = tf.max(tf.abs(tf.sub(own, example(slopes, k))));
        expect(apart.dataSync()[0]).toBeLessThan(1e-5 * Number(tf.max(tf.abs(own)).dataSync()[0]));
      }
    }
  });

  test('a tensor of losses takes its upstream', async () => {
    await use(backend);
    const loss = await text('loss rows(x: real[n, i], y: map[n, i]) = mean[i]((x - y)^2)', 'rows');
    const [x, y] = [tf.tensor2d([1, 2, 3, 5], [2, 2]), tf.tensor2d([0, 0, 1, 1], [2, 2])];
    expect(numbers(loss.forModel()(y, x))).toEqual([2.5, 10]);
    const gradient = tf.grad((z) => loss.forModel()(y, z))(x, tf.tensor1d([1, 10]));
    expect(numbers(gradient)).toEqual([1, 2, 20, 40]);
  });

  test('an upstream has the axes of the result, in their order and with all their dimensions', async () => {
    await use(backend);
    const loss = await text('loss squares(x: real[n, c, i]) = x^2', 'squares');
    const shape = [2, 2, 3, 2]; // n, h, w, c
    const x = tf.tensor(
      Array.from({ length: 24 }, (_, k) => k - 7),
      shape,
    );
    const weights = tf.tensor(
      Array.from({ length: 24 }, (_, k) => k % 5),
      shape,
    );
    const given = tf.transpose(weights, [0, 3, 1, 2]);
    expect(loss.from({ x }).shape).toEqual(given.shape);
    const gradient = tf.grad((z) => loss.from({ x: z }))(x, given);
    expect(numbers(gradient)).toEqual(numbers(tf.mul(weights, tf.mul(x, 2))));
  });
});

describe('terms', () => {
  test('are reported, and are metrics under their names', async () => {
    await use('cpu');
    const loss = await library('compound', 'bce_dice');
    const [z, y] = [tf.tensor2d(logits, [2, 3]), tf.tensor2d(labels, [2, 3])];
    const terms = loss.terms?.({ z, y }, { w: 0.3 });
    const [ofBce = 0, ofDice = 0] = [terms?.bce, terms?.dice].map((term) => Number(term?.dataSync()[0]));
    const whole = loss.from({ z, y }, { w: 0.3 }, { reduction: 'mean' }).dataSync()[0];
    expect(whole).toBeCloseTo(0.3 * ofBce + 0.7 * ofDice, 5);
    const metrics = loss.metrics?.();
    expect(Object.keys(metrics ?? {})).toEqual(['bce', 'dice']);
    expect(metrics?.bce?.name).toBe('bce');
    expect(metrics?.bce?.(y, z).dataSync()[0]).toBeCloseTo(ofBce, 6);
  });
});

describe('code', () => {
  test('imports the core alone, and calls functions only', () => {
    const { code, declarations } = compiled(program(bce), 'bce').tfjs;
    expect(code.match(/^import .*$/gm)).toEqual([`import * as tf from '@tensorflow/tfjs-core';`]);
    expect(code).not.toMatch(/dataSync|\.data\(|arraySync|\)\.(add|mul|sub|div|sum|mean)\(/);
    expect(declarations).toMatch(
      /export function bce\(params\?: Params, options\?: Options\): \(yTrue: Tensor, yPred: Tensor\) => Tensor;/,
    );
  });

  test('is the same for the same source', () => {
    const codes = [0, 1].map(() => compiled(program(bce), 'bce').tfjs.code);
    expect(codes[0]).toBe(codes[1]);
  });

  test('has no gradient work where none is recorded', async () => {
    await use('cpu');
    const loss = await library('compound', 'bce_dice');
    const [z, y] = [tf.tensor2d(logits, [2, 3]), tf.tensor2d(labels, [2, 3])];
    const value = await kernelsOf(() => loss.forModel()(y, z));
    const both = await kernelsOf(() => tf.grad((x) => loss.forModel()(y, x))(z));
    expect(value.length).toBe(loss.compiled.tfjs.kernels.value);
    expect(both.length).toBe(loss.compiled.tfjs.kernels.valueAndGrad);
    expect(both.length).toBeGreaterThan(value.length);
  });

  test('names what is wrong', async () => {
    await use('cpu');
    const loss = await library('compound', 'bce_dice');
    const [z, y] = [tf.tensor2d(logits, [2, 3]), tf.tensor2d(labels, [3, 2])];
    expect(() => loss.forModel({ w: 2 })).toThrow('w must lie in [0, 1]; it is 2.');
    expect(() => loss.forModel({ v: 2 })).toThrow('There is no hyperparameter called v; there is w, smooth.');
    expect(() => loss.forModel()(y, z)).toThrow(
      'y has the shape [3,2]: 3 along n, where there are 2 elsewhere.',
    );
    expect(() => loss.from({ z: tf.scalar(1), y })).toThrow(
      'z has the shape [], which has no place for the axes n, i.',
    );
    expect(() => loss.from({ z })).toThrow('y is missing: pass a tensor.');
    expect(() => loss.from({ z, y: tf.zeros([0, 4]) })).toThrow(
      'y is empty: a loss needs at least one element.',
    );
    expect(() => loss.from({ z, y: tf.tensor(['a', 'b']) })).toThrow(
      'y is of type string: pass a tensor of numbers.',
    );
  });

  test('names what is misspelt, which would pass for something left out', async () => {
    await use('cpu');
    const loss = await library('compound', 'bce_dice');
    const metric = await library('metrics', 'iou');
    const [z, y] = [tf.tensor2d(logits, [2, 3]), tf.tensor2d(labels, [2, 3])];
    /** As JavaScript may call it. */
    const call =
      (f: unknown, ...given: readonly unknown[]) =>
      () =>
        Object(f)(...given);
    const cases: readonly (readonly [() => unknown, string])[] = [
      [call(loss.forModel, y, z), 'bceDice() makes the function: bceDice()(yTrue, yPred).'],
      [call(loss.forModel, { w: '1' }), 'w must lie in [0, 1]; it is the string "1".'],
      [call(loss.forModel, { smooth: Infinity }), 'smooth must lie in [0, inf); it is Infinity.'],
      [call(loss.forModel, null), 'Pass an object with each hyperparameter by name; this is null.'],
      [call(loss.from, { z, y, t: y }), 'There is no input called t; there is z, y.'],
      [call(loss.from), 'Pass an object with each input by name; this is undefined.'],
      [call(loss.terms, { z, y, t: y }), 'There is no input called t; there is z, y.'],
      [call(loss.terms, { z }), 'y is missing: pass a tensor.'],
      [call(metric.from, { p: z, y, t: y }), 'There is no input called t'],
      [
        call(loss.forModel({}, Object({ reduction: 'sum' })), y, z),
        'reduction must be one of example, mean; it is the string "sum".',
      ],
      [
        call(loss.forModel({}, Object({ mean: true })), y, z),
        'There is no option called mean; there is sizes, reduction.',
      ],
      [call(loss.from, { z, y }, {}, { sizes: { m: 2 } }), 'There is no axis called m; there is n, i.'],
      [
        call(loss.from, { z, y }, {}, { sizes: { n: 0.5 } }),
        'The size of n must be a whole number from 1 on; it is 0.5.',
      ],
    ];
    for (const [made, message] of cases) expect(made).toThrow(message);
    const plain = await text(bce, 'bce');
    expect(call(plain.forModel, { w: 1 })).toThrow('There is no hyperparameter called w; there is none.');
    const each = await text('loss each(x: real[n, i]) = sum[i](x^2)', 'each');
    expect(call(each.from, { x: z }, {}, { reduction: 'mean' })).toThrow(
      'There is no option called reduction',
    );
    const single = await text('loss single(x: real[n], k: real) = sum[n](x * k)', 'single');
    expect(call(single.from, { x: tf.zeros([2]), k: tf.zeros([1]) })).toThrow(
      'k has the shape [1]: it is a single number, a tensor without dimensions.',
    );
  });

  test.each(['ratio', 'evaluate', 'names', 'new', 'tf', 'softplus'])(
    'a loss may be called %s',
    async (name) => {
      await use('cpu');
      const source = bce.replace('loss bce', `loss ${name}`);
      const loss = await text(source, name);
      expect(loss.compiled.tfjs.call).toBe(`${name}Loss`);
      expect(loss.compiled.tfjs.declarations).toContain(`export function ${name}LossFrom(`);
      const [z, y] = [tf.tensor2d(logits, [2, 3]), tf.tensor2d(labels, [2, 3])];
      expect(numbers(loss.forModel()(y, z))).toEqual(numbers((await text(bce, 'bce')).forModel()(y, z)));
    },
  );

  test('an input may be called what a function of the module is', async () => {
    await use('cpu');
    const loss = await text(
      'loss f(chosen: real[n], wide: label[n]) = sum[n](if chosen > 0 then chosen * wide else 3)',
      'f',
    );
    const found = loss.from({ chosen: tf.tensor1d([2, -1]), wide: tf.tensor1d([1, 1]) });
    expect(numbers(found)).toEqual([4, 6]);
  });
});

test('an input may be called upstream', async () => {
  await use('cpu');
  const loss = await text('loss f(upstream: real[n, i]) = sum[i](upstream^2)', 'f');
  const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const gradient = tf.grad((z) => loss.from({ upstream: z }))(x, tf.tensor1d([1, 10]));
  expect(numbers(gradient)).toEqual([2, 4, 60, 80]);
});

test('a class and a test are results, as numbers', async () => {
  await use('cpu');
  const loss = await text('metric f(z: logit[n, c, i]) = argmax[c](z) where part above = z > 0', 'f');
  const z = tf.tensor([1, 0, -1, 2, 0, 3], [1, 3, 2]);
  for (const found of [loss.from({ z }), loss.terms?.({ z })['above'] ?? z])
    expect(found.dtype).toBe('float32');
  expect(loss.from({ z }).shape).toEqual([1, 3]);
  expect(numbers(loss.from({ z }))).toEqual([0, 1, 1]);
});

describe('kernels', () => {
  /** What a call takes, with the gradient, and that the compiler knew. */
  async function counted(loss: Loaded, shape: number[], labels: tf.Tensor): Promise<number> {
    await use('cpu');
    const z = tf.randomNormal(shape);
    const kernels = await kernelsOf(() => tf.grad((x) => loss.forModel()(labels, x))(z));
    expect(kernels.length).toBe(loss.compiled.tfjs.kernels.valueAndGrad);
    return kernels.length;
  }
  const mask = (): tf.Tensor => tf.zeros([2, 4, 4]);

  test('BCE-Dice: a third of the 109 of the composition by hand', async () => {
    expect(await counted(await library('compound', 'bce_dice'), [2, 4, 4], mask())).toBeLessThanOrEqual(32);
  });
  test('BCE: a quarter of 49', async () => {
    expect(await counted(await library('distribution', 'bce'), [2, 4, 4], mask())).toBeLessThanOrEqual(12);
  });
  // The composition by hand knows no ignored labels. Told apart from others they take six kernels, and four more to be
  // read as 0, so that the logits there may be anything.
  test('cross-entropy and Dice with ignored labels: under half of 104', async () => {
    const loss = await library('compound', 'ce_dice');
    const classes = tf.zeros([2, 4, 4], 'int32');
    expect(await counted(loss, [2, 4, 4, 3], classes)).toBeLessThanOrEqual(48);
  });
  test('cross-entropy and Dice without ignored labels: little more than a third of 104', async () => {
    const loss = await text(ceDice, 'ce_dice');
    expect(await counted(loss, [2, 4, 4, 3], tf.zeros([2, 4, 4, 3]))).toBeLessThanOrEqual(38);
  });
});
