/** What a sweep is for in; the code of one position, or of four neighbours, out. */
import { operandOf } from '../../schedule/plan.ts';
import type { Along } from '../../graph/node.ts';
import type { Four } from './frame.ts';
import { flatIndex } from './memory.ts';
import { combine, operationOf } from './operations.ts';
import { ReductionPrinter } from './reductions.ts';
import { Scope, type Line } from './scope.ts';
import { isGoal, type Goal, type Sweep } from './stages.ts';

export abstract class PixelPrinter extends ReductionPrinter {
  /** What is done at position `at`, or at that and the three after it. */
  protected pixelBody(
    outside: Scope,
    sweep: Sweep,
    at: string,
    print: (pixel: Scope) => void,
  ): readonly Line[] {
    const around = new Scope(outside, false);
    this.bindFlat(around, sweep.inner, at);
    if (!this.fours) {
      print(around);
      return around.lines;
    }
    const pixel = new Scope(around, false);
    const component = this.names.take('q');
    this.bindFlat(pixel, sweep.inner, `(${at} + ${component})`);
    const four: Four = {
      axis: sweep.inner.at(-1) ?? '',
      around,
      component,
      read: new Map(),
      written: new Map(),
    };
    this.four = four;
    print(pixel);
    this.four = undefined;
    for (const name of four.written.values()) around.line(`var ${name}: vec4<f32>;`);
    around.block(`for (var ${component} = 0; ${component} < 4; ${component}++) {`, pixel.lines);
    for (const [place, name] of four.written)
      around.line(`${place.functions.four}(${flatIndex(place.axes, this.symbols, around)}, ${name});`);
    return around.lines;
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
          else
            scope.line(
              combine(
                operationOf(goal.node),
                sums.get(goal.node) ?? '',
                this.float(operandOf(goal.node), scope),
              ),
            );
      });
    }
  }
}
