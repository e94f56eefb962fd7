/** A compiled loss in; what the verification calls out: the generated code of one backend on sampled data. */
import type { Target } from '../backends/targets.ts';
import type { CompiledLoss } from '../compile.ts';
import { arrange } from '../verify/oracle/tensor.ts';
import type { Candidate, VerifyOptions } from '../verify/verify.ts';
import { loadJs } from './jsModule.ts';

/** How the code of each backend is run. */
export const candidates: {
  readonly [T in Target]: (compiled: CompiledLoss) => Promise<Candidate>;
} = { js: jsCandidate, wgsl: wgslCandidate, tfjs: tfjsCandidate };

/** How exactly each backend computes: what `verify` holds it to. */
export const precision: { readonly [T in Target]: VerifyOptions } = {
  js: {},
  wgsl: { single: true, tolerance: 2e-5, edgeTolerance: 1e-4, differencesTolerance: 1e-3 },
  tfjs: { single: true, tolerance: 5e-5, edgeTolerance: 1e-3, differencesTolerance: 1e-3 },
};

/** The order of the axes in memory, and back. */
const reordering = (axes: Readonly<Record<string, number>>) => {
  const sizesOf = (names: readonly string[]) => names.map((axis) => axes[axis] ?? 1);
  return (values: ArrayLike<number>, from: readonly string[], to: readonly string[]) =>
    arrange({ axes: from, sizes: sizesOf(from), data: Array.from(values) }, { axes: to, sizes: sizesOf(to) })
      .data;
};

async function wgslCandidate(compiled: CompiledLoss): Promise<Candidate> {
  const { signature } = compiled;
  const { loadWgsl } = await import('./wgslModule.ts');
  const { findWebGpu } = await import('./webgpu/driver.ts');
  // Not every sample is to say that it cannot be run.
  findWebGpu();
  const call = loadWgsl(compiled);
  return async ({ inputs, parameters, axes }) => {
    const reorder = reordering(axes);
    const arrays = new Map(
      signature.inputs.map((i) => [i.name, reorder(inputs[i.name]?.data ?? [], i.axes, i.layout)] as const),
    );
    const free = signature.hyperparameters.filter((h) => !h.pinned).map((h) => h.name);
    const params = Object.fromEntries(Object.entries(parameters).filter(([name]) => free.includes(name)));
    const outcome = await call({ inputs: arrays, sizes: axes, params, gradient: true });
    const gradients = [...outcome.gradients].map(([name, values]) => {
      const input = signature.inputs.find((each) => each.name === name);
      return [name, input === undefined ? values : reorder(values, input.layout, input.axes)];
    });
    return { value: outcome.value, axes: signature.result, gradients: Object.fromEntries(gradients) };
  };
}

async function tfjsCandidate({ tfjs }: CompiledLoss): Promise<Candidate> {
  const { signature } = tfjs;
  const { loadTfjs } = await import('./tfjsModule.ts');
  const { call } = await loadTfjs({ tfjs });
  return ({ inputs, parameters, axes }) => {
    const reorder = reordering(axes);
    const arrays = new Map(
      signature.inputs.map((i) => [i.name, reorder(inputs[i.name]?.data ?? [], i.axes, i.layout)] as const),
    );
    const free = signature.hyperparameters.filter((h) => !h.pinned).map((h) => h.name);
    const params = Object.fromEntries(Object.entries(parameters).filter(([name]) => free.includes(name)));
    const outcome = call({ inputs: arrays, sizes: axes, params, gradient: true });
    const gradients = [...outcome.gradients].map(([name, values]) => {
      const input = signature.inputs.find((each) => each.name === name);
      return [name, input === undefined ? values : reorder(values, input.layout, input.axes)];
    });
    return { value: outcome.value, axes: signature.result, gradients: Object.fromEntries(gradients) };
  };
}

async function jsCandidate(compiled: CompiledLoss): Promise<Candidate> {
  const { signature } = compiled;
  const call = await loadJs(compiled);
  return ({ inputs, parameters, axes }) => {
    const sizesOf = (names: readonly string[]) => names.map((axis) => axes[axis] ?? 1);
    const reorder = (values: ArrayLike<number>, from: readonly string[], to: readonly string[]) =>
      arrange(
        { axes: from, sizes: sizesOf(from), data: Array.from(values) },
        { axes: to, sizes: sizesOf(to) },
      ).data;
    const arrays = signature.inputs.map(
      ({ name, axes: declared, layout }) =>
        [name, reorder(inputs[name]?.data ?? [], declared, layout)] as const,
    );
    const pinned = new Set(signature.hyperparameters.flatMap((h) => (h.pinned ? [h.name] : [])));
    const params = Object.fromEntries(Object.entries(parameters).filter(([name]) => !pinned.has(name)));
    const outcome = call({ inputs: new Map(arrays), sizes: axes, params, f64: true, gradient: true });
    const gradients = [...outcome.gradients].map(([name, values]) => {
      const input = signature.inputs.find((each) => each.name === name);
      return [name, input === undefined ? values : reorder(values, input.layout, input.axes)];
    });
    return { value: outcome.value, axes: signature.result, gradients: Object.fromEntries(gradients) };
  };
}
