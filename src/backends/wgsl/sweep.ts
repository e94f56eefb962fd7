/** One sweep of the plan in; the loops over its rows, tiles and pixels out. */
import { topological, type Along, type Node } from '../../graph/node.ts';
import { isCostly } from '../../schedule/cost.ts';
import { operandOf, isLocal } from '../../schedule/plan.ts';
import { atom, typeText, type Code } from './code.ts';
import { countOf } from './memory.ts';
import {
  acrossFour,
  combine,
  combined,
  depth,
  operationOf,
  starts,
  tileSize,
  workgroupSize,
} from './operations.ts';
import { PixelPrinter } from './pixel.ts';
import { Scope, type Line } from './scope.ts';
import { isGoal, type Goal, type Sweep } from './stages.ts';

export abstract class SweepPrinter extends PixelPrinter {
  protected sweepBody(root: Scope, sweep: Sweep): void {
    for (const goal of this.goals()) if (goal.kind === 'accumulate') this.announce(goal.node, sweep);
    if (sweep.inner.length === 0) this.threadPerRow(root, sweep);
    else this.groupPerRow(root, sweep);
  }

  /** Rows one after the other; the threads of a workgroup share a part of the rest. */
  protected groupPerRow(root: Scope, sweep: Sweep): void {
    const goals = this.goals();
    const accumulated = goals.flatMap((g) => (g.kind === 'accumulate' ? [g.node] : []));
    const scalars = accumulated.filter((node) => this.registers(node).length === 0);
    const byGroup = scalars.filter((node) => this.kept(node).length === 0);
    const byRow = scalars.filter((node) => this.kept(node).length > 0);
    const classes = accumulated.filter((node) => this.registers(node).length > 0);
    const held = new Map<Along, string>();
    const start = (scope: Scope, nodes: readonly Along[]): void => {
      for (const node of nodes) held.set(node, this.variable(scope, node, starts[operationOf(node)]));
    };
    start(root, byGroup);
    const first = classes.some((node) => this.kept(node).length === 0) ? this.names.take('fresh') : undefined;
    if (first !== undefined) root.line(`var ${first} = true;`);
    const hasRows = sweep.rows.length > 0;
    const [firstRow, endRow] = [this.names.take('firstRow'), this.names.take('endRow')];
    if (hasRows) {
      root.line(`let ${firstRow} = group / ${this.grid('Parts')} * ${this.grid('Rows')};`);
      root.line(
        `let ${endRow} = min(${firstRow} + ${this.grid('Rows')}, ${countOf(this.symbols, sweep.rows)});`,
      );
    }
    const row = hasRows ? new Scope(root, true) : root;
    if (hasRows) this.bindFlat(row, sweep.rows, 'row');
    start(row, byRow);
    const part = hasRows ? `group % ${this.grid('Parts')}` : 'group';
    const total = countOf(this.symbols, sweep.inner);
    const [from, end] = [this.names.take('start'), this.names.take('end')];
    row.line(`let ${from} = (${part}) * ${this.grid('Share')};`.replace('(group)', 'group'));
    row.line(`let ${end} = min(${from} + ${this.grid('Share')}, ${total});`);
    if (accumulated.length === 0) this.flatSweep(row, sweep, from, end);
    else this.tiledSweep(row, sweep, { from, end, held, scalars, classes, first });
    this.flush(row, byRow, held);
    if (hasRows) root.block(`for (var row = ${firstRow}; row < ${endRow}; row++) {`, row.lines);
    this.flush(root, byGroup, held);
  }

  /** Nothing is added up: every thread strides through the part. */
  protected flatSweep(row: Scope, sweep: Sweep, from: string, end: string): void {
    const at = this.names.take('k');
    const pixel = this.pixelScope(row, sweep, at);
    this.pixelGoals(pixel, this.goals(), new Map());
    const [offset, step] = this.fours ? ['4 * lane', 4 * workgroupSize] : ['lane', workgroupSize];
    row.block(`for (var ${at} = ${from} + ${offset}; ${at} < ${end}; ${at} += ${step}) {`, pixel.lines);
  }

