/** Verdicts: right implementations pass, wrong ones are caught, each by what is wrong with it. */
import { describe, expect, test } from 'vitest';
import type { Data } from '../../src/verify/oracle/data.ts';
import { evaluate } from '../../src/verify/oracle/evaluate.ts';
import { truth } from '../../src/verify/oracle/truth.ts';
import {
  describe as inWords,
  verify,
  type Candidate,
  type CandidateResult,
} from '../../src/verify/verify.ts';
import { program } from './program.ts';

const BCE = program(`
loss bce(z: logit[n, i], y: label[n, i]) =
  mean[n, i](-(y * log(p) + (1 - y) * log(1 - p)))
  where p = sigmoid(z)`);

const inputOf = (data: Data, name: string): ArrayLike<number> => data.inputs[name]?.data ?? [];

/** log(1 + exp(x)) and sigmoid, stable, as a good implementation has them. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));

/** The form that a compiler should find: with the sign (1 - 2y) moved into the argument. */
const stable: Candidate = (data) => {
  const [z, y] = [Array.from(inputOf(data, 'z')), Array.from(inputOf(data, 'y'))];
  const signs = y.map((label) => 1 - 2 * label);
  const value = z.reduce((total, x, i) => total + softplus((signs[i] ?? 0) * x), 0) / z.length;
  const gradient = z.map((x, i) => ((signs[i] ?? 0) * sigmoid((signs[i] ?? 0) * x)) / z.length);
  return { value, gradients: { z: gradient } };
};

/** The textbook form as it stands. */
const textbook: Candidate = (data) => {
  const [z, y] = [Array.from(inputOf(data, 'z')), Array.from(inputOf(data, 'y'))];
  const terms = z.map((x, i) => (y[i] === 1 ? -Math.log(sigmoid(x)) : -Math.log(1 - sigmoid(x))));
  return {
    value: terms.reduce((total, term) => total + term, 0) / z.length,
    gradients: { z: z.map((x, i) => (sigmoid(x) - (y[i] ?? 0)) / z.length) },
  };
};

/** The good implementation with its gradient changed. */
const changed =
  (change: (gradient: readonly number[], data: Data) => ArrayLike<number>): Candidate =>
  async (data) => {
    const result = await stable(data);
    return { ...result, gradients: { z: change(Array.from(result.gradients['z'] ?? []), data) } };
  };

