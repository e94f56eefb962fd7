/**
 * Every loss of the library against PyTorch in float64, written from the papers: value, terms and every gradient
 * agree to 1e-12 of the largest entry, and the same code on 32-bit data to 1e-6.
 */
import { describe, expect, test } from 'vitest';
import {
  bind,
  compileLibraryLoss,
  distance,
  expected,
  fixtures,
  parts,
  roundedToF32,
  runner,
  type Parts,
} from './fixtures.ts';

const f64 = 1e-12;
const f32 = 1e-6;

describe.each(fixtures)('$name', ({ file, name, cases }) => {
  const compiled = compileLibraryLoss(file, name);
  const running = runner(compiled);

  test.each(cases)('$note: f64 agrees with PyTorch', async (fixture) => {
    const run = await running;
    expectNear(parts(run(bind(compiled, fixture.data), true)), expected(fixture), f64);
  });

  test.each(cases)('$note: f32 agrees with f64 on the same, rounded inputs', async ({ data }) => {
    const run = await running;
    const rounded = roundedToF32(bind(compiled, data));
    expectNear(parts(run(rounded, false)), parts(run(rounded, true)), f32);
  });
});

function expectNear(found: Parts, wanted: Parts, tolerance: number): void {
  expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
  const far = [...wanted].flatMap(([part, numbers]) => {
    const error = distance(found.get(part), numbers);
    return error <= tolerance
      ? []
      : [`${part} is ${error} off: ${show(found.get(part))}, not ${show(numbers)}`];
  });
  expect(far).toEqual([]);
}

const show = (numbers: ArrayLike<number> | undefined): string => `[${Array.from(numbers ?? []).join(', ')}]`;
