/** A generated loss and data in; value and gradients out, computed by the emitted kernels in some arithmetic. */
import type { CompiledLoss } from '../../../src/compile.ts';
import type { Data } from '../../../src/verify/oracle/data.ts';
import type { Arithmetic } from './arithmetic.ts';
import { translate } from './translate.ts';

export interface Computed<T> {
  readonly value: readonly T[];
  readonly gradients: ReadonlyMap<string, readonly T[]>;
}

type Thread = Generator<void, void, void>;
/** A kernel in which nobody waits for anybody is done when it returns. */
type Entry = (workgroup: { readonly x: number }, thread: number) => Thread | undefined;

/** What the host module records: which kernel, over which buffers, in how many workgroups. */
interface Recorded {
  readonly kernel: string;
  readonly groups: number;
}

/** Bytes of a buffer of the device that only pretends. */
interface Memory {
  readonly label: string;
  readonly size: number;
  readonly usage: number;
}

/** Is told which array has which name, and when a workgroup begins. */
export interface Watch {
  arrays(byName: Readonly<Record<string, object>>): void;
  workgroup(): void;
}

export interface MachineOptions {
  readonly gradientScale?: number;
  readonly watch?: Watch;
}

/** Runs the host module on a device that keeps a record, and the record on the machine. */
export async function compute<T>(
  loss: CompiledLoss,
  data: Data,
  arithmetic: Arithmetic<T>,
  { gradientScale, watch }: MachineOptions = {},
): Promise<Computed<T>> {
  const { signature, wgsl } = loss;
  const url = `data:text/javascript;base64,${Buffer.from(wgsl.code).toString('base64')}`;
  const host: HostModule = await import(url);
  const gradient = signature.kind === 'loss';
  const device = new PretendedDevice();
  const made = await host.load(device, [gradient ? 'valueAndGrad' : 'value']);
  const count = (axes: readonly string[]): number => axes.reduce((n, axis) => n * (data.axes[axis] ?? 1), 1);
  const buffer = (label: string, axes: readonly string[]): Memory => ({
    label,
    size: 4 * count(axes),
    usage: 0x8c,
  });
  const entries = (names: readonly (readonly [string, readonly string[]])[]) =>
    Object.fromEntries(names.map(([name, axes]) => [name, buffer(name, axes)]));
  const differentiable = signature.inputs.filter((i) => i.differentiable);
  const prepare = made[gradient ? 'valueAndGrad' : 'value'];
  if (prepare === undefined) throw new Error('The module evaluates what it was asked to load.');
  const recording = prepare({
    sizes: data.axes,
    ...(gradientScale === undefined ? {} : { gradientScale }),
    params: data.parameters,
    inputs: entries(signature.inputs.map((i) => [i.name, i.axes])),
    gradients: gradient ? entries(differentiable.map((i) => [i.name, i.axes])) : {},
    terms: entries(signature.terms.filter((t) => t.axes.length > 0).map((t) => [t.name, t.axes])),
    ...(signature.result.length === 0
      ? {}
      : { value: buffer('value', signature.result), upstream: buffer('upstream', signature.result) }),
  });
  recording.record(device.pass);
  return new Machine(loss, data, arithmetic, device, watch).run();
}

interface HostModule {
  load(
    device: unknown,
    evaluations: readonly string[],
  ): Promise<Record<string, (given: object) => { record(pass: unknown): void }>>;
}

