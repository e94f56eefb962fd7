/** `lossc eval` as a process: numbers that are known by hand, in both backends, and what bad data is told. */
import { describe, expect, test } from 'vitest';
import { folderWith, lossc } from './lossc.ts';

const losses = `
/// Mean squared error.
loss mse(x: real[n, i], y: real[n, i]) = mean[n, i]((x - y)^2)

loss each(x: real[n, i], y: map[n, i]; k = 2) = sum[i](k * x * y)

loss both(x: real[n, i], y: map[n, i]; w: real in [0, 1] = 0.5) =
  w * first(x, y) + (1 - w) * second(x)
loss first(x: real[n, i], y: map[n, i]) = sum[n, i](x * y)
loss second(x: real[n, i]) = sum[n, i](x * x)

loss bce(z: logit[n, i], y: label[n, i]) = mean[n, i](softplus(z) - y * z)

loss chosen(z: real[n, c], t: index[n] of c; scale: real) = sum[n](scale * pick[c](z, t))
loss offset(x: real[]) = 3 * x

metric accuracy(p: prob[n], y: label[n]) = mean[n]((p > 0.5) == y)
metric covered(t: index[n] of c) = sum[n](valid[c](t)) / size(c)
`;

/** Runs `lossc eval` on a document; standard output is parsed where it is JSON. */
async function evaluate(name: string, document: unknown, ...options: string[]) {
  const folder = folderWith({ 'a.loss': losses, 'data.json': JSON.stringify(document) });
  const finished = await lossc(['eval', 'a.loss', name, '--data', 'data.json', '--json', ...options], {
    folder,
  });
  const result: unknown = finished.code === 0 ? JSON.parse(finished.out) : undefined;
  return { ...finished, result };
}

const x = [
  [1, 2],
  [3, 4],
];
const y = [
  [0, 2],
  [1, 0],
];

describe.each(['js', 'reference'])('the %s backend', (backend) => {
  const on = (name: string, document: unknown, ...options: string[]) =>
    evaluate(name, document, '--backend', backend, ...options);

  test('gives value and gradient of a scalar loss', async () => {
    const { result, error } = await on('mse', { inputs: { x, y } }, '--grad', '--f64');
    expect(error).toBe('');
    const grad = {
      x: [
        [0.5, 0],
        [1, 2],
      ],
      y: [
        [-0.5, 0],
        [-1, -2],
      ],
    };
    expect(result).toEqual({ value: 5.25, grad, terms: {} });
  });

  test('leaves the gradient out unless it is asked for', async () => {
    expect((await on('mse', { inputs: { x, y } })).result).toEqual({ value: 5.25, terms: {} });
  });

  test('keeps the axes of a tensor of losses, and differentiates its sum', async () => {
    const { result } = await on('each', { inputs: { x, y }, params: { k: 3 } }, '--grad');
    const grad = { x: y.map((row) => row.map((value) => 3 * value)) };
    expect(result).toEqual({ value: [12, 9], grad, terms: {} });
  });

  test('nests results as the data was nested', async () => {
    const image = [[x, y]];
    const { result } = await on('each', { inputs: { x: image, y: image } }, '--grad');
    const doubled = image.map((a) => a.map((b) => b.map((c) => c.map((value) => 2 * value))));
    expect(result).toMatchObject({ value: [2 * (30 + 5)], grad: { x: doubled } });
    const stated = await on('each', { inputs: { x: image, y: image }, axes: { i: 2 } });
    expect(stated.result).toMatchObject({
      value: [
        [
          [10, 50],
          [8, 2],
        ],
      ],
    });
  });

  test('reports the terms of a sum of losses', async () => {
    const { result } = await on('both', { inputs: { x, y }, params: { w: 0.25 } });
    expect(result).toEqual({ value: 0.25 * 7 + 0.75 * 30, terms: { first: 7, second: 30 } });
  });

  test('takes indices, ignored ones included, and inputs without axes', async () => {
    const z = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ];
    const document = { inputs: { z, t: [2, 255, 0] }, params: { scale: 2 } };
    const grad = {
      z: [
        [0, 0, 2],
        [0, 0, 0],
        [2, 0, 0],
      ],
    };
    expect((await on('chosen', document, '--grad')).result).toEqual({ value: 20, grad, terms: {} });
    expect((await on('offset', { inputs: { x: 2 } }, '--grad')).result).toEqual({
      value: 6,
      grad: { x: 3 },
      terms: {},
    });
  });

  test('takes sizes that no input has from the data', async () => {
    const document = { inputs: { t: [0, 3, 9] }, axes: { c: 4 } };
    expect((await on('covered', document)).result).toEqual({ value: 0.5, terms: {} });
  });

  test('evaluates metrics', async () => {
    const { result } = await on('accuracy', { inputs: { p: [0.9, 0.1, 0.6, 0.2], y: [1, 1, 1, 0] } });
    expect(result).toEqual({ value: 0.75, terms: {} });
  });

  test('writes what JSON cannot say as strings', async () => {
    const { result } = await on('mse', { inputs: { x: [['NaN']], y: [[1]] } }, '--grad');
    expect(result).toEqual({ value: 'NaN', grad: { x: [['NaN']], y: [['NaN']] }, terms: {} });
    const far = await on('mse', { inputs: { x: [['-Infinity']], y: [[1]] } });
    expect(far.result).toEqual({ value: 'Infinity', terms: {} });
  });
});

