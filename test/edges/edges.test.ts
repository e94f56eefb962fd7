/** Every textbook case at the edges of its domain: value and each gradient entry against high-precision truth. */
import { describe, expect, test } from 'vitest';
import { edgeCases, runner, worstEntry, type EdgeCase } from './fixture.ts';

/** What no form that reads the data once gets right; a test that this is still so keeps the list honest. */
const limits: Readonly<Record<string, string>> = {
  'norm/huge': 'squares leave the range of f64 beyond 1e154, and a scaled norm needs one more pass',
  'norm/tiny': 'squares leave the range of f64 below 1e-154, and a scaled norm needs one more pass',
  'root-of-sum/huge': 'squares leave the range of f64 beyond 1e154, and a scaled norm needs one more pass',
  'poly-1/right by 40, epsilon=-1':
    'the gradient is the square of the complement for this epsilon only, which is known at run time',
};

const precisions = [
  { name: 'f64', f64: true, tolerance: 1e-12, smallest: 2 ** -1022, cases: edgeCases },
  {
    name: 'f32',
    f64: false,
    tolerance: 1e-5,
    smallest: 2 ** -126,
    cases: edgeCases.filter((edge) => edge.f32 === 1),
  },
];

describe.each(precisions)('textbook forms at the edges, in $name', ({ f64, tolerance, smallest, cases }) => {
  const worst = async (edge: EdgeCase) => worstEntry(edge, (await runner(edge))(edge, f64), smallest);

  test.each(cases.filter(({ id }) => !Object.hasOwn(limits, id)))('$id', async (edge) => {
    const { error, entry } = await worst(edge);
    expect(error, entry).toBeLessThan(tolerance);
  });

  test.each(cases.filter(({ id }) => Object.hasOwn(limits, id)))('$id is a known limit', async (edge) => {
    expect((await worst(edge)).error, limits[edge.id]).toBeGreaterThan(tolerance);
  });
});

test('every known limit is a case', () => {
  expect(Object.keys(limits).filter((id) => !edgeCases.some((edge) => edge.id === id))).toEqual([]);
});