describe('binary cross-entropy', () => {
  test('a stable implementation passes everywhere, to the last digits', async () => {
    const verdict = await verify(BCE, 'bce', stable);
    expect(inWords(verdict)).toContain('bce: verified');
    expect(verdict.ok).toBe(true);
    expect(verdict.worst?.error).toBeLessThan(1e-12);
    expect(verdict.worstAtEdges?.error).toBeLessThan(1e-15);
    expect(verdict.digits).toBeGreaterThanOrEqual(640);
    for (const source of ['duals', 'truth', 'complex step', 'differences', 'direction'] as const)
      expect(verdict.perSource[source].compared).toBeGreaterThan(0);
    expect(verdict.failures).toEqual([]);
  });

  test('the same seed gives the same verdict, another seed other data', async () => {
    const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => verify(BCE, 'bce', stable, { seed })));
    expect(a).toEqual(b);
    expect(a?.worst?.data).not.toEqual(c?.worst?.data);
  });

  test('the textbook form is found out at the edges', async () => {
    const verdict = await verify(BCE, 'bce', textbook);
    expect(verdict.ok).toBe(false);
    expect(new Set(verdict.failures.map(({ source }) => source))).toEqual(new Set(['truth']));
    expect(verdict.worstAtEdges?.error).toBe(Infinity);
  });

  test('strict: every component counts, also that of a confident pixel beside a wrong one', async () => {
    expect((await verify(BCE, 'bce', stable, { strict: true })).ok).toBe(true);
    // sigmoid(z) - y is 0 where it should be -exp(-z), from z = 37 on.
    const careless: Candidate = async (data) => ({
      value: (await stable(data)).value,
      gradients: (await textbook(data)).gradients,
    });
    const lenient = await verify(BCE, 'bce', careless);
    expect(lenient.ok).toBe(true);
    expect(lenient.worstAtEdges?.error).toBeGreaterThan(1e-8);
    const strict = await verify(BCE, 'bce', careless, { strict: true });
    expect(strict.failures.every(({ input, source }) => input === 'z' && source === 'truth')).toBe(true);
    expect(strict.ok).toBe(false);
  });

  const wrong: Readonly<Record<string, Candidate>> = {
    'an all-zero gradient': changed((gradient) => gradient.map(() => 0)),
    'the wrong sign': changed((gradient) => gradient.map((g) => -g)),
    'a factor of 2': changed((gradient) => gradient.map((g) => 2 * g)),
    'a missing 1/N': changed((gradient) => gradient.map((g) => g * gradient.length)),
    'one wrong coordinate': changed((gradient) => gradient.map((g, i) => (i === 1 ? g * 1.0001 : g))),
    'a relative error of 1e-9': changed((gradient) => gradient.map((g) => g * (1 + 1e-9))),
    'a transposed gradient': changed((gradient, data) => {
      const [rows = 1, columns = 1] = data.inputs['z']?.sizes ?? [];
      return gradient.map((_, i) => gradient[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
    }),
    'NaN in one coordinate': changed((gradient) => gradient.map((g, i) => (i === 0 ? NaN : g))),
    'a dropped branch': changed((gradient) => gradient.map((g) => Math.max(g, 0))),
    'a wrong value': async (data) => {
      const result = await stable(data);
      return { ...result, value: Number(result.value) * (1 + 1e-9) };
    },
    'f32 precision': changed((gradient) => Float32Array.from(gradient)),
  };
  test.each(Object.keys(wrong))('%s is caught', async (name) => {
    const candidate = wrong[name] ?? stable;
    const verdict = await verify(BCE, 'bce', candidate, { large: 0 });
    expect(verdict.ok).toBe(false);
    expect(verdict.worst?.error).toBeGreaterThan(verdict.tolerance);
    expect(inWords(verdict)).toContain('WRONG');
  });

  test('f32 precision passes where f32 is what was asked for', async () => {
    const candidate = changed((gradient) => Float32Array.from(gradient));
    const verdict = await verify(BCE, 'bce', candidate, {
      tolerance: 1e-6,
      differencesTolerance: 1e-6,
      extremes: false,
    });
    expect(inWords(verdict)).toContain('verified');
  });

  test('an exception and a missing gradient are complaints', async () => {
    const throwing = await verify(BCE, 'bce', () => {
      throw new Error('no luck');
    });
    expect(throwing.ok).toBe(false);
    expect(throwing.complaints[0]).toBe('The implementation failed with typical values: no luck');
    const empty = await verify(BCE, 'bce', () => ({ value: 0, gradients: {} }), { points: 1, large: 0 });
    expect(empty.complaints).toEqual(['There is no gradient of z.']);
    const short = await verify(BCE, 'bce', () => ({ value: 0, gradients: { z: [1] } }), {
      points: 1,
      large: 0,
    });
    expect(short.complaints[0]).toContain('has 1 elements instead of');
  });
});

describe('a mean over 100000 pixels', () => {
  const large = { points: 0, large: 1e5 };

  test('passes with the right gradient', async () => {
    expect(inWords(await verify(BCE, 'bce', stable, large))).toContain('verified');
  });

  test('an all-zero gradient is caught, by the direction alone as well', { timeout: 60_000 }, async () => {
    const zero = await verify(
      BCE,
      'bce',
      changed((gradient) => new Float64Array(gradient.length)),
      large,
    );
    expect(zero.ok).toBe(false);
    expect(zero.failures.every(({ error }) => error === 1)).toBe(true);
    // One pixel in ten is wrong: hardly a coordinate that is looked at, but every direction.
    const some = await verify(
      BCE,
      'bce',
      changed((gradient) => gradient.map((g, i) => (i % 10 ? g : 0))),
      large,
    );
    expect(some.failures.some(({ coordinate }) => coordinate === undefined)).toBe(true);
  });
});

/** The truth itself as an implementation. */
const oracleOf =
  (p: ReturnType<typeof program>, name: string): Candidate =>
  (data): CandidateResult => {
    const { value, gradients } = truth(p, name, data);
    return { value: value.data, axes: value.axes, gradients };
  };

