/** Numbers of any precision: conversions, rounding, bounds that hold, and constants to many digits. */
import { describe, expect, test } from 'vitest';
import { balls } from '../../../src/verify/oracle/balls.ts';
import type { Ball } from '../../../src/verify/oracle/ball.ts';
import * as big from '../../../src/verify/oracle/bigfloat.ts';
import { real } from '../../../src/verify/oracle/real.ts';
import { Random } from '../../../src/verify/random.ts';

const edges = [
  0,
  1,
  -1,
  0.1,
  -0.1,
  5e-324,
  -5e-324,
  2.5e-310,
  2 ** -1022,
  Number.MAX_VALUE,
  Math.PI,
  2 ** 53 + 2,
];

describe('binary floating point', () => {
  test('holds every f64 and gives it back', () => {
    const random = new Random(1);
    const drawn = Array.from({ length: 300 }, () => random.normal() * 2 ** (random.below(2000) - 1050));
    for (const x of [...edges, ...drawn]) expect(big.toNumber(big.fromNumber(x)) + 0).toBe(x + 0);
  });

  test('rounds to the nearest f64, half to even, into subnormals and to infinity', () => {
    const of = (mantissa: bigint, exponent: number): number => big.toNumber({ mantissa, exponent });
    expect(of((1n << 53n) + 1n, 0)).toBe(2 ** 53);
    expect(of((1n << 53n) + 3n, 0)).toBe(2 ** 53 + 4);
    expect(of(-((1n << 54n) + 3n), 0)).toBe(-(2 ** 54 + 4));
    expect(of(1n, -1075)).toBe(0);
    expect(of(3n, -1075)).toBe(2 ** -1073);
    expect(of(5n, -1076)).toBe(2 ** -1074);
    expect(of(1n, 1024)).toBe(Infinity);
    expect(of((1n << 54n) - 1n, 970)).toBe(Infinity);
    expect(of((1n << 53n) - 1n, 971)).toBe(Number.MAX_VALUE);
  });

  test('counts digits', () => {
    for (const bits of [1, 2, 53, 54, 1022, 1023, 1024, 1025, 5000, 40000]) {
      const power = 1n << BigInt(bits - 1);
      expect([big.bitLength(power), big.bitLength(-(2n * power - 1n))]).toEqual([bits, bits]);
    }
    expect(big.bitLength(0n)).toBe(0);
  });

  test('takes whole square roots', () => {
    for (const n of [0n, 1n, 2n, 3n, 4n, 15n, 16n, 17n, 10n ** 40n, 10n ** 40n - 1n, 7n ** 301n]) {
      const root = big.integerSquareRoot(n);
      expect(root * root <= n && (root + 1n) * (root + 1n) > n).toBe(true);
    }
  });
});

/** Whether two balls have a number in common. */
function overlap(x: Ball, y: Ball): boolean {
  if (x.kind !== 'finite' || y.kind !== 'finite') return x.kind === y.kind;
  const apart = big.add(x.middle, big.negate(y.middle));
  const radius = (ball: typeof x): big.Big => {
    const part = big.fromNumber(ball.radius.part);
    return { mantissa: part.mantissa, exponent: part.exponent + ball.radius.exponent };
  };
  const reach = big.add(radius(x), radius(y));
  const distance = apart.mantissa < 0n ? big.negate(apart) : apart;
  return big.add(reach, big.negate(distance)).mantissa >= 0n;
}

const unary = [
  'exp',
  'log',
  'log1p',
  'expm1',
  'sqrt',
  'sin',
  'cos',
  'tan',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'erf',
] as const;
const points = [
  1e-30, 1e-9, 0.001, 0.3, 0.5, 0.99, 1, 1.01, 2, 3.7, 10, 27.5, 700, -1e-9, -0.4, -0.99, -3, -40,
];

