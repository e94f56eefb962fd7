/** A compiled loss in; what the verification calls out: the generated code of one backend on sampled data. */
import type { CompiledLoss, Target } from '../compile.ts';
import { arrange } from '../verify/oracle/tensor.ts';
import type { Candidate } from '../verify/verify.ts';
import { loadJs } from './jsModule.ts';

/** How the code of each backend is run. */
export const candidates: {
  readonly [T in Target]: (compiled: CompiledLoss) => Promise<Candidate>;
} = { js: jsCandidate };

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
