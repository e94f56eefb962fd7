/** Every loss and metric of the library on the webgpu backend of TensorFlow.js, against the oracle. */
import { afterAll, beforeAll, describe, test } from 'vitest';
import { compiled, library, missing } from '../../wgsl/device.ts';
import { expectAgreement, jobOf, sample, startDevice, type Device, type Numbers } from './device.ts';

describe.skipIf(missing !== undefined)('on the webgpu backend', () => {
  // A skipped suite is collected too: the process starts where there is something to run.
  let device: Device;
  beforeAll(() => {
    device = startDevice();
  });
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
