/** The standard library: four independent derivatives of every loss agree, and every metric can be evaluated. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { truth } from '../../src/verify/oracle/truth.ts';
import { situations } from '../../src/verify/sample.ts';
import { describe as inWords, verify, type Candidate } from '../../src/verify/verify.ts';
import { libraryFile } from './program.ts';

const files = readdirSync('losses').filter((file) => file.endsWith('.loss'));
const everyday = situations.filter(({ regime, shape }) => regime === 'typical' && shape !== 'odd');

describe.each(files)('%s', (file) => {
  const program = libraryFile(`losses/${file}`);
  const losses = program.entry.declarations.filter(({ kind }) => kind === 'loss' || kind === 'metric');
  test.each(losses.map(({ name, kind }) => [name.text, kind] as const))('%s', async (name, kind) => {
    const wrt = kind === 'metric' ? { wrt: [] } : {};
    // The truth stands in for an implementation: duals in f64, complex step and differences are held against it.
    const candidate: Candidate = (data) => {
      const { value, gradients, resolved } = truth(program, name, data, wrt);
      expect(resolved).toBe(true);
      return { value: value.data, axes: value.axes, gradients };
    };
    const verdict = await verify(program, name, candidate, {
      situations: everyday,
      large: 0,
      coordinates: 12,
    });
    expect(verdict.ok, inWords(verdict)).toBe(true);
    // 1 - 2 · 1 / (2 + 1e-8) has lost half its digits in f64: one sample may need the truth, not more.
    expect(verdict.perSource['complex step'].outvoted).toBe(0);
    expect(verdict.perSource.duals.outvoted).toBeLessThanOrEqual(1);
  });
});
