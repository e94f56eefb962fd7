/** Kernels and arrays in; the bindings of their bind group out, and what replaces an array that takes two of them. */
import type { AxisRoles } from '../../schedule/axes.ts';
import { inHalves } from './access.ts';
import type { Kernel } from './kernel.ts';
import type { Symbols } from './memory.ts';

/** A binding of the only bind group. */
export interface Binding {
  readonly name: string;
  readonly kind: 'uniform' | 'read-only-storage' | 'storage';
}

/** By array: the functions that read or write its elements, and what replaces them where it takes two bindings. */
export type Halves = ReadonlyMap<string, { readonly one: string; readonly two: string }>;

export function bindingsOf(kernels: readonly Kernel[], { inputs, outputs }: Symbols): readonly Binding[] {
  const used = (name: string): boolean =>
    kernels.some((k) => k.reads.includes(name) || k.writes.includes(name));
  const places = (kind: Binding['kind'], names: readonly string[]): readonly Binding[] =>
    names.filter(used).map((name) => ({ name, kind }));
  return [
    { name: 'params', kind: 'uniform' },
    ...places('storage', ['workspace', 'result']),
    ...places(
      'read-only-storage',
      [...inputs.values()].map((p) => p.name),
    ),
    ...places(
      'storage',
      [...outputs.values()].map((p) => p.name),
    ),
  ];
}

/** Arrays with class planes: one position needs elements that are far apart. */
export function halvesOf(
  code: string,
  bindings: readonly Binding[],
  { inputs, outputs }: Symbols,
  { register, streaming }: AxisRoles,
): Halves {
  const halves = new Map<string, { readonly one: string; readonly two: string }>();
  const written = new Set([...outputs.values()]);
  for (const place of [...inputs.values(), ...written]) {
    const planes = place.axes.findIndex((axis) => register.includes(axis));
    const number = bindings.findIndex(({ name }) => name === place.name);
    const isApart = planes !== -1 && place.axes.slice(planes).some((axis) => streaming.includes(axis));
    const texts =
      isApart && number !== -1 && inHalves(place, written.has(place), code, bindings.length + number);
    if (texts) halves.set(place.name, texts);
  }
  return halves;
}
