/** What a sweep is for in; the code of one position, or of four neighbours, out. */
import type { Along } from '../../graph/node.ts';
import { operationOf } from './operations.ts';
import { ReductionPrinter } from './reductions.ts';
import { Scope } from './scope.ts';
import { isGoal, type Goal, type Sweep } from './stages.ts';

export abstract class PixelPrinter extends ReductionPrinter {
  /** Position `at`, or that and the three after it. */
  protected pixelScope(outside: Scope, sweep: Sweep, at: string): Scope {
    const pixel = new Scope(outside, false);
    this.bindFlat(pixel, sweep.inner, at, this.fours);
    return pixel;
  }

  /** Goals of one pixel: sums that a variable holds, and outputs. */
  protected pixelGoals(pixel: Scope, goals: readonly Goal[], sums: ReadonlyMap<Along, string>): void {
    const loops = this.sweep?.nest.loops ?? [];
    for (const loop of loops) {
      const here = loop.sinks.filter((s): s is Goal => isGoal(s) && goals.includes(s));
      if (here.length === 0) continue;
      this.overAxes(pixel, loop.registers, (scope) => {
        for (const goal of here)
          if (goal.kind === 'output') this.write(goal.output, scope);
          else this.accumulate(operationOf(goal.node), sums.get(goal.node) ?? '', goal.node, scope);
      });
    }
  }
}
