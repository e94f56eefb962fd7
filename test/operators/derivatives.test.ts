/** Every derivative of the tables: right in every broadcast pattern, and wrong as soon as its formula is. */
import { describe, expect, test } from 'vitest';
import { alongAxes, type AxisOperatorName } from '../../src/operators/alongAxes.ts';
import { situations } from '../../src/verify/sample.ts';
import { describe as words } from '../../src/verify/verdict.ts';
import { verify, type VerifyOptions } from '../../src/verify/verify.ts';
import { operatorNames } from './calls.ts';
import { alongTrials, candidateOf, elementwiseTrials, oracleOf, type Trial } from './derivatives.ts';

const axisOperatorNames = Object.keys(alongAxes).flatMap((name) =>
  name in alongAxes ? [name as AxisOperatorName] : [],
);

const verdict = (trial: Trial, options: VerifyOptions) =>
  verify(oracleOf(trial), 'f', candidateOf(trial), { large: 0, coordinates: 2, ...options });

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
