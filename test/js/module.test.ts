/** Generated JavaScript as its users call it: what it says of mistakes, and losses whose names are those of its functions. */
import { describe, expect, test } from 'vitest';
import { candidates } from '../../src/cli/candidate.ts';
import { compile, type CompileOptions, type CompiledLoss } from '../../src/compile.ts';
import { describe as words } from '../../src/verify/verdict.ts';
import { verify } from '../../src/verify/verify.ts';
import { program } from '../verify/program.ts';

interface Module {
  value(inputs?: unknown, sizes?: unknown, params?: unknown, into?: unknown): unknown;
  valueAndGrad(inputs?: unknown, grads?: unknown, sizes?: unknown, params?: unknown, into?: unknown): unknown;
}

function compiled(source: string, options: CompileOptions = {}): CompiledLoss {
  const found = compile(program(source), 'f', options, (d) => {
    if (d.severity === 'error') throw new Error(d.message);
  });
  if (found === undefined) throw new Error(`${source} does not compile.`);
  return found;
}

const load = (source: string, options: CompileOptions = {}): Promise<Module> =>
  import(`data:text/javascript;base64,${Buffer.from(compiled(source, options).js.code).toString('base64')}`);

const mean = await load(
  'loss f(z: logit[n, i], y: label[n, i]; w: real in [0, 1] = 0.5) = w * mean[n, i](softplus(z) - y * z)',
);
const each = await load(
  `loss f(p: prob[n, i], y: label[n, i]) = 1 - (2 * sum[i](p * y) + 1) / (total + 1)
  where part total = sum[i](p) + sum[i](y)`,
);

const z = Float32Array.of(2, -1, 0.5, -3);
const y = Float32Array.of(1, 0, 1, 0);
const p = Float32Array.of(0.1, 0.2, 0.3, 0.4);
const sizes = { n: 2, i: 2 };
const floats = (length: number): Float32Array => new Float32Array(length);
/** A call that fills `value` and the gradient, `into` changed. */
const fill = (into: object, inputs: object = { p, y }): unknown =>
  each.valueAndGrad(inputs, { p: floats(4) }, sizes, {}, { value: floats(2), ...into });

describe('what is missing, misspelt or of the wrong kind is named', () => {
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ['no arguments', () => mean.value(), 'Pass an object with each input by name; this is undefined.'],
    ['null for sizes', () => mean.value({ z, y }, null), 'an object with each size by name; this is null.'],
    [
      'null for gradients',
      () => mean.valueAndGrad({ z, y }, null, sizes),
      'each gradient by name; this is null',
    ],
    [
      'sizes for gradients',
      () => mean.valueAndGrad({ z, y }, sizes),
      'There is no gradient called n; there is z.',
    ],
    ['a size in words', () => mean.value({ z, y }, { n: '2' }), 'from 1 on; it is the string "2".'],
    ['a number in words', () => mean.value({ z, y }, sizes, { w: '1' }), 'it is the string "1".'],
    [
      'a weight for a number',
      () => mean.value({ z, y }, sizes, {}, { upstream: p }),
      'called upstream; there is terms.',
    ],
    [
      'a misspelt weight',
      () => fill({ upstraem: floats(2) }),
      'called upstraem; there is value, upstream, terms.',
    ],
    [
      'no object for terms',
      () => fill({ terms: null }),
      'Pass an object with each term by name; this is null.',
    ],
  ];
  test.each(cases)('%s', (_, call, message) => expect(call).toThrow(message));

  test('a size that is undefined is one that is left out', () => {
    expect(mean.value({ z, y }, { n: undefined, i: 2 })).toBe(mean.value({ z, y }, sizes));
  });
});

describe('results go to arrays of their own', () => {
  const large = floats(8);
  const memory = (from: number, to: number): Float32Array => large.subarray(from, to);
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    [
      'a gradient over labels that are read again',
      () => mean.valueAndGrad({ z, y: memory(0, 4) }, { z: memory(0, 4) }, sizes),
      'gradients.z is written while y in the same memory is in use: give them different arrays.',
    ],
    [
      'a gradient half over its input',
      () => mean.valueAndGrad({ z: memory(0, 4), y }, { z: memory(2, 6) }, sizes),
      'gradients.z is written while z',
    ],
    [
      'the result over its weights',
      () => fill({ value: memory(0, 2), upstream: memory(1, 3) }),
      'into.value is written while upstream',
    ],
    [
      'a term over the result',
      () => fill({ value: memory(0, 2), terms: { total: memory(0, 2) } }),
      'while into.terms.total',
    ],
  ];
  test.each(cases)('%s', (_, call, message) => expect(call).toThrow(message));

  test('neighbours in one buffer are apart', () => {
    large.set(p, 0);
    const terms = { total: memory(6, 8) };
    const gradient = floats(4);
    const apart = fill({ value: memory(4, 6), terms }, { p: memory(0, 4), y });
    const wanted = each.valueAndGrad({ p, y }, { p: gradient }, sizes, {}, { value: floats(2) });
    expect(apart).toEqual(wanted);
    expect(terms.total).toEqual(Float32Array.of(p.slice(0, 2).reduce((a, b) => a + b) + 1, 1 + 0.7));
  });

  test('what cannot hold a term is replaced', () => {
    const terms: Record<string, unknown> = { total: new Int32Array(2) };
    fill({ terms });
    expect(terms['total']).toBeInstanceOf(Float64Array);
  });
});

