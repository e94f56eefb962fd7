/** The kernels of the WGSL backend on tensors of TensorFlow.js's webgpu backend, with nothing copied to the CPU. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { libraryFile } from '../../verify/program.ts';
import { compiled, missing } from '../../wgsl/device.ts';
import {
  expectAgreement,
  fuseCode,
  jobOf,
  sample,
  startDevice,
  tensorsOf,
  type Device,
  type Numbers,
} from './device.ts';

const losses: readonly (readonly [file: string, name: string])[] = [
  ['compound', 'bce_dice'],
  ['compound', 'ce_dice'],
  ['distribution', 'weighted_ce'],
  ['distribution', 'ce_soft'],
  ['boundary', 'boundary'],
  // One of its two logits is of a teacher and has no gradient.
  ['robust', 'distillation'],
  ['metrics', 'iou'],
];

const fuse = fuseCode();

/** A loss of the library in both forms, its data, and what a job needs of them. */
function prepared(file: string, name: string, labels: 'int32' | 'float32' = 'float32') {
  const program = libraryFile(`losses/${file}.loss`);
  const loss = compiled(program, name, { layout: 'last' });
  const data = sample(program, name);
  const { inputs } = loss.signature;
  const job = { ...jobOf(loss, inputs, data, labels), code: loss.wgsl.code, fuse };
  return { program, loss, data, inputs, job };
}

describe.skipIf(missing !== undefined)('fused', () => {
  // A skipped suite is collected too: the process starts where there is something to run.
  let device: Device;
  beforeAll(() => {
    device = startDevice();
  });
  afterAll(() => device.end());

  test.each(losses)('%s: %s', { timeout: 60_000 }, async (file, name) => {
    // Labels come as floats, as from a data set of TensorFlow.js, or as integers.
    for (const labels of ['float32', 'int32'] as const) {
      const { program, data, inputs, job } = prepared(file, name, labels);
      expectAgreement(await device.run<Numbers>('fused', job), inputs, program, name, data);
    }
  });

  test(
    'labels in floats: integers that TensorFlow.js only calls floats are made floats',
    { timeout: 60_000 },
    async () => {
      const { program, data, inputs, job } = prepared('compound', 'bce_dice', 'int32');
      const { code } = compiled(program, 'bce_dice', { labels: 'f32' }).wgsl;
      expectAgreement(
        await device.run<Numbers>('fused', { ...job, code }),
        inputs,
        program,
        'bce_dice',
        data,
      );
    },
  );

  test('buffers and tensors stay as many, and none is read', { timeout: 60_000 }, async () => {
    const { job } = prepared('compound', 'bce_dice');
    const [first, second, disposed] = await device.run<Counted[]>('memory', job);
    expect(second).toEqual(first);
    expect(first?.read).toBe(0);
    expect(disposed?.buffers).toBe((first?.buffers ?? 0) - 2);
  });

  test('trains in fit as the module for TensorFlow.js does', { timeout: 60_000 }, async () => {
    const { loss, job } = prepared('compound', 'bce_dice');
    const shape = [8, 6, 6, 1];
    const images = { shape, data: Array.from({ length: 288 }, (_, k) => Math.sin(k * k)) };
    const masks = { shape, data: images.data.map((x) => Number(x > 0.4)) };
    const given = {
      ...job,
      code: loss.tfjs.code,
      shaders: loss.wgsl.code,
      params: { w: 0.3 },
      options: {},
      images,
      masks,
    };
    const [ofFused = [], ofModule = []] = await device.run<number[][]>('fit', given);
    expect(ofFused).toHaveLength(12);
    ofFused.forEach((x, k) => expect(x).toBeCloseTo(ofModule[k] ?? NaN, 4));
    expect(ofFused.at(-1)).toBeLessThan(0.9 * (ofFused[0] ?? 0));
  });

  test('inputs that do not fit are named', { timeout: 60_000 }, async () => {
    const { inputs, data, job } = prepared('compound', 'ce_dice');
    const tensors = tensorsOf(inputs, data);
    const z = { data: Array(24).fill(0), shape: [2, 4, 3], type: 'float32' };
    const t = { data: Array(6).fill(0), shape: [2, 3], type: 'int32' };
    const { z: other } = tensors;
    const attempts = [
      { tensors: { z: other } },
      { tensors, others: { w: 1 } },
      { tensors: { z, t } },
      { tensors: { z: { ...z, shape: [24] }, t } },
      { tensors: { z, t: { data: Array(8).fill('0'), shape: [2, 4], type: 'string' } } },
    ];
    expect(await device.run<string[]>('mistakes', { ...job, attempts })).toEqual([
      't must be a tensor.',
      'There is no input w; there are z, t.',
      't has the shape [2,3]: 3 along i, where there are 4 elsewhere.',
      'z has the shape [24], which has no place for the axes n, i, c.',
      't has the type string: pass float32, int32 or bool.',
    ]);
  });

  test('another backend is named', { timeout: 60_000 }, async () => {
    const { job } = prepared('compound', 'bce_dice');
    expect(await device.run<string[]>('otherBackend', job)).toEqual([
      "The backend of TensorFlow.js is cpu: `await tf.setBackend('webgpu')` before a loss is fused.",
      'bce_dice was fused for a webgpu backend that is not the current one.',
    ]);
  });

  test('a module that does not suit is refused', { timeout: 60_000 }, async () => {
    const { job, program } = prepared('compound', 'ce_dice');
    const refused = (code: string): Promise<unknown> => device.run('fused', { ...job, code });
    await expect(refused(compiled(program, 'ce_dice').wgsl.code)).rejects.toThrow(
      'ce_dice was compiled for z [n, c, i]; TensorFlow.js has classes last: compile it with `--layout last`.',
    );
    const rows = compiled(libraryFile('losses/panoptic.loss'), 'segment_hits').wgsl.code;
    await expect(refused(rows)).rejects.toThrow('is a tensor of losses; a scalar is needed to fuse it.');
  });
});

interface Counted {
  readonly buffers: number;
  readonly tensors: number;
  readonly read: number;
}
