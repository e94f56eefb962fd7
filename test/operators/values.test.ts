/** Every elementwise operator: its value is what its definition means, to the last few places. */
import { describe, expect, test } from 'vitest';
import { balls } from '../../src/verify/oracle/balls.ts';
import { evaluate } from '../../src/verify/oracle/evaluate.ts';
import { Random } from '../../src/verify/random.ts';
import { edgesOf } from '../rewrite/sides.ts';
import { dataOf, program } from '../verify/program.ts';
import { callOf, domainOf, operatorNames, operatorOf } from './calls.ts';
import { meanings } from './meanings.ts';

const arithmetic = balls(1024, 'equal');

describe('values of the elementwise operators', () => {
  test.each(operatorNames)('%s', (name) => {
    const { arguments: names, value } = operatorOf(name);
    const random = new Random(1);
    const points = Array.from({ length: 300 }, () =>
      names.map((argument) => {
        const near = random.choose(edgesOf(domainOf(name, argument)));
        const moved = near * (1 + random.normal() * 1e-3);
        return random.chance(0.5)
          ? near
          : moved === near || name === 'round'
            ? near
            : clamp(moved, name, argument);
      }),
    );
    const inputs = names.map((argument, k) => [
      argument,
      { axes: ['i'], sizes: [points.length], data: points.map((point) => point[k] ?? NaN) },
    ]);
    const declared = names.map((argument) => `${argument}: real[i]`).join(', ');
    const file = program(`${meanings}loss f(${declared}) = ${callOf(name, names)}\n`);
    const expected = evaluate(file, 'f', dataOf(Object.fromEntries(inputs)), { arithmetic }).value.data;
    let compared = 0;
    points.forEach((point, k) => {
      const exact = arithmetic.number(expected[k] ?? arithmetic.of(NaN));
      if (!Number.isFinite(exact)) return;
      compared++;
      const error = Math.abs(value(...point) - exact);
      expect(error, `${name}(${point.join(', ')})`).toBeLessThanOrEqual(4e-15 * Math.abs(exact) + 1e-300);
    });
    expect(compared).toBeGreaterThan(50);
  });
});

function clamp(x: number, name: (typeof operatorNames)[number], argument: string): number {
  const { lo, hi, loOpen, hiOpen } = domainOf(name, argument);
  return (loOpen ? x > lo : x >= lo) && (hiOpen ? x < hi : x <= hi)
    ? x
    : 0.5 * (Math.max(lo, -1) + Math.min(hi, 1));
}