describe('other losses', () => {
  test('hyperparameters, tensors of losses in another order of axes, terms', async () => {
    const p = program(`
      loss part_a(x: real[n, i]) = sum[i](x ^ 2)
      loss part_b(x: real[n, i]; k = 2) = sum[i](exp(x / k))
      loss f(x: real[n, i, j]; w: real in [0, 1] = 0.5) = w * part_a(x) + (1 - w) * part_b(x)`);
    const candidate: Candidate = (data) => {
      const { value, gradients, terms } = truth(p, 'f', data, { wrt: ['x', 'w'], terms: true });
      const [rows = 1, columns = 1] = value.sizes;
      const turn = (numbers: readonly number[]): readonly number[] =>
        numbers.map((_, i) => numbers[(i % rows) * columns + Math.floor(i / rows)] ?? NaN);
      const turned = Object.entries(terms).map(([term, { data: numbers }]) => [term, turn(numbers)] as const);
      const axes = [...value.axes].reverse();
      return {
        value: turn(value.data),
        axes,
        gradients,
        terms: Object.fromEntries(turned),
        termAxes: Object.fromEntries(turned.map(([term]) => [term, axes])),
      };
    };
    const verdict = await verify(p, 'f', candidate, { large: 0 });
    expect(inWords(verdict)).toContain('verified');
    const wrongTerm: Candidate = async (data) => {
      const result = await candidate(data);
      return { ...result, terms: { ...result.terms, part_b: [0] } };
    };
    expect((await verify(p, 'f', wrongTerm, { large: 0 })).failures[0]?.input).toBe('terms.part_b');
    const wrongSlope: Candidate = async (data) => {
      const result = await candidate(data);
      return { ...result, gradients: { ...result.gradients, w: [0] } };
    };
    expect((await verify(p, 'f', wrongSlope, { large: 0 })).failures[0]?.input).toBe('w');
  });

  test('kinks are counted, and their convention is held', async () => {
    const p = program('loss f(x: real[i], y: label[i]) = sum[i](relu(x - y) + abs(x))');
    const slope =
      (atKink: number): Candidate =>
      (data) => {
        const [x, y] = [Array.from(inputOf(data, 'x')), inputOf(data, 'y')];
        const gradients = x.map((value, i) => {
          const margin = value - (y[i] ?? 0);
          return (margin > 0 ? 1 : margin === 0 ? atKink : 0) + Math.sign(value);
        });
        return { value: evaluate(p, 'f', data).value.data, gradients: { x: gradients } };
      };
    const held = await verify(p, 'f', slope(0), { points: 40 });
    expect(inWords(held)).toContain('verified');
    expect(held.kinks).toBeGreaterThan(0);
    expect((await verify(p, 'f', slope(1), { points: 40 })).ok).toBe(false);
  });

  test('a metric has a value and no gradient', async () => {
    const p = program(
      'metric accuracy(z: logit[n, c, i], t: index[n, i] of c) = mean[n, i](argmax[c](z) == t; keep = valid[c](t))',
    );
    const right = await verify(p, 'accuracy', (data) => ({
      value: evaluate(p, 'accuracy', data).value.data,
      gradients: {},
    }));
    expect(right.ok).toBe(true);
    expect((await verify(p, 'accuracy', () => ({ value: 0.123, gradients: {} }))).ok).toBe(false);
  });

  test('an infinite slope wants the same infinity', async () => {
    const p = program('loss f(p: prob[i]) = -sum[i](log(p))');
    expect((await verify(p, 'f', oracleOf(p, 'f'), { points: 30 })).ok).toBe(true);
    const clamped: Candidate = (data) => {
      const values = Array.from(inputOf(data, 'p'), (x) => Math.max(x, 1e-7));
      const value = values.reduce((total, x) => total - Math.log(x), 0);
      return { value, gradients: { p: values.map((x) => -1 / x) } };
    };
    const verdict = await verify(p, 'f', clamped, { points: 30 });
    expect(verdict.failures.some(({ expected }) => expected === -Infinity)).toBe(true);
  });
});

