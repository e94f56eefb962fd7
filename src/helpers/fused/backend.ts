/**
 * The webgpu backend of TensorFlow.js 4, through its public members: the buffers of tensors, and a place for other
 * commands behind those that it has recorded.
 */
import type { FusedTensor, FusedTf } from './types.ts';

export interface Backend {
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  readonly tensorMap: { get(dataId: object): { readonly dtype: string; readonly resource?: unknown } };
  makeTensorInfo(shape: number[], dtype: 'float32'): FusedTensor;
  uploadToGPU(dataId: object): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

const members = [
  'device',
  'queue',
  'tensorMap',
  'makeTensorInfo',
  'uploadToGPU',
  'ensureCommandEncoderReady',
  'endComputePassEncoder',
  'submitQueue',
];

const isBackend = (backend: object): backend is Backend => members.every((member) => member in backend);

/** The current backend, which has to be the webgpu one. */
export function currentBackend<T extends FusedTensor>(tf: FusedTf<T>): Backend {
  const backend = tf.backend();
  if (isBackend(backend)) return backend;
  const name = tf.getBackend();
  if (name !== 'webgpu')
    throw new Error(
      `The backend of TensorFlow.js is ${name}: \`await tf.setBackend('webgpu')\` before a loss is fused.`,
    );
  const missing = members.filter((member) => !(member in backend));
  throw new Error(
    `This webgpu backend has no ${missing.join(', ')}: losses are fused with TensorFlow.js 4 (tried with 4.22).`,
  );
}

/** The buffer in which a tensor lies, or in which it is to lie. */
export function bufferOf(backend: Backend, name: string, { dataId }: FusedTensor): GPUBuffer {
  backend.uploadToGPU(dataId);
  const { resource } = backend.tensorMap.get(dataId);
  if (isBuffer(resource)) return resource;
  throw new Error(`${name} lies in a texture, not in a buffer: pass a copy, such as tf.add(${name}, 0).`);
}

const isBuffer = (resource: unknown): resource is GPUBuffer =>
  typeof resource === 'object' && resource !== null && 'mapState' in resource;

/** Submits what TensorFlow.js has recorded, and commands of ours behind it. */
export function submitBehind(backend: Backend, record: (encoder: GPUCommandEncoder) => void): void {
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
  const encoder = backend.device.createCommandEncoder();
  record(encoder);
  backend.queue.submit([encoder.finish()]);
}
