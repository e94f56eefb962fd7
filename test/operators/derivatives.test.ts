/** Every derivative of the tables: right in every broadcast pattern, and wrong as soon as its formula is. */
import { describe, expect, test } from 'vitest';
import { alongAxes, type AxisOperator, type AxisOperatorName } from '../../src/operators/alongAxes.ts';
import { situations } from '../../src/verify/sample.ts';
import { describe as words } from '../../src/verify/verdict.ts';
import { verify, type Candidate, type VerifyOptions } from '../../src/verify/verify.ts';
import { mutants, type Mutant } from '../rewrite/mutate.ts';
import { operatorNames, operatorOf } from './calls.ts';
import { alongTrials, candidateOf, elementwiseTrials, oracleOf, type Trial } from './derivatives.ts';

const axisOperatorNames = Object.keys(alongAxes).flatMap((name) =>
  name in alongAxes ? [name as AxisOperatorName] : [],
);

const verdict = (trial: Trial, options: VerifyOptions) =>
  verify(oracleOf(trial), 'f', candidateOf(trial), { large: 0, coordinates: 1, ...options });

const everyday = situations.filter(({ name }) => name === 'typical values' || name === 'odd sizes');

describe('derivatives', () => {
  test.each(operatorNames)('%s', async (name) => {
    for (const trial of elementwiseTrials(name)) {
      const found = await verdict(trial, { situations: everyday, points: 2, tolerance: 1e-9 });
      expect(found.ok, `${trial.what}\n${words(found)}`).toBe(true);
    }
  });

  test.each(axisOperatorNames)('%s along an axis', async (name) => {
    for (const trial of alongTrials(name)) {
      const found = await verdict(trial, { situations: everyday, points: 3, tolerance: 1e-9 });
      expect(found.ok, `${trial.what}\n${words(found)}`).toBe(true);
    }
  });
});

/** The slips of one derivative: those of its text, and of the whole. */
function slips(formula: string, names: readonly string[]): readonly Mutant[] {
  const [x, y] = names;
  const swapped =
    x === undefined || y === undefined
      ? formula
      : formula.replaceAll(new RegExp(`\\b(${x}|${y})\\b`, 'g'), (name) => (name === x ? y : x));
  const [body = '', bindings] = formula.split(/(?=\bwhere\b)/);
  const wrapped = (before: string, after: string): string => `${before}(${body})${after} ${bindings ?? ''}`;
  const whole = [
    { what: 'negative', formula: wrapped('-', '') },
    { what: 'twice', formula: wrapped('2 * ', '') },
    { what: 'nothing', formula: '0' },
    { what: 'something', formula: wrapped('', ' + g') },
    { what: 'swapped', formula: swapped },
  ];
  const own = formula === '0' ? [] : mutants(formula);
  return [...whole, ...own].filter(
    (m) => m.formula !== formula && !(formula === '0' && /^(-|2 \*)/.test(m.formula)),
  );
}

/** Slips that no loss can show, and why. */
const harmless: Readonly<Record<string, string>> = {
  'tail: / in -g * sign(x)': 'a sign is its own reciprocal',
  'xlogy: 0 is 0.001': 'what the slope of 0 · log 0 is taken for, where it has none',
  'xlog1py: 0 is 0.001': 'what the slope of 0 · log 0 is taken for, where it has none',
  'xlog1mexp: 0 is 0.001': 'what the slope of 0 · log 0 is taken for, where it has none',
  'atan_ratio: only (g * y) of g * y * (y != 0)': 'where y is 0 the quotient has no slope',
  'atan_ratio: / in g * y * (y != 0)': 'where y is 0 the quotient has no slope',
  'atan_ratio: only (-g * x) of -g * x * (y != 0)': 'where y is 0 the quotient has no slope',
  'atan_ratio: / in -g * x * (y != 0)': 'where y is 0 the quotient has no slope',
  ...Object.fromEntries(
    ['root_odds: 0 is 0.001', 'excess: negative', 'excess: twice', 'excess: nothing'].map((slip) => [
      slip,
      'it arises after differentiation, and the logits of no trial are beyond the cap',
    ]),
  ),
};

/** A softmax moves with no shift of all its entries, so any value may be taken off the gradient before. */
const shift = /^softmax\w*: .*\/ sum\[A\]\(not low\)$/;
const matters = (what: string): boolean => !Object.hasOwn(harmless, what) && !shift.test(what);

/** Puts a formula into a table for as long as a test runs. */
async function withFormula<T>(
  entry: object,
  key: string,
  formula: string,
  run: () => Promise<T>,
): Promise<T> {
  const before: unknown = Reflect.get(entry, key);
  Reflect.set(entry, key, formula);
  try {
    return await run();
  } finally {
    Reflect.set(entry, key, before);
  }
}

async function survives(trials: readonly Trial[]): Promise<boolean> {
  for (const trial of trials) {
    const { ok } = await verdict(trial, {
      situations: everyday,
      points: trial.what === 'at corners' ? 4 : 1,
      coordinates: 0,
    });
    if (!ok) return false;
  }
  return true;
}

describe('a wrong derivative is caught', () => {
  const elementwiseCases = operatorNames.flatMap((name) =>
    operatorOf(name).arguments.map((argument) => ({ name, argument })),
  );
  test.each(elementwiseCases)('$name by $argument', async ({ name, argument }) => {
    const { derivative, arguments: names } = operatorOf(name);
    const formula = Reflect.get(derivative, argument);
    const alive: string[] = [];
    for (const mutant of slips(formula, names)) {
      const run = () => survives([...elementwiseTrials(name)].reverse());
      if (await withFormula(derivative, argument, mutant.formula, run)) alive.push(`${name}: ${mutant.what}`);
    }
    expect(alive.filter(matters)).toEqual([]);
  });

  test.each(axisOperatorNames)('%s along an axis', async (name) => {
    const operator: AxisOperator = alongAxes[name];
    const formulas = [
      { entry: operator.derivative, key: 'x', formula: operator.derivative.x },
      ...(operator.picked === undefined
        ? []
        : [{ entry: operator, key: 'picked', formula: operator.picked }]),
    ];
    const alive: string[] = [];
    for (const { entry, key, formula } of formulas)
      for (const mutant of slips(formula, []))
        if (await withFormula(entry, key, mutant.formula, () => survives([...alongTrials(name)].reverse())))
          alive.push(`${name}: ${mutant.what}`);
    expect(alive.filter(matters)).toEqual([]);
  });

  test.each(operatorNames)('%s with a sum over an axis left out', async (name) => {
    const bare = elementwiseTrials(name).filter(({ what }) => what.startsWith('bare'));
    for (const trial of bare) {
      const whole = candidateOf(trial);
      let touched = false;
      const short: Candidate = async (data) => {
        const result = await whole(data);
        const gradients = Object.entries(result.gradients).map(([input, values]) => {
          const missing = trial.axes.filter((axis) => !data.inputs[input]?.axes.includes(axis));
          const length = missing.reduce((product, axis) => product * (data.axes[axis] ?? 1), 1);
          touched ||= length > 1 && Array.from(values).some((g) => g !== 0);
          return [input, Array.from(values, (g) => g / length)];
        });
        return { ...result, gradients: Object.fromEntries(gradients) };
      };
      const { ok } = await verify(oracleOf(trial), 'f', short, { large: 0, coordinates: 0, points: 1 });
      expect(ok, trial.what).toBe(!touched);
    }
  });
});
