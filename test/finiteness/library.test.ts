/** The standard library: all but a few losses are proved finite, and no data contradict a proof. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { finitenessOf, witnessText } from '../../src/cli/finite.ts';
import { compile, type CompiledLoss } from '../../src/compile.ts';
import type { Verdict } from '../../src/finiteness.ts';
import { libraryFile, program } from '../verify/program.ts';

const points = 600;

/** What is not proved, and why; a test that this is so keeps the list honest. */
const open: Readonly<Record<string, string>> = {
  box_iou: 'corners out of order give areas of either sign, and a union of 0',
  box_giou: 'corners out of order give areas of either sign, and a union of 0',
  box_diou: 'corners out of order give areas of either sign, and a union of 0',
  box_ciou: 'boxes without a height have no shape',
  generalised_wasserstein_dice: 'probabilities that nearly underflow have no reciprocal',
};

function compiledLosses(file: string): readonly CompiledLoss[] {
  const source = libraryFile(`losses/${file}`);
  return source.entry.declarations.flatMap(({ kind, name }) => {
    if (kind !== 'loss' && kind !== 'metric') return [];
    const compiled = compile(source, name.text, {}, () => undefined);
    if (compiled === undefined) throw new Error(`${name.text} does not compile.`);
    return [compiled];
  });
}

test('of the library', { timeout: 120_000 }, async () => {
  const refuted: string[] = [];
  const found: string[] = [];
  let losses = 0;
  for (const file of readdirSync('losses', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.loss'),
  ))
    for (const compiled of compiledLosses(file)) {
      const { outputs } = await finitenessOf(compiled, 1, points);
      losses++;
      if ([...outputs.values()].some(({ status }) => status === 'unproved'))
        found.push(compiled.signature.name);
      for (const [output, { refutation }] of outputs)
        if (refutation !== undefined)
          refuted.push(`${compiled.signature.name}: ${output} is ${witnessText(refutation)}`);
    }
  expect(refuted).toEqual([]);
  expect(losses).toBeGreaterThan(170);
  expect(found.sort()).toEqual(Object.keys(open).sort());
});

const falsely: Verdict = { status: 'proved', assumptions: [], places: [] };
const claims = (compiled: CompiledLoss, verdict: Verdict): CompiledLoss => ({
  ...compiled,
  finiteness: new Map([...compiled.finiteness.keys()].map((output) => [output, verdict])),
});

test.each([
  ['log', '(p: prob[n, i]) = -mean[n, i](log(p))', falsely],
  ['log near 1', '(p: prob[n, i]) = -mean[n, i](log(1 - p))', falsely],
  ['an empty mask', '(p: prob[i], y: label[i]) = sum[i](p) / sum[i](y)', falsely],
  ['an exponential', '(z: logit[i]) = mean[i](exp(z))', falsely],
  [
    'everything ignored',
    '(z: logit[c, i], t: index[i] of c) = sum[i](pick[c](z, t)) / sum[i](valid[c](t))',
    falsely,
  ],
  ['one class', '(z: logit[c]) = sum[c](z) / (size(c) - 1)', falsely],
  ['underflow', '(z: logit[i]) = 1 / sum[i](sigmoid(z))', falsely],
  [
    'a hyperparameter at the end of its domain',
    '(p: prob[i]; s: real in [0, inf) = 1) = sum[i](p) / (sum[i](p) + s)',
    falsely,
  ],
  [
    'an assumption that is not enough',
    '(p: prob[i]) = mean[i](log(p) + log(1 - p))',
    { ...falsely, status: 'assuming', assumptions: [{ on: 'input', name: 'p', relation: '>', bound: 0 }] },
  ],
] as const)('a false proof is found out: %s', async (_, text, verdict) => {
  const compiled = compile(program(`loss f${text}`), 'f', {}, () => undefined);
  if (compiled === undefined) throw new Error('The loss does not compile.');
  const { fine, outputs } = await finitenessOf(claims(compiled, verdict), 1);
  expect(fine).toBe(false);
  const found = outputs.get('value')?.refutation;
  expect(found && Number.isFinite(found.value)).toBe(false);
});
