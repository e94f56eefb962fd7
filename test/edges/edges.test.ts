/** Every textbook case at the edges of its domain: value and each gradient entry against high-precision truth. */
import { describe, expect, test } from 'vitest';
import { edgeCases, runner, worstEntry } from './fixture.ts';

describe('textbook forms at the edges, in f64', () => {
  test.each(edgeCases)('$id', async (edge) => {
    const { error, entry } = worstEntry(edge, (await runner(edge))(edge, true), 2 ** -1022);
    expect(error, entry).toBeLessThan(1e-12);
  });
});

describe('textbook forms at the edges, in f32', () => {
  test.each(edgeCases.filter((edge) => edge.f32 === 1))('$id', async (edge) => {
    const { error, entry } = worstEntry(edge, (await runner(edge))(edge, false), 2 ** -126);
    expect(error, entry).toBeLessThan(1e-5);
  });
});