  protected tiledSweep(row: Scope, sweep: Sweep, the: Tiling): void {
    const { from, end, held, scalars, classes } = the;
    const tile = new Scope(row, true);
    const tileAt = this.names.take('tileStart');
    const inTile = new Map<Along, string>();
    for (const node of scalars)
      inTile.set(node, this.variable(tile, node, starts[operationOf(node)], 'Here', this.fours));
    // Per pixel: everything but the sums that have a class axis, and what those will need again.
    const [v, at] = [this.names.take('turn'), this.names.take('k')];
    const goals = this.goals().filter((g) => g.kind !== 'accumulate' || !classes.includes(g.node));
    const pixel = this.pixelScope(tile, sweep, at);
    this.pixelGoals(pixel, goals, inTile);
    const kept = this.keepForClasses(tile, pixel, classes, v);
    if (pixel.lines.length > 0) this.turns(tile, v, at, { tileAt, end }, pixel.lines);
    for (const node of scalars)
      tile.line(combine(operationOf(node), held.get(node) ?? '', this.asOne(node, inTile)));
    this.classSums(tile, sweep, the, kept, tileAt);
    row.block(`for (var ${tileAt} = ${from}; ${tileAt} < ${end}; ${tileAt} += ${tileSize}) {`, tile.lines);
  }

  /** The positions of a tile that are a thread's, one after the other or four at a time. */
  protected turns(
    scope: Scope,
    turn: string,
    at: string,
    { tileAt, end }: { readonly tileAt: string; readonly end: string },
    body: readonly Line[],
  ): void {
    const each = this.fours ? 4 : 1;
    scope.block(`for (var ${turn} = 0; ${turn} < ${depth / each}; ${turn}++) {`, [
      `let ${at} = ${tileAt} + ${turn} * ${each * workgroupSize} + ${each === 1 ? '' : `${each} * `}lane;`,
      { open: `if (${at} < ${end}) {`, body },
    ]);
  }

  /** What a thread has added up in a tile, as one number. */
  protected asOne(node: Along, sums: ReadonlyMap<Along, string>): string {
    const name = sums.get(node) ?? '';
    return this.fours ? acrossFour(operationOf(node), name) : name;
  }

  /** Values of a pixel that its sums over classes need, in an array with a place for each step. */
  protected keepForClasses(tile: Scope, pixel: Scope, classes: readonly Along[], step: string): Kept {
    const wanted = new Set<Node>();
    const seen = new Set<Node>();
    const visit = (node: Node): void => {
      if (seen.has(node)) return;
      seen.add(node);
      const complete = node.op === 'along' && !isLocal(this.plan.roles, node);
      if (complete || node.op === 'input') return;
      const perPixel = this.isInner(node) && this.registers(node).length === 0;
      if (perPixel && (node.op === 'along' || node.op === 'pick' || isCostly(node))) wanted.add(node);
      else node.args.forEach(visit);
    };
    classes.forEach((node) => visit(operandOf(node)));
    const kept = new Map<Node, { array: string; code: Code }>();
    const names: string[] = [];
    for (const node of topological([...wanted]).filter((n) => wanted.has(n))) {
      const code = this.value(node, pixel);
      const array = this.names.take(`${this.hint(node)}Kept`);
      pixel.line(`${array}[${step}] = ${code.text};`);
      names.push(`var ${array}: array<${typeText(code)}, ${depth / (this.fours ? 4 : 1)}>;`);
      kept.set(node, { array, code });
    }
    tile.lines.unshift(...names);
    return kept;
  }

  /** Class by class, the threads add up over the pixels of the tile and then among each other. */
  protected classSums(
    tile: Scope,
    sweep: Sweep,
    { end, classes, first, from }: Tiling,
    kept: Kept,
    tileAt: string,
  ): void {
    const sets = new Map<string, Along[]>();
    for (const node of classes) {
      const key = this.registers(node).join();
      sets.set(key, [...(sets.get(key) ?? []), node]);
    }
    for (const nodes of sets.values()) {
      const axes = nodes[0] === undefined ? [] : this.registers(nodes[0]);
      this.overAxes(tile, axes, (scope) => {
        const sums = new Map(
          nodes.map((node) => [
            node,
            this.variable(scope, node, starts[operationOf(node)], 'Here', this.fours),
          ]),
        );
        const [v, at] = [this.names.take('turn'), this.names.take('k')];
        const pixel = this.pixelScope(scope, sweep, at);
        for (const [node, { array, code }] of kept) pixel.known.set(node, atom(`${array}[${v}]`, code));
        for (const node of nodes) this.accumulateInto(sums.get(node) ?? '', node, pixel);
        this.turns(scope, v, at, { tileAt, end }, pixel.lines);
        this.together(
          scope,
          nodes.map((node) => ({ operation: operationOf(node), value: this.asOne(node, sums) })),
          (totals) =>
            nodes.map((node, k) => {
              const place = this.partialPlace(node, scope);
              const fresh = this.kept(node).length === 0 ? (first ?? 'true') : `${tileAt} == ${from}`;
              const operation = operationOf(node);
              return {
                open: 'if (lane == 0) {',
                body: [
                  `let before = select(${place}, ${starts[operation]}, ${fresh});`,
                  `${place} = ${combined(operation, 'before', totals[k] ?? '')};`,
                ],
              };
            }),
        );
      });
    }
    if (first !== undefined) tile.line(`${first} = false;`);
  }

