/** A signature and its dispatches in; the members of the uniform buffer, and how the host computes them, out. */
import type { Field, Symbols } from './memory.ts';
import type { Dispatches } from './dispatches.ts';
import type { WgslInput } from './shader.ts';

const quoted = (name: string): string => JSON.stringify(name);

/** The members that the code uses. */
export function fieldsOf(
  { signature, extents }: Pick<WgslInput, 'signature' | 'extents'>,
  symbols: Symbols,
  all: readonly Dispatches[],
  code: string,
): readonly Field[] {
  const { sizes, extents: extentNames, hyperparameters } = symbols;
  const fields = new Map<string, Field>();
  const put = (name: string, type: Field['type'], host: string): void =>
    void fields.set(name, { name, type, host });
  for (const axis of signature.axes) put(sizes.get(axis) ?? axis, 'i32', `sizes[${quoted(axis)}]`);
  for (const [axis, behind] of extents)
    if (behind.length !== 1)
      put(extentNames.get(axis) ?? axis, 'i32', behind.map((b) => `sizes[${quoted(b)}]`).join(' * '));
  for (const h of signature.hyperparameters)
    put(hyperparameters.get(h.name) ?? h.name, 'f32', `values[${quoted(h.name)}]`);
  for (const { kernels, partials, resolved } of all) {
    for (const { name } of kernels)
      for (const what of ['Groups', 'Parts', 'Share', 'Rows'] as const)
        put(`${name}${what}`, 'i32', `grids[${quoted(name)}]?.${what.toLowerCase()} ?? 0`);
    for (const { name } of [...partials, ...resolved])
      put(`${name}At`, 'i32', `places[${quoted(name)}] ?? 0`);
  }
  for (const { name, first } of [...symbols.inputs.values(), ...symbols.outputs.values()])
    if (first !== undefined) put(first, 'i32', `window.firsts[${quoted(name)}] ?? 0`);
  put('gradientScale', 'f32', 'values.gradientScale');
  put('firstGroup', 'i32', 'window.firstGroup');
  const used = new Set([...code.matchAll(/params\.([\p{L}\p{N}_]+)/gu)].map(([, name]) => name));
  return [...fields.values()].filter((f) => used.has(f.name));
}
