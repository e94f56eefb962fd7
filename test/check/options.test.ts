/** Options of a compilation that name what the loss does not have, or contradict each other. */
import { expect, test } from 'vitest';
import { compile, type CompileOptions } from '../../src/compile.ts';
import { program } from '../verify/program.ts';

const file = program('loss f(z: logit[n, c]; gamma: real in [0, 5] = 2) = mean[n, c](sigmoid(z)^gamma)');

test.each<readonly [CompileOptions, string, string | undefined]>([
  [{ pin: { gama: 1 } }, 'f has no hyperparameter `gama`.', 'Did you mean `gamma`?'],
  [{ hyperparameterGradients: ['z'] }, 'f has no hyperparameter `z`.', 'There are gamma.'],
  // As from programs without types.
  [JSON.parse('{"pins": {"gamma": 1}}'), 'There is no option `pins`.', 'Did you mean `pin`?'],
  [JSON.parse('{"layout": "lst"}'), 'There is no layout `lst`.', 'Did you mean `last`?'],
  [JSON.parse('{"labels": "u16"}'), 'There is no storage of labels `u16`.', 'There are u32, u8, f32.'],
  [JSON.parse('{"floats": "f64"}'), 'There is no storage of floats `f64`.', 'There are f32, f16.'],
  [JSON.parse('{"layout": {"z": "cn"}}'), 'The layout of z must be a list of axes.', 'Pass ["n", "c"], say.'],
  [{ layout: { y: ['c', 'n'] } }, 'f has no input `y`.', 'There are z.'],
  [
    { pin: { gamma: 1 }, hyperparameterGradients: ['gamma'] },
    'gamma is pinned, and a constant has no gradient.',
    undefined,
  ],
])('%j', (options, message, remedy) => {
  const work = (): unknown => compile(file, 'f', options, () => undefined);
  expect(work).toThrow(expect.objectContaining({ name: 'OptionError', message, remedy }));
});