describe('balls', () => {
  test.each(unary)('%s is right in f64 and its bound holds at every precision', (name) => {
    const fine = balls(700);
    for (const x of points) {
      const expected = real[name](x);
      const values = [64, 128, 333].map((precision) => {
        const a = balls(precision);
        return a[name](a.of(x));
      });
      const best = fine[name](fine.of(x));
      for (const value of values) expect(overlap(value, best), `${name}(${x})`).toBe(true);
      const actual = fine.number(best);
      if (Number.isFinite(expected) && expected !== 0)
        expect(Math.abs(actual - expected) / Math.abs(expected), `${name}(${x})`).toBeLessThan(1.5e-15);
      else expect(actual).toBe(expected);
    }
  });

  test('bounds hold through inexact arguments', () => {
    const random = new Random(7);
    for (let i = 0; i < 60; i++) {
      const [x, y] = [random.normal(), random.normal()];
      const compute = (precision: number): readonly Ball[] => {
        const a = balls(precision);
        const third = a.divide(a.of(x), a.of(3));
        const other = a.divide(a.of(y), a.of(7));
        const positive = a.add(a.multiply(third, third), a.divide(a.of(1), a.of(9)));
        return [
          a.add(third, other),
          a.multiply(third, other),
          a.divide(third, positive),
          a.power(positive, other),
          ...unary.map((name) => a[name](['log', 'log1p', 'sqrt'].includes(name) ? positive : third)),
        ];
      };
      const [coarse, fine] = [compute(64), compute(300)];
      coarse.forEach((value, k) => {
        const best = fine[k];
        expect(best && overlap(value, best)).toBe(true);
      });
    }
  });

  test('π and log 2 to fifty digits', () => {
    const a = balls(256);
    const digits = (x: Ball): string => {
      const scaled = a.multiply(x, a.power(a.of(10), a.of(50)));
      const floor = a.floor(scaled);
      return floor.kind === 'finite'
        ? String(big.shift(floor.middle.mantissa, floor.middle.exponent))
        : floor.kind;
    };
    expect(digits(a.pi())).toBe('314159265358979323846264338327950288419716939937510');
    expect(digits(a.log(a.of(2)))).toBe('69314718055994530941723212145817656807550013436025');
    expect(digits(a.exp(a.of(1)))).toBe('271828182845904523536028747135266249775724709369995');
  });

  test('exact where f64 numbers make exact results', () => {
    const a = balls(128);
    expect(a.compare(a.divide(a.of(6), a.of(3)), a.of(2))).toBe(0);
    expect(a.compare(a.power(a.of(-3), a.of(3)), a.of(-27))).toBe(0);
    expect(a.compare(a.sqrt(a.of(2.25)), a.of(1.5))).toBe(0);
    expect(a.compare(a.exp(a.of(0)), a.of(1))).toBe(0);
    expect([0.5, 1.5, -0.5, 2].map((x) => a.number(a.floor(a.of(x))))).toEqual([0, 1, -1, 2]);
  });

  test('what the digits do not decide is unknown, and a comparison of it throws', () => {
    const a = balls(64);
    const third = a.divide(a.of(1), a.of(3));
    const nothing = a.subtract(third, third);
    expect(a.log(nothing).kind).toBe('unknown');
    expect(a.divide(a.of(1), nothing).kind).toBe('unknown');
    expect(() => a.compare(nothing, a.of(0))).toThrow('does not decide');
    expect(balls(64, 'equal').compare(nothing, a.of(0))).toBe(0);
    expect(a.number(a.multiply(a.of(0), a.log(nothing)))).toBe(0);
  });

  test('infinities as in f64, but 0 · ∞ is 0', () => {
    const a = balls(64);
    const [zero, one, infinity] = [a.of(0), a.of(1), a.of(Infinity)];
    expect(a.log(zero)).toEqual(a.of(-Infinity));
    expect(a.log(a.of(-1)).kind).toBe('nan');
    expect(a.sqrt(a.of(-1)).kind).toBe('nan');
    expect(a.number(a.multiply(zero, infinity))).toBe(0);
    expect(a.number(a.divide(one, zero))).toBe(Infinity);
    expect(a.divide(zero, zero).kind).toBe('nan');
    expect(a.subtract(infinity, infinity).kind).toBe('nan');
    expect(a.number(a.exp(a.of(-Infinity)))).toBe(0);
    expect(a.number(a.power(zero, zero))).toBe(1);
    expect(a.number(a.power(zero, a.of(-0.5)))).toBe(Infinity);
  });
});