test('a gradient that is exactly zero may be off by rounding, not by more', async () => {
  const p = program('loss f(z: logit[n, c, i]) = mean[n, i](sum[c](softmax[c](z) * (2 + position(c))))');
  const off =
    (by: number): Candidate =>
    (data) => {
      const { value, gradients } = truth(p, 'f', data);
      const one = data.axes['c'] === 1;
      return { value: value.data, gradients: { z: (gradients['z'] ?? []).map((g) => (one ? by : g)) } };
    };
  expect(inWords(await verify(p, 'f', off(1e-17)))).toContain('verified');
  expect((await verify(p, 'f', off(1e-12))).ok).toBe(false);
});

test('of a gradient that is zero for every datum of one element, rounding is not held against anybody', async () => {
  const p = program('loss f(x: real[n, i]) = logsumexp[n, i](x) - norm[n, i](x)');
  const off =
    (by: number): Candidate =>
    (data) => {
      const { value, gradients } = truth(p, 'f', data);
      const x = gradients['x'] ?? [];
      const isZero = x.length === 1 && x[0] === 0;
      return { value: value.data, gradients: { x: isZero ? [by] : x } };
    };
  for (const seed of [1, 2, 3])
    expect(inWords(await verify(p, 'f', off(2 ** -53), { seed }))).toContain('verified');
  expect((await verify(p, 'f', off(1e-9))).ok).toBe(false);
});

test('a slope beside an infinite value, and below a product that f64 cannot hold, is not called wrong', async () => {
  const p = program('loss f(p: prob[n, j]) = mean[n](-log(prod[j](p)))');
  const sums: Candidate = (data) => {
    const x = Array.from(inputOf(data, 'p'));
    const rows = data.axes['n'] ?? 1;
    const value = x.reduce((total, each) => total - Math.log(each), 0) / rows;
    return { value, gradients: { p: x.map((each) => -1 / each / rows) } };
  };
  for (const seed of [1, 2, 3]) expect(inWords(await verify(p, 'f', sums, { seed }))).toContain('verified');
  const halved: Candidate = async (data) => {
    const { value, gradients } = await sums(data);
    return { value, gradients: { p: Array.from(gradients['p'] ?? [], (g) => g / 2) } };
  };
  expect((await verify(p, 'f', halved)).ok).toBe(false);
});

test('a slope of a large sample that overflows on its way in f64 is judged by differences', async () => {
  const p = program('loss f(s: real[i] in [-300, 300]) = mean[i](1 / exp(2 * s))');
  const scaled =
    (factor: (count: number) => number): Candidate =>
    (data) => {
      const found = Array.from(inputOf(data, 's'), (s) => Math.exp(-2 * s));
      const value = found.reduce((a, b) => a + b, 0) / found.length;
      const by = factor(found.length);
      return { value, gradients: { s: found.map((x) => (-2 * by * x) / found.length) } };
    };
  for (const seed of [1, 2, 3]) {
    const verdict = await verify(
      p,
      'f',
      scaled(() => 1),
      { seed },
    );
    expect(verdict.ok, inWords(verdict)).toBe(true);
    // Wrong in the large sample alone, where no other source looks.
    for (const by of [0, 0.5, 1.01])
      expect(
        (
          await verify(
            p,
            'f',
            scaled((count) => (count > 1000 ? by : 1)),
            { seed },
          )
        ).ok,
      ).toBe(false);
  }
});

test('ill-conditioned f64 is outvoted by the truth, not blamed on the candidate', async () => {
  // sqrt(1 + x) - 1 loses ten digits near x = 1e-6 in the textbook form.
  const p = program('loss f(x: real[i] in (0, 1e-6)) = sum[i]((sqrt(1 + x) - 1) ^ 2)');
  const good: Candidate = (data) => {
    const x = Array.from(inputOf(data, 'x'));
    const roots = x.map((value) => value / (Math.sqrt(1 + value) + 1));
    return {
      value: roots.reduce((total, root) => total + root * root, 0),
      gradients: { x: roots.map((root, i) => root / Math.sqrt(1 + (x[i] ?? 0))) },
    };
  };
  const verdict = await verify(p, 'f', good, { differencesTolerance: 1, large: 0 });
  expect(inWords(verdict)).toContain('verified');
  expect(verdict.perSource.duals.outvoted).toBeGreaterThan(0);
});