test('single precision is what is computed with, double precision on request', async () => {
  const document = { inputs: { x: [[1 + 2 ** -40]], y: [[1]] } };
  expect((await evaluate('mse', document)).result).toEqual({ value: 0, terms: {} });
  expect((await evaluate('mse', document, '--f64')).result).toEqual({ value: 2 ** -80, terms: {} });
});

test('data may come on standard input', async () => {
  const folder = folderWith({ 'a.loss': losses });
  const input = JSON.stringify({ inputs: { x, y } });
  const { out, code } = await lossc(['eval', 'a.loss', 'mse', '--data', '-', '--json'], { folder, input });
  expect([code, out]).toEqual([0, '{"value":5.25,"terms":{}}\n']);
});

test('without --json it prints rows for people, and what the axes stand for', async () => {
  const folder = folderWith({ 'a.loss': losses, 'd.json': JSON.stringify({ inputs: { x: [x], y: [y] } }) });
  const { out } = await lossc(['eval', 'a.loss', 'both', '--data', 'd.json', '--grad'], { folder });
  expect(out).toMatch(/^both {2}n = 1, i = 2 × 2\n/);
  expect(out).toMatch(/^ {2}value +18\.5$/m);
  expect(out).toMatch(/^ {2}term first +7$/m);
  expect(out).toMatch(/^ {2}gradient x +\[\[\[1,3\],\[3\.5,4\]\]\]$/m);
});

test('labels that are no class are counted where people read', async () => {
  const document = { inputs: { z: x, t: [1, 2] }, params: { scale: 1 } };
  const folder = folderWith({ 'a.loss': losses, 'd.json': JSON.stringify(document) });
  const { out } = await lossc(['eval', 'a.loss', 'chosen', '--data', 'd.json'], { folder });
  expect(out).toMatch(/^chosen {2}n = 2, c = 2, t: 1 of 2 ignored\n/);
});

test('numbers that single precision does not hold are refused without --f64', async () => {
  const document = { inputs: { x: [[1, 2e39]], y: [[0, 0]] } };
  const { code, error } = await evaluate('mse', document);
  expect(code).toBe(1);
  expect(error).toMatch(/inputs\.x\[0\]\[1\] is 2e\+39, which is infinite in single precision.*`--f64`/s);
  expect((await evaluate('mse', document, '--f64')).code).toBe(0);
  expect((await evaluate('mse', document, '--backend', 'reference')).code).toBe(0);
});

