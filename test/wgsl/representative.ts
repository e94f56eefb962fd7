/** One loss of each kind that WGSL treats differently, for implementations of WebGPU that run a sample. */
import { expect, test } from 'vitest';
import { loadWgsl, type WgslOutcome } from '../../src/cli/wgslModule.ts';
import type { WebGpuRunner } from '../../src/cli/webgpu/runner.ts';
import { typical } from '../../src/verify/sample.ts';
import { program } from '../verify/program.ts';
import { errorsOf, expected } from './agreement.ts';
import { compiled, library, sample, type LibraryLoss } from './device.ts';

const all = library();
function fromLibrary(name: string): LibraryLoss {
  const found = all.find((loss) => loss.name === name);
  if (found === undefined) throw new Error(`There is no loss ${name}.`);
  return found;
}

const own = (name: string, text: string): LibraryLoss => ({ name, kind: 'loss', program: program(text) });

const losses: readonly {
  readonly what: string;
  readonly loss: LibraryLoss;
  readonly sizes: Readonly<Record<string, number>>;
}[] = [
  { what: 'binary', loss: fromLibrary('bce'), sizes: { n: 2, i: 331 } },
  { what: 'two terms in two dispatches', loss: fromLibrary('bce_dice'), sizes: { n: 3, i: 4099 } },
  { what: 'probabilities', loss: fromLibrary('dice'), sizes: { n: 2, i: 331 } },
  { what: 'one pixel', loss: fromLibrary('bce_dice'), sizes: { n: 1, i: 1 } },
  { what: 'classes by integers, some ignored', loss: fromLibrary('ce_dice'), sizes: { n: 2, c: 4, i: 331 } },
  { what: 'many classes', loss: fromLibrary('ce'), sizes: { n: 2, c: 45, i: 33 } },
  { what: 'class weights', loss: fromLibrary('weighted_ce'), sizes: { n: 2, c: 5, i: 77 } },
  { what: 'focal', loss: fromLibrary('focal'), sizes: { n: 2, i: 331 } },
  { what: 'powers of ratios', loss: fromLibrary('focal_tversky_logits'), sizes: { n: 2, i: 331 } },
  { what: 'boundary', loss: fromLibrary('boundary'), sizes: { n: 2, i: 331 } },
  { what: 'regression', loss: fromLibrary('huber'), sizes: { n: 2, i: 331 } },
  { what: 'boxes', loss: fromLibrary('box_ciou'), sizes: { r: 37, e: 2, d: 2 } },
  {
    what: 'three dimensions of space',
    loss: own(
      'dice_volume',
      `loss dice_volume(p: prob[n, x, y, w], m: label[n, x, y, w]) =
         mean[n](1 - (2 * sum[x, y, w](p * m) + 1) / (sum[x, y, w](p) + sum[x, y, w](m) + 1))`,
    ),
    sizes: { n: 2, x: 7, y: 9, w: 11 },
  },
  {
    what: 'a value for each image',
    loss: own('per_image', 'loss per_image(x: real[n, i], y: map[n, i]) = mean[i](square(x - y))'),
    sizes: { n: 5, i: 331 },
  },
];

/** Of the largest component, as for every loss of the library. */
const budget = 1e-5;

/** Holds value and gradients against the oracle, and one run against the next, which has to be the same bit for bit. */
export function testSample(runner: Pick<WebGpuRunner, 'run'>): void {
  test.each(losses)('$what: $loss.name', { timeout: 60_000 }, async ({ loss, sizes }) => {
    const own = compiled(loss.program, loss.name);
    const data = sample(loss, typical, sizes);
    expect(data.axes).toMatchObject(sizes);
    const inputs = new Map(Object.entries(data.inputs).map(([name, input]) => [name, input.data]));
    const call = { inputs, sizes: data.axes, params: data.parameters, gradient: true };
    const evaluate = (): Promise<WgslOutcome> => loadWgsl(own, 'u32', runner)(call);

    const first = await evaluate();
    const errors = errorsOf(first, expected(loss, own, data));
    expect(errors.value).toBeLessThan(budget);
    expect(errors.gradient, errors.place).toBeLessThan(budget);
    const second = await evaluate();
    expect(second.value).toEqual(first.value);
    expect(second.gradients).toEqual(first.gradients);
  });

  test('the sample has ignored pixels', () => {
    const { inputs } = sample(fromLibrary('ce_dice'), typical, { n: 2, c: 4, i: 331 });
    expect(Array.from(inputs['t']?.data ?? []).some((t) => t < 0 || t > 3)).toBe(true);
  });
}
