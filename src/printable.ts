/** A compiled loss in; whether the backends can print it out. What they print when first asked for is printed here. */
import { TooManyBuffers } from './backends/wgsl/limits.ts';
import type { Target } from './backends/targets.ts';
import type { CompiledLoss } from './compile.ts';
import type { Declaration } from './syntax/tree.ts';
import { diagnostic, type Report } from './text/diagnostic.ts';

export function isPrintable(
  compiled: CompiledLoss,
  { name }: Pick<Declaration, 'name'>,
  backends: readonly Target[],
  report: Report,
): boolean {
  try {
    for (const backend of backends) void compiled[backend];
    return true;
  } catch (error) {
    if (!(error instanceof TooManyBuffers)) throw error;
    const { arrays, most } = error;
    const remedy =
      'Split the loss into a sum of smaller ones, or build it without WebGPU: `--backend js --backend tfjs`.';
    const holes = { name: name.text, count: arrays.length, arrays: arrays.join(', '), most };
    report(diagnostic('buffers-too-many', name.span, holes, { remedy }));
    return false;
  }
}
