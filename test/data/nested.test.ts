/** Nested arrays: what is read, what is written back, and what is refused and why. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flatten, nest } from '../../src/data/nested.ts';
import type { DataProblem } from '../../src/data/problem.ts';

function read(value: unknown) {
  const problems: DataProblem[] = [];
  const dense = flatten(value, 'inputs.z', (problem) => problems.push(problem));
  return { dense, problems };
}

test('a plain number has no dimensions', () => {
  expect(read(0.5).dense).toEqual({ shape: [], values: Float64Array.of(0.5) });
});

test('values are read in row-major order', () => {
  const { dense } = read([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(dense).toEqual({ shape: [2, 3], values: Float64Array.of(1, 2, 3, 4, 5, 6) });
});

test('strings stand for what JSON cannot say, both ways', () => {
  const strings = ['NaN', 'Infinity', '-Infinity'];
  const { dense } = read(strings);
  expect(dense?.values).toEqual(Float64Array.of(NaN, Infinity, -Infinity));
  expect(nest(dense?.values ?? [], [3])).toEqual(strings);
});

test('nesting undoes flattening', () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
  fc.assert(
    fc.property(shapes, fc.infiniteStream(fc.double({ noNaN: true })), (shape, stream) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const values = Float64Array.from({ length: size }, () => stream.next().value ?? 0);
      expect(read(nest(values, shape)).dense).toEqual({ shape, values });
    }),
  );
});

const refused: readonly [name: string, value: unknown, where: string, message: RegExp][] = [
  ['a short row', [[1, 2], [3]], 'inputs.z[1]', /has 1 entry, where inputs\.z\[0\] has 2/],
  ['a number among arrays', [[1, 2], 3], 'inputs.z[1]', /is not an array, where inputs\.z\[0\] is one/],
  ['an array among numbers', [1, [2]], 'inputs.z[1]', /is an array, where inputs\.z\[0\] is a number/],
  ['null', [1, null], 'inputs.z[1]', /is null/],
  ['a boolean', [true], 'inputs.z[0]', /is true/],
  ['a string', ['nan'], 'inputs.z[0]', /is the string "nan"/],
  ['an object', { a: 1 }, 'inputs.z', /is an object/],
  ['no elements', [], 'inputs.z', /has no elements/],
  ['no elements further in', [[], []], 'inputs.z', /has no elements/],
];

test.each(refused)('%s is refused', (_, value, where, message) => {
  const { dense, problems } = read(value);
  expect(dense).toBeUndefined();
  expect(problems).toHaveLength(1);
  expect(problems[0]?.where).toBe(where);
  expect(problems[0]?.message).toMatch(message);
  expect(problems[0]?.remedy).toBeTruthy();
});

test('absurdly deep nesting is refused before anything walks it', () => {
  let value: unknown = 1;
  for (let level = 0; level < 100_000; level++) value = [value];
  expect(read(value).problems[0]?.message).toMatch(/100000 levels deep/);
});
