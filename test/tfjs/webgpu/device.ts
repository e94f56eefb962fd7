/** The webgpu backend of TensorFlow.js in a process of its own, on a software driver; and data for it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { expect } from 'vitest';
import { findWebGpu } from '../../../src/cli/webgpu/driver.ts';
import type { CompiledLoss, InputSignature } from '../../../src/compile.ts';
import type { Program } from '../../../src/syntax/program.ts';
import { Random } from '../../../src/verify/random.ts';
import { Sampler, typical } from '../../../src/verify/sample.ts';
import { inSingle } from '../../../src/verify/single.ts';
import { gradient } from '../../../src/verify/oracle/gradient.ts';
import type { Data } from '../../../src/verify/oracle/data.ts';
import { arrange } from '../../../src/verify/oracle/tensor.ts';

export interface Numbers {
  readonly value: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly leaked: number;
}

export interface Device {
  run<Result>(kind: string, job: object): Promise<Result>;
  /** Ends the process. */
  end(): void;
}

export function startDevice(): Device {
  const child = start();
  const waiting = new Map<number, (answer: { result?: never; error?: string }) => void>();
  child.on('message', (answer: { id: number; result?: never; error?: string }) =>
    waiting.get(answer.id)?.(answer),
  );
  return {
    run: (kind, job) =>
      new Promise((settle, fail) => {
        const id = waiting.size;
        waiting.set(id, ({ result, error }) =>
          result === undefined ? fail(new Error(error ?? 'No answer.')) : settle(result),
        );
        child.send({ id, kind, job });
      }),
    end: () => void child.disconnect(),
  };
}

function start(): ChildProcess {
  const { module, environment } = findWebGpu();
  return spawn(process.execPath, [join('test', 'tfjs', 'webgpu', 'child.mjs')], {
    env: {
      ...process.env,
      ...environment,
      WEBGPU_MODULE: module,
      WEBGPU_FROM: join(process.cwd(), 'test.js'),
    },
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
}

/** `fuse` as a module of its own. */
export function fuseCode(): string {
  const { outputFiles } = buildSync({
    entryPoints: ['src/helpers/fused/fuse.ts'],
    bundle: true,
    format: 'esm',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** Everyday data that float32 can hold. */
export const sample = (program: Program, name: string): Data =>
  inSingle(program, name, new Sampler(program, name, new Random(5)).data(typical));

const sizesOf = (data: Data, axes: readonly string[]): number[] => axes.map((axis) => data.axes[axis] ?? 1);

const inLayout = (
  data: Data,
  from: readonly string[],
  to: readonly string[],
  values: ArrayLike<number>,
): readonly number[] =>
  arrange(
    { axes: from, sizes: sizesOf(data, from), data: Array.from(values) },
    { axes: to, sizes: sizesOf(data, to) },
  ).data;

interface TensorData {
  readonly data: readonly number[];
  readonly shape: number[];
  readonly type: 'float32' | 'int32';
}

/** Tensors as a module expects them. Labels come as floats, as from a data set, or as integers. */
export function tensorsOf(
  inputs: readonly InputSignature[],
  data: Data,
  labels: 'int32' | 'float32' = 'float32',
): Readonly<Record<string, TensorData>> {
  return Object.fromEntries(
    inputs.map(({ name, axes, layout, kind }) => [
      name,
      {
        data: inLayout(data, axes, layout, data.inputs[name]?.data ?? []),
        shape: sizesOf(data, layout),
        type: kind === 'index' ? 'int32' : kind === 'label' ? labels : 'float32',
      },
    ]),
  );
}

export function jobOf(
  { tfjs }: CompiledLoss,
  inputs: readonly InputSignature[],
  data: Data,
  labels: 'int32' | 'float32' = 'float32',
): object {
  return {
    call: tfjs.call,
    params: data.parameters,
    options: { ...(tfjs.signature.result.length > 0 ? {} : { reduction: 'mean' }), sizes: data.axes },
    inputs: tensorsOf(inputs, data, labels),
    wanted: inputs.filter((i) => i.differentiable).map((i) => i.name),
  };
}

/** Value and gradients are those of the oracle, and no tensor is left behind. */
export function expectAgreement(
  found: Numbers,
  inputs: readonly InputSignature[],
  program: Program,
  name: string,
  data: Data,
): void {
  const { value, gradients } = gradient(program, name, data);
  expectClose(found.value, Array.from(value.data));
  inputs
    .filter((i) => i.differentiable)
    .forEach(({ name: input, axes, layout }, k) =>
      expectClose(found.gradients[k] ?? [], inLayout(data, axes, layout, gradients[input] ?? [])),
    );
  expect(found.leaked).toBe(0);
}

/** Of the largest element, or of 1e-6 where all are smaller. */
const tolerance = 1e-4;

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  const scale = Math.max(...expected.map(Math.abs), 1e-6);
  expect(actual.length).toBe(expected.length);
  const apart = actual.map((x, k) => Math.abs(x - (expected[k] ?? NaN)) / scale);
  for (const distance of apart) expect(distance).toBeLessThan(tolerance);
}
