/** One sweep of the plan, the last scalars, or both in; the compute shader entry point that carries them out. */
import type { Along } from '../../graph/node.ts';
import type { Output } from '../../schedule/plan.ts';
import { Writer } from '../../text/writer.ts';
import type { KernelContext } from './frame.ts';
import { countOf, outputKey, param } from './memory.ts';
import { workgroupSize } from './operations.ts';
import { printLines, Scope, type Line } from './scope.ts';
import type { Sweep } from './stages.ts';
import { SweepPrinter } from './sweep.ts';

export interface Kernel {
  readonly name: string;
  readonly code: string;
  /** Names of the arrays that it reads and writes, `workspace` and `result` among them. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Those that are read or written at every position, whichever part of the work a dispatch does. */
  readonly whole: readonly string[];
  readonly sweep: Sweep | undefined;
  /** Reductions of which the partial results are written. */
  readonly produces: readonly Along[];
  readonly outputs: readonly Output[];
  /** Those of them that are computed once, at the end. */
  readonly last: readonly Output[];
  /** The same with four neighbours at a time. */
  readonly quads?: string;
}

/** The entry point that does the same with four neighbours at a time. */
export const quadEntry = (name: string): string => `${name}Quads`;

/** Prints a sweep, the last scalars, or both; with `fours`, four neighbours at a time. */
export function printKernel(
  name: string,
  sweep: Sweep | undefined,
  last: readonly Output[],
  context: KernelContext,
  fours = false,
): Kernel {
  return new KernelPrinter(name, sweep, last, context, fours).print();
}

class KernelPrinter extends SweepPrinter {
  print(): Kernel {
    const root = this.root;
    if (this.sweep !== undefined) this.sweepBody(root, this.sweep);
    if (this.last.length > 0) this.wholly(() => this.lastBody(root));
    const writer = new Writer();
    writer.line(`@compute @workgroup_size(${workgroupSize})`);
    const parameters =
      '@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) thread: u32';
    writer.block(`fn ${this.fours ? quadEntry(this.name) : this.name}(${parameters}) {`, () => {
      const body = new Writer();
      printLines(root.lines, body);
      const text = body.toString();
      if (/\bgroup\b/.test(text)) writer.line(`let group = i32(workgroup.x) + ${param('firstGroup')};`);
      writer.line('let lane = i32(thread);').line(text.trimEnd());
    });
    return {
      name: this.name,
      code: writer.toString(),
      reads: [...this.reads],
      writes: [...this.writes],
      whole: [...this.whole],
      sweep: this.sweep,
      produces: this.produced,
      outputs: [...this.goals().flatMap((s) => (s.kind === 'output' ? [s.output] : [])), ...this.last],
      last: this.last,
    };
  }

  protected lastBody(root: Scope): void {
    const own = new Scope(undefined, true);
    const scalars = this.last.filter((o) => o.axes.length === 0);
    const writes: Line[] = [];
    for (const output of scalars) {
      const value = this.float(output.node, own);
      writes.push(`result[${this.symbols.scalars.indexOf(outputKey(output))}] = ${value};`);
      this.touch('result', true);
    }
    if (writes.length > 0) own.block('if (lane == 0) {', writes);
    for (const output of this.last.filter((o) => o.axes.length > 0)) this.lastArray(output, own);
    if (this.sweep === undefined) root.lines.push(...own.lines);
    else root.block('if (group == 0) {', own.lines);
  }

  /** A result per class: a thread for each. */
  protected lastArray(output: Output, root: Scope): void {
    const at = this.names.take('position');
    const scope = new Scope(root, false);
    this.bindFlat(scope, output.axes, at);
    this.write(output, scope);
    root.block(
      `for (var ${at} = lane; ${at} < ${countOf(this.symbols, output.axes)}; ${at} += ${workgroupSize}) {`,
      scope.lines,
    );
  }
}
