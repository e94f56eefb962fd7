/** Sampling: inside the declared domains, all over them, and the same for the same seed. */
import { describe, expect, test } from 'vitest';
import { contains, hyperparameterDomain, inputDomain } from '../../src/verify/domain.ts';
import { findLoss } from '../../src/verify/oracle/evaluate.ts';
import { Random } from '../../src/verify/random.ts';
import { Sampler, situations, type Situation } from '../../src/verify/sample.ts';
import { program } from './program.ts';

const p = program(`
const least = 1 / 4
loss f(z: logit[n, c, i], p: prob[n, i], q: prob[n, i] in [least, 1), y: label[n, i], s: soft[i],
    t: index[n, i] of c, w: weight[n], m: map[i], x: real[i] in (0, inf), d: real[i] in {-1, 2};
    a: real in [0, 1] = 0.5, b: real in (0, inf), k = 4) = 0`);
const { declaration, module } = findLoss(p, 'f');

const drawn = (situation: Situation, seed = 3) => {
  const sampler = new Sampler(p, 'f', new Random(seed));
  return Array.from({ length: 12 }, () => sampler.data(situation));
};
const valuesOf = (situation: Situation, input: string): readonly number[] =>
  drawn(situation).flatMap((data) => Array.from(data.inputs[input]?.data ?? []));
const situation = (name: string): Situation =>
  situations.find((one) => one.name === name) ?? expect.fail(`There is no situation ${name}.`);

describe.each(situations)('$name', (of) => {
  test('every value lies in its domain', () => {
    for (const input of declaration.inputs) {
      const domain = inputDomain(p, module, input);
      const values = valuesOf(of, input.name.text);
      expect(values.length).toBeGreaterThan(0);
      if (input.kind.text === 'index') expect(values.every(Number.isInteger)).toBe(true);
      else expect(values.filter((value) => !contains(domain, value))).toEqual([]);
    }
    for (const { parameters } of drawn(of))
      for (const hyperparameter of declaration.hyperparameters) {
        const value = parameters[hyperparameter.name.text];
        if (value !== undefined)
          expect(contains(hyperparameterDomain(p, module, hyperparameter), value)).toBe(true);
        else expect(hyperparameter.value).toBeDefined();
      }
  });

  test('the same seed draws the same data, another seed other data', () => {
    expect(drawn(of, 5)).toEqual(drawn(of, 5));
    expect(drawn(of, 5)).not.toEqual(drawn(of, 6));
  });
});

describe('what turns up', () => {
  test('at the edges: both ends of closed domains, tiny distances, logits up to 100 and 10000', () => {
    const edges = situation('edges of the domains');
    for (const value of [0, 1, 2 ** -30, 1 - 2 ** -52]) expect(valuesOf(edges, 'p')).toContain(value);
    for (const value of [0, 2 ** -30, 20, -100]) expect(valuesOf(edges, 'z')).toContain(value);
    for (const value of [1e4, -1e4]) expect(valuesOf(situation('extreme values'), 'z')).toContain(value);
    expect(valuesOf(edges, 'q')).toContain(0.25);
    expect(valuesOf(edges, 'q')).not.toContain(1);
  });

  test('empty, full and mixed masks', () => {
    expect(new Set(valuesOf(situation('empty masks'), 'y'))).toEqual(new Set([0]));
    expect(new Set(valuesOf(situation('full masks'), 'y'))).toEqual(new Set([1]));
    expect(new Set(valuesOf(situation('typical values'), 'y'))).toEqual(new Set([0, 1]));
  });

  test('ignored indices, now and then or everywhere', () => {
    expect(valuesOf(situation('typical values'), 't')).toEqual(expect.arrayContaining([0, 1, 2, 255, -1]));
    expect(valuesOf(situation('every index ignored'), 't').some((t) => t >= 0 && t < 3)).toBe(false);
  });

  test('sizes: small, one everywhere, odd', () => {
    const axes = (name: string) => drawn(situation(name))[0]?.axes;
    expect(axes('typical values')).toEqual({ n: 2, c: 3, i: 4 });
    expect(axes('one element along every axis')).toEqual({ n: 1, c: 1, i: 1 });
    expect(axes('odd sizes')).toEqual({ n: 3, c: 5, i: 7 });
  });

  test('hyperparameters at their defaults, or drawn', () => {
    expect(Object.keys(drawn(situation('typical values'))[0]?.parameters ?? {})).toEqual(['b']);
    const values = drawn(situation('drawn hyperparameters')).map(({ parameters }) => parameters);
    expect(Object.keys(values[0] ?? {})).toEqual(['b', 'a', 'k']);
    expect(new Set(values.map(({ a }) => a)).size).toBeGreaterThan(6);
  });
});