const refused: readonly [what: string, name: string, document: unknown, error: RegExp][] = [
  ['ragged arrays', 'mse', { inputs: { x: [[1], [1, 2]], y } }, /data\.json: inputs\.x\[1\] has 2 entries/],
  [
    'wrong ranks',
    'mse',
    { inputs: { x: [1, 2], y } },
    /inputs\.x is a list of 2 numbers, but declared as `x\[n, i\]`/,
  ],
  [
    'sizes that disagree',
    'mse',
    { inputs: { x, y: [[1, 2]] } },
    /axis `n` has the size 2 in `x` and 1 in `y`/,
  ],
  ['missing inputs', 'mse', { inputs: { x } }, /inputs\.y is missing/],
  ['misspelt inputs', 'accuracy', { inputs: { q: [1], y: [1] } }, /inputs\.q is not an input of `accuracy`/],
  ['unknown parameters', 'mse', { inputs: { x, y }, params: { k: 1 } }, /params\.k is not a hyperparameter/],
  [
    'parameters out of range',
    'both',
    { inputs: { x, y }, params: { w: 2 } },
    /params\.w is 2, outside.*\[0, 1\]/,
  ],
  [
    'parameters left out',
    'chosen',
    { inputs: { z: x, t: [0, 1] } },
    /params\.scale is missing and has no default/,
  ],
  ['labels that are none', 'bce', { inputs: { z: x, y: [[0, 1], [1, 2]] } }, /inputs\.y\[1\]\[1\] is 2.*\{0, 1\}/], // prettier-ignore
  [
    'probabilities that are none',
    'accuracy',
    { inputs: { p: [1.5], y: [1] } },
    /inputs\.p\[0\] is 1\.5.*\[0, 1\]/,
  ],
  [
    'indices that are no integers',
    'covered',
    { inputs: { t: [0.5] }, axes: { c: 2 } },
    /inputs\.t\[0\] is 0\.5/,
  ],
  ['NaN where it is no data', 'accuracy', { inputs: { p: ['NaN'], y: [1] } }, /inputs\.p\[0\] is NaN/],
  ['empty arrays', 'mse', { inputs: { x: [], y: [] } }, /inputs\.x has no elements/],
  ['sizes left open', 'covered', { inputs: { t: [0] } }, /size of the axis `c` does not follow/],
  [
    'NaN for a parameter',
    'both',
    { inputs: { x, y }, params: { w: 'NaN' } },
    /w is NaN; a hyperparameter is a finite number in \[0, 1\]/,
  ],
  ['a word for an array', 'mse', { inputs: { x: 'x', y } }, /inputs\.x is the string "x"\n.*nested arrays/],
  [
    'an object for an array',
    'mse',
    { inputs: { x: { 0: 1 }, y } },
    /inputs\.x is an object\n.*`x: real\[n, i\]`/,
  ],
  [
    'one-hot labels',
    'covered',
    { inputs: { t: [[0, 1]] }, axes: { n: 1, c: 2 } },
    /axis `n` has the size 1 × 2 in `t` and 1/,
  ],
  [
    'one-hot labels beside logits',
    'chosen',
    { inputs: { z: x, t: x }, params: { scale: 1 } },
    /inputs: The levels.*give 2, not \[0, 0, 1\]/s,
  ],
  [
    'a list of axes',
    'covered',
    { inputs: { t: [1] }, axes: [1] },
    /axes is not a JSON object\n.*"axes": \{"c": 4/,
  ],
  ['a list of inputs', 'mse', [x, y], /The data is not a JSON object/],
];

test.each(refused)('%s are refused', async (_, name, document, error) => {
  const finished = await evaluate(name, document);
  expect(finished.code).toBe(1);
  expect(finished.out).toBe('');
  expect(finished.error).toMatch(error);
  expect(finished.error).not.toMatch(/\bat .*\.js:\d/);
});

test('an unknown loss is a mistake in the file, with a guess', async () => {
  const { code, error } = await evaluate('msee', { inputs: { x, y } });
  expect(code).toBe(1);
  expect(error).toMatch(/mean `mse`/);
});

test('a metric has no gradient', async () => {
  const { code, error } = await evaluate('accuracy', { inputs: { p: [1], y: [1] } }, '--grad');
  expect([code, error]).toEqual([2, expect.stringMatching(/`accuracy` is a metric: it has no gradient/)]);
});

test('data are needed, and have to be there', async () => {
  const folder = folderWith({ 'a.loss': losses, 'data.json': '{}' });
  const without = await lossc(['eval', 'a.loss', 'mse'], { folder });
  expect([without.code, without.error]).toEqual([2, expect.stringMatching(/needs data: `--data/)]);
  const missing = await lossc(['eval', 'a.loss', 'mse', '--data', 'dta.json'], { folder });
  expect([missing.code, missing.error]).toEqual([
    2,
    expect.stringMatching(/no file `dta\.json`.*mean `data\.json`/s),
  ]);
});
