/** Declarations of generated modules and of `fuse`, as the type checker of a program that uses them sees them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { libraryFile, program as programOf } from '../verify/program.ts';
import { compiled } from './backends.ts';

const folder = mkdtempSync(join(tmpdir(), 'lossc-types-'));
afterAll(() => rmSync(folder, { recursive: true }));

const program = `
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { fuse } from 'lossc/helpers';
import { bceDice, bceDiceFrom, bceDiceMetrics, bceDiceTerms } from './bce_dice.tfjs.js';
import { weightedCeFrom } from './weighted_ce.tfjs.js';
import { iou } from './iou.tfjs.js';
import { value, valueAndGrad } from './bce_dice.js';
import * as each from './each.js';
import * as shaders from './bce_dice.webgpu.js';

const model: layers.LayersModel = layers.sequential({ layers: [layers.layers.dense({ units: 1, inputShape: [2] })] });
const [z, y] = [tf.zeros([2, 3]), tf.zeros([2, 3])];
const { bce, dice } = bceDiceMetrics({ w: 0.5 });
model.compile({ optimizer: 'sgd', loss: bceDice({ w: 0.7, smooth: 0 }), metrics: [bce, dice] });
model.compile({ optimizer: 'sgd', loss: bceDice(), metrics: [iou({ threshold: 0.4 })] });

const scalar: tf.Tensor = bceDiceFrom({ z, y }, { w: 0.5 }, { reduction: 'mean' });
const terms: { readonly bce: tf.Tensor; readonly dice: tf.Tensor } = bceDiceTerms({ z, y });
const several: tf.Tensor = weightedCeFrom({ z, t: y, w: tf.ones([3]) });
const fused = await fuse(tf, shaders, { params: { w: 0.7 } });
model.compile({ optimizer: 'sgd', loss: fused });
const again: tf.Tensor = fused.from({ z, y });
fused.dispose();

const floats = new Float32Array(6);
const number: number = valueAndGrad({ z: floats, y: new Uint8Array(6) }, { z: new Float64Array(6) }, { n: 2 }, { w: 0.7 });
value({ z: new Float32Array(new SharedArrayBuffer(24)), y: floats });
each.value({ x: floats }, undefined, { k: 1 }, { value: new Float32Array(2) });
each.valueAndGrad({ x: floats }, undefined, { n: 2 }, { k: 1 }, { value: floats, upstream: floats });
// @ts-expect-error: k has no default.
each.value({ x: floats }, { n: 2 }, undefined, { value: floats });
// @ts-expect-error: there is no place for the result.
each.value({ x: floats }, { n: 2 }, { k: 1 }, {});
// @ts-expect-error: a gradient goes into floats.
valueAndGrad({ z: floats, y: floats }, { z: new Int32Array(6) });
// @ts-expect-error: data are typed arrays.
value({ z: [1, 2], y: floats });
// @ts-expect-error: a number has no weight.
valueAndGrad({ z: floats, y: floats }, {}, {}, {}, { upstream: floats });

// @ts-expect-error: there is no hyperparameter v.
bceDice({ v: 1 });
// @ts-expect-error: w is a number.
bceDice({ w: '1' });
// @ts-expect-error: there is a mean, or a value for each example.
bceDice({}, { reduction: 'sum' });
// @ts-expect-error: y is missing.
bceDiceFrom({ z });
// @ts-expect-error: a metric has no term.
terms.focal;
// @ts-expect-error: params are numbers.
await fuse(tf, shaders, { params: { w: true } });
// @ts-expect-error: a module for TensorFlow.js has no shaders.
await fuse(tf, { bceDice });
export { scalar, several, again, number };
`;

test(
  'a program that uses them in the right way passes, and in the wrong way does not',
  { timeout: 60_000 },
  () => {
    const losses = [
      ['compound', 'bce_dice'],
      ['distribution', 'weighted_ce'],
      ['metrics', 'iou'],
    ] as const;
    for (const [file, name] of losses) {
      const { js, tfjs, wgsl } = compiled(libraryFile(`losses/${file}.loss`), name);
      writeFileSync(join(folder, `${name}.d.ts`), js.declarations);
      writeFileSync(join(folder, `${name}.tfjs.d.ts`), tfjs.declarations);
      writeFileSync(join(folder, `${name}.webgpu.d.ts`), wgsl.declarations);
    }
    const each = programOf('loss each(x: real[n, i]; k) = k * sum[i](x^2)');
    writeFileSync(join(folder, 'each.d.ts'), compiled(each, 'each').js.declarations);
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'program.ts'), program);
    const compilerOptions = {
      target: 'ES2022',
      lib: ['ES2023', 'DOM'],
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      types: ['@webgpu/types'],
      paths: { 'lossc/helpers': [resolve('src/helpers/index.ts')] },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
    const check = (): string => {
      try {
        return execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', folder], {
          encoding: 'utf8',
        });
      } catch (error) {
        return String(Object(error).stdout);
      }
    };
    expect(check()).toBe('');
  },
);