describe('checked data', async () => {
  const { value } = await load(
    'loss f(x: real[i] in [0.1, 0.7], s: real[i] in {0.1, 0.3}, w: weight[i], z: logit[i]) = sum[i](x * s * w * z)',
    { checked: true },
  );
  const inputs = { x: [0.1, 0.7], s: [0.1, 0.3], w: [0, 1], z: [-1, 1] };
  const given = (Type: Float32ArrayConstructor | Float64ArrayConstructor, change: object = {}): unknown =>
    value(
      Object.fromEntries(Object.entries({ ...inputs, ...change }).map(([name, x]) => [name, Type.from(x)])),
    );

  test.each([
    ['float32', Float32Array],
    ['float64', Float64Array],
  ])('the ends of a domain belong to it in %s', (_, Type) => {
    expect(given(Type)).toBeCloseTo(0.21, 6);
  });

  test.each([
    [{ x: [0.1, 0.70000005] }, 'x[1] is 0.7000000'],
    [{ s: [0.1, 0.30000004] }, 's[1] is 0.30000'],
    [{ w: [0, Infinity] }, 'w[1] is Infinity; w is weight in [0, inf).'],
    [{ z: [NaN, 0] }, 'z[0] is NaN; z is logit in (-inf, inf).'],
  ])('%j is refused', (change, message) => {
    for (const Type of [Float32Array, Float64Array]) expect(() => given(Type, change)).toThrow(message);
  });

  test('a logit may be infinite', () => {
    expect(given(Float32Array, { z: [0, Infinity] })).toBe(Infinity);
  });
});

/** Names that the module has itself. */
const named = [
  'loss f(ones: real[n, i]; room = 1) = sum[i](ones^2 * room)',
  'loss f(checkRange: prob[n], checkSet: label[n]; checkIndex = 1) = sum[n](checkRange * checkSet * checkIndex)',
  'loss f(upstream: real[n, i], upstream_: real[n]) = sum[i](upstream^2) * upstream_',
  'loss f(value: logit[n, i], told: label[n, i]) = mean[n, i](softplus(value) - told * value)',
];
test.each(named)('%s', async (source) => {
  for (const checked of [false, true]) {
    const verdict = await verify(
      program(source),
      'f',
      await candidates.js(compiled(source, { checked })),
      {},
    );
    expect(verdict.ok, words(verdict)).toBe(true);
  }
});

test('a value without its gradient is found beside an input called value', async () => {
  const source = `loss f(value: logit[n, i], y: label[n, i]) =
    mean[n](1 - (2 * sum[i](p * y) + 1) / (sum[i](p) + sum[i](y) + 1)) where p = sigmoid(value)`;
  const { value, valueAndGrad } = await load(source);
  expect(valueAndGrad({ value: z, y }, {}, sizes)).toBe(value({ value: z, y }, sizes));
});

test('each gradient alone is what it is among the others', async () => {
  const { value, valueAndGrad } = await load(
    `loss f(x: real[j], z: logit[n, i], y: label[n, i]) = sum[j](x^2) *
      mean[n](1 - (2 * sum[i](p * y) + 1) / (sum[i](p) + sum[i](y) + 1)) where p = sigmoid(z)`,
  );
  const inputs = { x: p, z, y };
  const all = { x: floats(4), z: floats(4) };
  const wanted = valueAndGrad(inputs, all, sizes);
  for (const [name, its] of Object.entries(all)) {
    const alone = floats(4);
    expect(valueAndGrad(inputs, { [name]: alone }, sizes)).toBe(wanted);
    expect(alone).toEqual(its);
  }
  expect(valueAndGrad(inputs, {}, sizes)).toBe(value(inputs, sizes));
});

test('terms are told apart by numbers that make no name of another', async () => {
  const { value } = await load(
    `loss b(x: real[n]) = sum[n](x) loss b_2(x: real[n]) = 7 * b(x) metric m(x: real[n]) = sum[n](x)
    loss f(x: real[n]) = b(x) + b(2 * x) + b_2(x) + a + m(x) where part a = b_3 part b_3 = 1`,
  );
  const terms = {};
  expect(value({ x: Float64Array.of(1, 2) }, {}, {}, { terms })).toBe(34);
  expect(terms).toEqual({ b: 3, b_2: 21, b_4: 6, a: 1, b_3: 1 });
});
