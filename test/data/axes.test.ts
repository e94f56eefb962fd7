/** Which array dimensions an axis stands for: decided by sizes, by statement, then by preference. */
import { describe, expect, test } from 'vitest';
import { bindAxes, type Shaped, type StatedSize } from '../../src/data/axes.ts';
import type { DataProblem } from '../../src/data/problem.ts';

/** Inputs written as `z[n,i]: 2 4 5`. */
function inputs(...texts: string[]): Shaped[] {
  return texts.map((text) => {
    const [, name = '', axes = '', shape = ''] = /^(\w+)\[(.*)\]:(.*)$/.exec(text) ?? [];
    return {
      name,
      axes: axes.split(',').filter(Boolean),
      shape: shape.split(' ').filter(Boolean).map(Number),
    };
  });
}

function bind(shaped: Shaped[], stated: Record<string, StatedSize> = {}, classes: string[] = []) {
  const problems: DataProblem[] = [];
  const request = { inputs: shaped, stated: new Map(Object.entries(stated)), classes: new Set(classes) };
  const found = bindAxes(request, (problem) => problems.push(problem));
  return { found: found && Object.fromEntries(found), problems };
}

describe('binding', () => {
  test('one dimension each', () => {
    expect(bind(inputs('z[n,i]: 2 3', 'y[n,i]: 2 3')).found).toEqual({ n: [2], i: [3] });
  });

  test('extra dimensions go to the axis that was declared last', () => {
    expect(bind(inputs('z[n,i]: 2 4 5', 'y[n,i]: 2 4 5')).found).toEqual({ n: [2], i: [4, 5] });
  });

  test('never to a class axis, where it is known', () => {
    const shaped = inputs('t[i]: 4 5', 'z[i,c]: 4 5 3');
    expect(bind(shaped, {}, ['c']).found).toEqual({ i: [4, 5], c: [3] });
    const alone = inputs('z[i,c]: 4 5 3');
    expect(bind(alone, {}, ['c']).found).toEqual({ i: [4, 5], c: [3] });
  });

  test('equal sizes of other inputs decide', () => {
    expect(bind(inputs('z[n,i]: 2 3 4', 'w[n]: 2 3')).found).toEqual({ n: [2, 3], i: [4] });
    const shaped = inputs('z[n,c,i]: 2 3 4 5', 't[n,i]: 2 4 5');
    expect(bind(shaped).found).toEqual({ n: [2], c: [3], i: [4, 5] });
  });

  test('one axis has all the extra dimensions', () => {
    expect(bind(inputs('z[n,c,i]: 2 3 4 5 6')).found).toEqual({ n: [2], c: [3], i: [4, 5, 6] });
  });

  test('a statement decides', () => {
    const shaped = inputs('z[n,i]: 2 4 5');
    expect(bind(shaped, { n: [2, 4] }).found).toEqual({ n: [2, 4], i: [5] });
    expect(bind(shaped, { n: 8 }).found).toEqual({ n: [2, 4], i: [5] });
    expect(bind(shaped, { i: [4, 5] }).found).toEqual({ n: [2], i: [4, 5] });
  });

  test('an input without axes is a plain number', () => {
    expect(bind(inputs('z[]:', 'x[i]: 3')).found).toEqual({ i: [3] });
  });
});

const refused: readonly [string, Shaped[], Record<string, StatedSize>, RegExp[]][] = [
  [
    'sizes that disagree',
    inputs('z[n,i]: 2 3', 'y[n,i]: 2 4'),
    {},
    [/axis `i` has the size 3 in `z` and 4 in `y`/],
  ],
  [
    'every axis that disagrees',
    inputs('z[n,i]: 2 3', 'y[n,i]: 1 4'),
    {},
    [/`n` has the size 2 in `z` and 1 in `y`/, /`i` has the size 3 in `z` and 4 in `y`/],
  ],
  [
    'too little nesting',
    inputs('z[n,i]: 2', 'y[n,i]: 2 3'),
    {},
    [/is a list of 2 numbers, but declared as `z\[n, i\]`, which has 2 axes/],
  ],
  [
    'arrays for a plain number',
    inputs('z[]: 2'),
    {},
    [/is a list of 2 numbers, but declared as `z\[\]`, which is a single number/],
  ],
  ['contradicting levels', inputs('z[n,i]: 2 4 5', 'y[n,i]: 2 20'), {}, [/levels of nesting contradict/]],
  ['a wrong statement', inputs('z[n,i]: 2 3'), { i: 4 }, [/`i` has the size 3 in `z` and 4 under "axes"/]],
];

test.each(refused)('%s are refused', (_, shaped, stated, messages) => {
  const { found, problems } = bind(shaped, stated);
  expect(found).toBeUndefined();
  expect(problems).toHaveLength(messages.length);
  messages.forEach((message, index) => expect(problems[index]?.message).toMatch(message));
});