class PretendedDevice {
  readonly features = new Set(['shader-f16']);
  readonly limits = {
    maxStorageBuffersPerShaderStage: 8,
    minStorageBufferOffsetAlignment: 256,
    maxStorageBufferBindingSize: 2 ** 27,
  };
  readonly recorded: Recorded[] = [];
  uniform = new ArrayBuffer(0);
  workspace = 0;
  #pipeline = '';
  readonly queue = {
    writeBuffer: (_: unknown, __: number, bytes: ArrayBuffer) => void (this.uniform = bytes),
  };
  readonly pass = {
    setPipeline: (kernel: string) => void (this.#pipeline = kernel),
    setBindGroup: () => undefined,
    dispatchWorkgroups: (groups: number) => void this.recorded.push({ kernel: this.#pipeline, groups }),
  };
  createShaderModule = () => ({});
  createBindGroupLayout = () => ({});
  createPipelineLayout = () => ({});
  createBindGroup = () => ({});
  createComputePipelineAsync = async ({ compute: { entryPoint } }: { compute: { entryPoint: string } }) =>
    entryPoint;
  createComputePipeline = ({ compute: { entryPoint } }: { compute: { entryPoint: string } }) => entryPoint;
  createBuffer({ label, size, usage }: Memory): Memory {
    if (label.endsWith('workspace')) this.workspace = size / 4;
    return { label, size, usage };
  }
}

class Machine<T> {
  readonly #loss: CompiledLoss;
  readonly #data: Data;
  readonly #arithmetic: Arithmetic<T>;
  readonly #device: PretendedDevice;
  readonly #arrays: Record<string, T[] | number[]> = {};
  readonly #watch: Watch | undefined;

  constructor(
    loss: CompiledLoss,
    data: Data,
    arithmetic: Arithmetic<T>,
    device: PretendedDevice,
    watch: Watch | undefined,
  ) {
    this.#watch = watch;
    [this.#loss, this.#data, this.#arithmetic, this.#device] = [loss, data, arithmetic, device];
  }

  run(): Computed<T> {
    const { js, uniforms, arrays } = translate(this.#loss.wgsl.shader);
    const [words, floats] = [new Int32Array(this.#device.uniform), new Float32Array(this.#device.uniform)];
    const params = Object.fromEntries(
      uniforms.map(({ name, type }, k) => [
        name,
        type === 'f32' ? this.#arithmetic.constant(floats[k] ?? 0) : (words[k] ?? 0),
      ]),
    );
    for (const { name, space, length } of arrays) this.#arrays[name] = this.#array(name, space, length);
    this.#watch?.arrays(this.#arrays);
    const entries: Readonly<Record<string, Entry>> = new Function('A', 'M', 'P', js)(
      this.#arithmetic,
      this.#arrays,
      params,
    );
    for (const { kernel, groups } of this.#device.recorded) {
      const entry = entries[kernel];
      if (entry === undefined) throw new Error(`There is no kernel ${kernel}.`);
      for (let group = 0; group < groups; group++) this.#workgroup(entry, group);
    }
    return this.#results();
  }

  #array(name: string, space: string, length: number | undefined): T[] | number[] {
    const zero = this.#arithmetic.constant(0);
    if (length !== undefined) return Array<T>(length).fill(zero);
    const { inputs, result } = this.#loss.signature;
    const count = (axes: readonly string[]): number =>
      axes.reduce((n, axis) => n * (this.#data.axes[axis] ?? 1), 1);
    const input = inputs.find((i) => i.name === name);
    if (input !== undefined) {
      const values = Array.from(this.#data.inputs[name]?.data ?? []);
      return input.kind === 'label' || input.kind === 'index'
        ? values
        : values.map((x) => this.#arithmetic.constant(x));
    }
    if (name === 'upstream') return Array<T>(count(result)).fill(this.#arithmetic.constant(1));
    if (space === 'storage' && name === 'workspace') return Array<T>(this.#device.workspace).fill(zero);
    const of = inputs.find((i) => name === `d_${i.name}`);
    return Array<T>(of === undefined ? Math.max(64, count(result)) : count(of.axes)).fill(zero);
  }

  /** All threads up to the next barrier, again and again. */
  #workgroup(entry: Entry, group: number): void {
    this.#watch?.workgroup();
    let threads = Array.from({ length: 256 }, (_, thread) => entry({ x: group }, thread) ?? []).flat();
    while (threads.length > 0) {
      const waiting = threads.filter((thread) => thread.next().done !== true);
      if (waiting.length > 0 && waiting.length < threads.length)
        throw new Error('Some threads of a workgroup do not come to a barrier.');
      threads = waiting;
    }
  }

  #results(): Computed<T> {
    const { inputs, result } = this.#loss.signature;
    const read = (name: string): readonly T[] =>
      (this.#arrays[name] ?? []).map((x) => (typeof x === 'number' ? this.#own(x) : x));
    const gradients = inputs.flatMap((i): [string, readonly T[]][] =>
      i.differentiable ? [[i.name, read(`d_${i.name}`)]] : [],
    );
    const count = result.reduce((n, axis) => n * (this.#data.axes[axis] ?? 1), 1);
    const value = read(result.length === 0 ? 'result' : 'valueOut').slice(0, count);
    return { value, gradients: new Map(gradients) };
  }

  /** A number as the arithmetic holds it: only where numbers are what it holds. */
  #own(x: number): T {
    const held = this.#arithmetic.constant(0);
    return typeof held === 'number' ? (x as T & number) : this.#arithmetic.constant(x);
  }
}
