/** A WebGPU device, or an error that says what is in the way and what helps. */
export async function openDevice() {
  if (!globalThis.isSecureContext)
    throw new Error(
      'Browsers offer WebGPU to secure pages only: open this one by https, or from http://localhost.',
    );
  if (navigator.gpu === undefined)
    throw new Error(
      'This browser has no WebGPU. Chrome and Edge have it from version 113 on, Safari from 26 on, Firefox from 141 on ' +
        'Windows; on Linux it may have to be switched on at chrome://flags/#enable-unsafe-webgpu.',
    );
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null)
    throw new Error(
      'This browser has WebGPU, but no graphics card that it would use for it. A newer graphics driver often helps; ' +
        'chrome://gpu says more.',
    );
  return adapter.requestDevice();
}