  /** Every axis is a row: a thread for each position, whose reductions over rows are partial results by row. */
  protected threadPerRow(root: Scope, sweep: Sweep): void {
    const goals = this.goals();
    const accumulated = goals.flatMap((g) => (g.kind === 'accumulate' ? [g.node] : []));
    const isGlobal = (node: Along): boolean => this.kept(node).length === 0;
    const held = new Map<Along, string>();
    const scalars = accumulated.filter((n) => isGlobal(n) && this.registers(n).length === 0);
    for (const node of scalars) held.set(node, this.variable(root, node, starts[operationOf(node)]));
    const [from, end] = [this.names.take('start'), this.names.take('end')];
    root.line(`let ${from} = group * ${this.grid('Share')};`);
    root.line(`let ${end} = min(${from} + ${this.grid('Share')}, ${countOf(this.symbols, sweep.rows)});`);
    const rows = (body: readonly Line[], at: string, scope: Scope): void =>
      void scope.block(`for (var ${at} = ${from} + lane; ${at} < ${end}; ${at} += ${workgroupSize}) {`, body);
    const row = new Scope(root, false);
    this.bindFlat(row, sweep.rows, 'row');
    for (const loop of sweep.nest.loops) {
      const here = loop.sinks.filter((s): s is Goal => isGoal(s) && !this.isClassSum(s));
      if (here.length === 0) continue;
      for (const goal of here) {
        if (goal.kind === 'output')
          this.overAxes(row, loop.registers, (scope) => this.write(goal.output, scope));
        else if (isGlobal(goal.node)) this.accumulateInto(held.get(goal.node) ?? '', goal.node, row);
        else this.rowResult(goal.node, row);
      }
    }
    if (row.lines.length > 0) rows(row.lines, 'row', root);
    this.flush(root, scalars, held);
    for (const node of accumulated.filter((n) => isGlobal(n) && this.registers(n).length > 0))
      this.overAxes(root, this.registers(node), (scope) => {
        const sum = this.variable(scope, node, starts[operationOf(node)]);
        const inner = new Scope(scope, false);
        const at = this.names.take('position');
        this.bindFlat(inner, sweep.rows, at);
        this.accumulateInto(sum, node, inner);
        rows(inner.lines, at, scope);
        this.flush(scope, [node], new Map([[node, sum]]));
      });
  }

  protected isClassSum(goal: Goal): boolean {
    return (
      goal.kind === 'accumulate' && this.kept(goal.node).length === 0 && this.registers(goal.node).length > 0
    );
  }

  /** The share of one row in a reduction over rows. */
  protected rowResult(node: Along, row: Scope): void {
    this.overAxes(row, this.registers(node), (scope) => {
      const sum = this.variable(scope, node, starts[operationOf(node)]);
      this.accumulateInto(sum, node, scope);
      scope.line(`${this.partialPlace(node, scope)} = ${sum};`);
    });
  }
}

/** Arrays of what sums over classes need again, by value. */
type Kept = ReadonlyMap<Node, { readonly array: string; readonly code: Code }>;

interface Tiling {
  readonly from: string;
  readonly end: string;
  readonly held: ReadonlyMap<Along, string>;
  readonly scalars: readonly Along[];
  readonly classes: readonly Along[];
  /** A variable that tells whether this workgroup has written nothing yet. */
  readonly first: string | undefined;
}
