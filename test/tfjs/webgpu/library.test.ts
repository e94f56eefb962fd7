/** Every loss and metric of the library on the webgpu backend of TensorFlow.js, against the oracle. */
import { afterAll, describe, expect, test } from 'vitest';
import { compiled, library, missing } from '../../wgsl/device.ts';
import { expectAgreement, jobOf, sample, startDevice, type Numbers } from './device.ts';

describe.skipIf(missing !== undefined)('on the webgpu backend', () => {
  const device = startDevice();
  afterAll(() => device.end());

  test.each(library())('$name', { timeout: 60_000 }, async ({ program, name }) => {
    const { tfjs, ...loss } = compiled(program, name);
    const data = sample(program, name);
    const { inputs } = tfjs.signature;
    const found = await device.run<Numbers>('module', {
      ...jobOf({ ...loss, tfjs }, inputs, data),
      code: tfjs.code,
    });
    expectAgreement(found, inputs, program, name, data);
  });
});
