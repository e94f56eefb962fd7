/** Every loss stays in the range that its documentation states, at edges and with drawn hyperparameters too. */
import { describe, expect, test } from 'vitest';
import { candidates } from '../../src/cli/candidate.ts';
import { Random } from '../../src/verify/random.ts';
import { Sampler, situations } from '../../src/verify/sample.ts';
import { losses } from '../../scripts/library/library.ts';
import { compiledLoss } from '../../scripts/library/pages.ts';

/** A range that holds only `for` some data is not looked at: the samples know nothing of it. */
interface Range {
  readonly contains: (value: number) => boolean;
  readonly text: string;
}

/** The end of an interval as documentation writes it; a symbol, such as `α − 1`, bounds nothing here. */
function end(text: string): number | undefined {
  const number = Number(
    text.replace('≈', '').trim().split(' ').at(-1)?.replace('−', '-').replace('∞', 'Infinity'),
  );
  return Number.isNaN(number) || /[α-ωε|/]/.test(text) ? undefined : number;
}

/** Rounding may carry a value onto or past an end by the last digits. */
const slack = 1e-9;

function rangeOf(remarks: string): Range | undefined {
  const [text, low = '', high = '', close, condition] =
    /Range [[(]([^,{]+), ([^\])]+)([\])])( for)?/.exec(remarks) ?? [];
  if (text === undefined || condition !== undefined) return undefined;
  const [least, most] = [end(low) ?? -Infinity, end(high) ?? Infinity];
  const finite = close === ')';
  const contains = (value: number): boolean =>
    value >= least - slack && value <= most + slack && !(finite && value === Infinity);
  return { text, contains };
}

const seeds = [1, 2, 3];

describe.each(losses)('$name', (loss) => {
  const range = rangeOf(loss.doc.remarks);

  test.runIf(range !== undefined)('stays in its range', async () => {
    const candidate = await candidates.js(compiledLoss(loss));
    const outside = new Set<string>();
    for (const seed of seeds) {
      const sampler = new Sampler(loss.program, loss.name, new Random(seed));
      for (const situation of situations) {
        const data = sampler.data(situation);
        const { value } = await candidate(data);
        for (const one of typeof value === 'number' ? [value] : Array.from(value))
          if (!Number.isNaN(one) && range?.contains(one) === false)
            outside.add(
              `${one} is not in ${range.text}, with ${situation.name} ${JSON.stringify(data.parameters)}`,
            );
      }
    }
    expect([...outside]).toEqual([]);
  });
});
