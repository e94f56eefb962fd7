/** A compiled loss in; what lists say of it, as plain data that a thread can hand over, out. */
import type { Target } from '../backends/targets.ts';
import type { CompiledLoss, Cost } from '../compile.ts';
import { codeSize } from './artifacts.ts';
import type { DeclaredLoss } from './losses.ts';

export interface About {
  readonly file: string;
  readonly topic: string;
  readonly name: string;
  readonly kind: 'loss' | 'metric';
  readonly cost: Cost;
  /** Bytes of code, by backend. */
  readonly sizes: readonly (readonly [Target, number])[];
}

export const aboutLoss = (
  { source }: DeclaredLoss,
  compiled: CompiledLoss,
  backends: readonly Target[],
): About => ({
  file: source.path,
  topic: source.topic,
  name: compiled.signature.name,
  kind: compiled.signature.kind,
  cost: compiled.cost,
  sizes: backends.map((backend) => [backend, codeSize(compiled, backend)] as const),
});
