/** A whole call bound from a document: values, sizes and parameters, and every mistake in them. */
import { expect, test } from 'vitest';
import type { DomainValues, InputSignature, Signature } from '../../src/compile.ts';
import { bindData, shapeOf } from '../../src/data/bind.ts';
import { readDocument } from '../../src/data/document.ts';
import type { DataProblem } from '../../src/data/problem.ts';

const interval = (low: number, high: number) => ({
  kind: 'interval' as const,
  low,
  lowOpen: !Number.isFinite(low),
  high,
  highOpen: !Number.isFinite(high),
});
const reals = interval(-Infinity, Infinity);
const unit = interval(0, 1);

const input = (name: string, kind: string, axes: string[], domain: DomainValues): InputSignature => ({
  name,
  kind,
  axes,
  layout: axes,
  domain,
  differentiable: true,
});

function signature(...inputs: InputSignature[]): Signature {
  return {
    name: 'example',
    kind: 'loss',
    doc: '',
    inputs,
    hyperparameters: [
      { name: 'weight', value: 0.5, domain: unit, pinned: false, differentiable: false },
      { name: 'gamma', domain: interval(0, Infinity), pinned: true, differentiable: false },
    ],
    axes: [...new Set(inputs.flatMap(({ axes, of }) => (of === undefined ? axes : [...axes, of])))],
    result: [],
    terms: [],
  };
}

function bind(of: Signature, document: unknown) {
  const problems: DataProblem[] = [];
  const complain = (problem: DataProblem) => problems.push(problem);
  const read = readDocument(JSON.stringify(document), complain);
  const bound = read && bindData(of, read, complain);
  return { bound, problems };
}

const segmentation = signature(
  input('z', 'logit', ['n', 'i'], reals),
  input('y', 'label', ['n', 'i'], { kind: 'set', values: [0, 1] }),
);

test('arrays, sizes and parameters of a call', () => {
  const z = [[[1, 2, 3]], [[4, 5, 'NaN']]];
  const y = [[[0, 1, 0]], [[1, 1, 0]]];
  const { bound, problems } = bind(segmentation, { inputs: { y, z }, params: { weight: 0.25 } });
  expect(problems).toEqual([]);
  expect([...(bound?.inputs.keys() ?? [])]).toEqual(['z', 'y']);
  expect(bound?.inputs.get('z')).toEqual({ shape: [2, 1, 3], values: Float64Array.of(1, 2, 3, 4, 5, NaN) });
  expect(bound?.sizes).toEqual({ n: 2, i: 3 });
  expect(shapeOf(['i'], bound?.dimensions ?? new Map())).toEqual([1, 3]);
  expect(bound?.params).toEqual({ weight: 0.25 });
});

test('defaults fill in parameters', () => {
  expect(bind(segmentation, { inputs: { z: [[1]], y: [[1]] } }).bound?.params).toEqual({ weight: 0.5 });
});

test('a size that no input gives has to be stated', () => {
  const indexed = signature({ ...input('t', 'index', ['i'], reals), of: 'c' });
  const data = { inputs: { t: [0, 2, 255, -1] } };
  const { bound, problems } = bind(indexed, data);
  expect(bound).toBeUndefined();
  expect(problems[0]?.message).toMatch(/axis `c` does not follow/);
  expect(problems[0]?.remedy).toContain('"axes": {"c": 4}');
  expect(bind(indexed, { ...data, axes: { c: 3 } }).bound?.sizes).toEqual({ i: 4, c: 3 });
});

const y = [[1, 0]];
const z = [[0.5, 2]];
const refused: readonly [string, unknown, string, RegExp, RegExp?][] = [
  ['a misspelt input', { inputs: { y, zz: z } }, 'inputs.zz', /not an input of `example`/, /mean `z`/],
  ['an input too many', { inputs: { y, z, mask: z } }, 'inputs.mask', /not an input/, /inputs are z, y/],
  ['a missing input', { inputs: { y } }, 'inputs.z', /missing/, /`z: logit\[n, i\]`/],
  ['a label that is none', { inputs: { z, y: [[1, 0.5]] } }, 'inputs.y[0][1]', /is 0\.5.*\{0, 1\}/, /`soft`/],
  ['a NaN label', { inputs: { z, y: [['NaN', 1]] } }, 'inputs.y[0][0]', /is NaN/],
  ['a misspelt parameter', { inputs: { z, y }, params: { wieght: 1 } }, 'params.wieght', /not a/, /`weight`/],
  ['a pinned parameter', { inputs: { z, y }, params: { gamma: 1 } }, 'params.gamma', /not a hyper/, /weight/],
  ['an input among parameters', { inputs: { z, y }, params: { z: 1 } }, 'params.z', /not a/, /"inputs"/],
  ['a parameter out of its domain', { inputs: { z, y }, params: { weight: 2 } }, 'params.weight', /\[0, 1\]/],
  ['an unknown axis', { inputs: { z, y }, axes: { k: 4 } }, 'axes.k', /not an axis/, /`n`|n, i/],
];

test.each(refused)('%s is refused', (_, document, where, message, remedy = /./) => {
  const { bound, problems } = bind(segmentation, document);
  expect(bound).toBeUndefined();
  const problem = problems.find((each) => each.where === where);
  expect(problem?.message).toMatch(message);
  if (remedy.source !== '.') expect(problem?.remedy).toMatch(remedy);
});

test('values are held to the domain, and the message counts those outside', () => {
  const only = (kind: string, domain: DomainValues) => signature(input('p', kind, ['i'], domain));
  const message = (of: Signature, p: unknown) => bind(of, { inputs: { p } }).problems[0]?.message;
  expect(message(only('prob', unit), [0, 1])).toBeUndefined();
  expect(message(only('prob', unit), [0.5, 1.5, -1, 2])).toMatch(
    /is 1\.5.*in \[0, 1\] \(and 2 more elements like it\)/,
  );
  expect(message(only('prob', unit), ['NaN'])).toMatch(/is NaN/);
  expect(message(only('weight', interval(0, Infinity)), ['Infinity'])).toMatch(/in \[0, inf\)/);
  expect(message(only('index', reals), [1, 1.5])).toMatch(/is 1\.5.*an integer/);
  expect(message(only('index', reals), [3e9])).toMatch(/an integer of 32 bits/);
  expect(message(only('map', reals), ['NaN', '-Infinity', 1e300])).toBeUndefined();
  expect(message(only('real', { ...interval(0, Infinity), lowOpen: true }), [0])).toMatch(/in \(0, inf\)/);
});
