/** One sweep of the plan in; the compute shader entry point that carries it out. */
import { topological, type Along, type Node, type Pick } from '../../graph/node.ts';
import { isCostly } from '../../schedule/cost.ts';
import { isLocal, registers, streamed, type Loop, type Output, type Plan } from '../../schedule/plan.ts';
import { Writer } from '../../text/writer.ts';
import { asFloat, asInteger, atom, binding, expression, wrap, type Code } from './expression.ts';
import { countOf, extentOf, flatIndex, outputKey, param, type ArrayPlace, type Symbols } from './memory.ts';
import type { Namer } from './namer.ts';
import { printLines, Scope, type Line } from './scope.ts';
import { isGoal, operandOf, reductionsBelow, rootOf, type Goal, type Stages, type Sweep } from './stages.ts';

/** Threads of a workgroup: what WebGPU grants without asking. */
export const workgroupSize = 256;
/** Positions that each thread keeps at a time where classes are added up. */
export const depth = 8;
/** Elements that a workgroup takes at a time. */
export const tileSize = workgroupSize * depth;
/** Numbers that are added up across a workgroup at once. */
export const columns = 8;

export interface Kernel {
  readonly name: string;
  readonly code: string;
  /** Names of the arrays that it reads and writes, `workspace` and `result` among them. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly sweep: Sweep | undefined;
  /** Reductions of which the partial results are written. */
  readonly produces: readonly Along[];
  readonly outputs: readonly Output[];
}

export interface KernelContext {
  readonly plan: Plan;
  readonly stages: Stages;
  readonly symbols: Symbols;
  readonly names: Namer;
}

/** Prints a sweep, the last scalars, or both. */
export function printKernel(
  name: string,
  sweep: Sweep | undefined,
  last: readonly Output[],
  context: KernelContext,
): Kernel {
  return new KernelPrinter(name, sweep, last, context).print();
}

/** A number that each thread has and that is wanted of the whole workgroup. */
interface Share {
  readonly operation: Operation;
  readonly value: string;
}

type Operation = 'sum' | 'prod' | 'max' | 'min';

const starts: Readonly<Record<Operation, string>> = {
  sum: '0.0',
  prod: '1.0',
  max: '-3.4028234e38',
  min: '3.4028234e38',
};

export const folds: Readonly<Record<Operation, string>> = {
  sum: 'foldSum',
  prod: 'foldProduct',
  max: 'foldMax',
  min: 'foldMin',
};

function operationOf(node: Along): Operation {
  if (node.name === 'sum' || node.name === 'prod' || node.name === 'max' || node.name === 'min')
    return node.name;
  throw new Error(`The WGSL backend cannot compute ${node.name} over ${node.over.join(', ')}.`);
}

/** `total += value;` */
export function combine(operation: Operation, target: string, value: string): string {
  if (operation === 'sum') return `${target} += ${value};`;
  if (operation === 'prod') return `${target} *= ${value};`;
  return `${target} = ${operation}(${target}, ${value});`;
}

class KernelPrinter {
  readonly #name: string;
  readonly #sweep: Sweep | undefined;
  readonly #last: readonly Output[];
  readonly #plan: Plan;
  readonly #stages: Stages;
  readonly #symbols: Symbols;
  readonly #names: Namer;
  readonly #reads = new Set<string>();
  readonly #writes = new Set<string>();
  readonly #uses: ReadonlyMap<Node, number>;
  readonly #foldGroups: ReadonlyMap<Along, readonly Along[]>;
  readonly #produced: Along[] = [];
  readonly #root = new Scope(undefined, true);

  constructor(name: string, sweep: Sweep | undefined, last: readonly Output[], context: KernelContext) {
    this.#name = name;
    this.#sweep = sweep;
    this.#last = last;
    this.#plan = context.plan;
    this.#stages = context.stages;
    this.#symbols = context.symbols;
    this.#names = context.names.inner();
    const loops = sweep?.nest.loops ?? [];
    this.#uses = countUses(
      [
        ...loops.flatMap((l) => l.sinks.flatMap((s) => (isGoal(s) ? [rootOf(s)] : []))),
        ...last.map((o) => o.node),
      ],
      (node) => node.op === 'along' && !isLocal(context.plan.roles, node),
    );
    this.#foldGroups = groupFolds(loops);
  }

  print(): Kernel {
    const root = this.#root;
    if (this.#sweep !== undefined) this.#sweepBody(root, this.#sweep);
    if (this.#last.length > 0) this.#lastBody(root);
    const writer = new Writer();
    writer.line(`@compute @workgroup_size(${workgroupSize})`);
    const parameters =
      '@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) thread: u32';
    writer.block(`fn ${this.#name}(${parameters}) {`, () => {
      const body = new Writer();
      printLines(root.lines, body);
      const text = body.toString();
      if (/\bgroup\b/.test(text)) writer.line('let group = i32(workgroup.x);');
      writer.line('let lane = i32(thread);').line(text.trimEnd());
    });
    return {
      name: this.#name,
      code: writer.toString(),
      reads: [...this.#reads],
      writes: [...this.#writes],
      sweep: this.#sweep,
      produces: this.#produced,
      outputs: [...this.#goals().flatMap((s) => (s.kind === 'output' ? [s.output] : [])), ...this.#last],
    };
  }

  #goals(): readonly Goal[] {
    return (this.#sweep?.nest.loops ?? []).flatMap((l) => l.sinks.filter(isGoal));
  }

  // --- sweeps ---------------------------------------------------------------------------------------------------

  #grid(what: 'Groups' | 'Parts' | 'Share'): string {
    return param(`${this.#name}${what}`);
  }

  #sweepBody(root: Scope, sweep: Sweep): void {
    for (const goal of this.#goals()) if (goal.kind === 'accumulate') this.#announce(goal.node, sweep);
    if (sweep.inner.length === 0) this.#threadPerRow(root, sweep);
    else this.#groupPerRow(root, sweep);
  }

  /** Tells the others where the partial results of a reduction are. */
  #announce(node: Along, sweep: Sweep): void {
    operationOf(node);
    const { roles } = this.#plan;
    this.#symbols.partials.set(node, {
      name: this.#reductionName(node),
      node,
      kernel: this.#name,
      rows: sweep.rows,
      kept: streamed(roles, node),
      registers: registers(roles, node),
    });
    this.#produced.push(node);
    this.#touch('workspace', true);
  }

  #reductionName(node: Along): string {
    const name = this.#symbols.reductions.get(node);
    if (name === undefined) throw new Error('Every complete reduction has a name.');
    return name;
  }

  #touch(name: string, write = false): void {
    (write ? this.#writes : this.#reads).add(name);
  }

  /** Rows one after the other; the threads of a workgroup share a part of the rest. */
  #groupPerRow(root: Scope, sweep: Sweep): void {
    const goals = this.#goals();
    const accumulated = goals.flatMap((g) => (g.kind === 'accumulate' ? [g.node] : []));
    const scalars = accumulated.filter((node) => this.#registers(node).length === 0);
    const byGroup = scalars.filter((node) => this.#kept(node).length === 0);
    const byRow = scalars.filter((node) => this.#kept(node).length > 0);
    const classes = accumulated.filter((node) => this.#registers(node).length > 0);
    const held = new Map<Along, string>();
    const start = (scope: Scope, nodes: readonly Along[]): void => {
      for (const node of nodes) held.set(node, this.#variable(scope, node, starts[operationOf(node)]));
    };
    start(root, byGroup);
    const first = classes.some((node) => this.#kept(node).length === 0)
      ? this.#names.take('fresh')
      : undefined;
    if (first !== undefined) root.line(`var ${first} = true;`);
    const hasRows = sweep.rows.length > 0;
    const row = hasRows ? new Scope(root, true) : root;
    if (hasRows) this.#bindFlat(row, sweep.rows, 'row');
    start(row, byRow);
    const part = hasRows ? `group % ${this.#grid('Parts')}` : 'group';
    const total = countOf(this.#symbols, sweep.inner);
    const [from, end] = [this.#names.take('start'), this.#names.take('end')];
    row.line(`let ${from} = (${part}) * ${this.#grid('Share')};`.replace('(group)', 'group'));
    row.line(`let ${end} = min(${from} + ${this.#grid('Share')}, ${total});`);
    if (accumulated.length === 0) this.#flatSweep(row, sweep, from, end);
    else this.#tiledSweep(row, sweep, { from, end, held, scalars, classes, first });
    this.#flush(row, byRow, held);
    if (hasRows)
      root.block(
        `for (var row = group / ${this.#grid('Parts')}; row < ${countOf(this.#symbols, sweep.rows)}; row += ${this.#grid('Groups')} / ${this.#grid('Parts')}) {`,
        row.lines,
      );
    this.#flush(root, byGroup, held);
  }

  /** Nothing is added up: every thread strides through the part. */
  #flatSweep(row: Scope, sweep: Sweep, from: string, end: string): void {
    const pixel = new Scope(row, false);
    const at = this.#names.take('k');
    this.#bindFlat(pixel, sweep.inner, at);
    this.#pixelGoals(pixel, this.#goals(), new Map());
    row.block(`for (var ${at} = ${from} + lane; ${at} < ${end}; ${at} += ${workgroupSize}) {`, pixel.lines);
  }

  #tiledSweep(row: Scope, sweep: Sweep, the: Tiling): void {
    const { from, end, held, scalars, classes } = the;
    const tile = new Scope(row, true);
    const tileAt = this.#names.take('tileStart');
    const inTile = new Map<Along, string>();
    for (const node of scalars)
      inTile.set(node, this.#variable(tile, node, starts[operationOf(node)], 'Here'));
    const steps = (body: Line[], v: string, at: string): void => {
      tile.lines.push({
        open: `for (var ${v} = 0; ${v} < ${depth}; ${v}++) {`,
        body: [
          `let ${at} = ${tileAt} + ${v} * ${workgroupSize} + lane;`,
          { open: `if (${at} < ${end}) {`, body },
        ],
      });
    };
    // Per pixel: everything but the sums that have a class axis, and what those will need again.
    const pixel = new Scope(tile, false);
    const [v, at] = [this.#names.take('turn'), this.#names.take('k')];
    this.#bindFlat(pixel, sweep.inner, at);
    const goals = this.#goals().filter((g) => g.kind !== 'accumulate' || !classes.includes(g.node));
    this.#pixelGoals(pixel, goals, inTile);
    const kept = this.#keepForClasses(tile, pixel, classes, v);
    if (pixel.lines.length > 0) steps(pixel.lines, v, at);
    for (const node of scalars)
      tile.line(combine(operationOf(node), held.get(node) ?? '', inTile.get(node) ?? ''));
    this.#classSums(tile, sweep, the, kept, tileAt);
    row.block(`for (var ${tileAt} = ${from}; ${tileAt} < ${end}; ${tileAt} += ${tileSize}) {`, tile.lines);
  }

  /** Values of a pixel that its sums over classes need, in an array with a place for each step. */
  #keepForClasses(
    tile: Scope,
    pixel: Scope,
    classes: readonly Along[],
    step: string,
  ): ReadonlyMap<Node, { readonly array: string; readonly type: Code['type'] }> {
    const wanted = new Set<Node>();
    const seen = new Set<Node>();
    const visit = (node: Node): void => {
      if (seen.has(node)) return;
      seen.add(node);
      const complete = node.op === 'along' && !isLocal(this.#plan.roles, node);
      if (complete || node.op === 'input') return;
      const perPixel = this.#isInner(node) && this.#registers(node).length === 0;
      if (perPixel && (node.op === 'along' || node.op === 'pick' || isCostly(node))) wanted.add(node);
      else node.args.forEach(visit);
    };
    classes.forEach((node) => visit(operandOf(node)));
    const kept = new Map<Node, { array: string; type: Code['type'] }>();
    const names: string[] = [];
    for (const node of topological([...wanted]).filter((n) => wanted.has(n))) {
      const code = this.#value(node, pixel);
      const array = this.#names.take(`${this.#hint(node)}Kept`);
      pixel.line(`${array}[${step}] = ${code.text};`);
      names.push(`var ${array}: array<${code.type}, ${depth}>;`);
      kept.set(node, { array, type: code.type });
    }
    tile.lines.unshift(...names);
    return kept;
  }

  /** Class by class, the threads add up over the pixels of the tile and then among each other. */
  #classSums(
    tile: Scope,
    sweep: Sweep,
    { end, classes, first, from }: Tiling,
    kept: ReadonlyMap<Node, { readonly array: string; readonly type: Code['type'] }>,
    tileAt: string,
  ): void {
    const sets = new Map<string, Along[]>();
    for (const node of classes) {
      const key = this.#registers(node).join();
      sets.set(key, [...(sets.get(key) ?? []), node]);
    }
    for (const nodes of sets.values()) {
      const axes = nodes[0] === undefined ? [] : this.#registers(nodes[0]);
      this.#overAxes(tile, axes, (scope) => {
        const sums = new Map(
          nodes.map((node) => [node, this.#variable(scope, node, starts[operationOf(node)], 'Here')]),
        );
        const pixel = new Scope(scope, false);
        const [v, at] = [this.#names.take('turn'), this.#names.take('k')];
        this.#bindFlat(pixel, sweep.inner, at);
        for (const [node, { array, type }] of kept) pixel.known.set(node, atom(`${array}[${v}]`, type));
        for (const node of nodes) this.#accumulateInto(sums.get(node) ?? '', node, pixel);
        scope.block(`for (var ${v} = 0; ${v} < ${depth}; ${v}++) {`, [
          `let ${at} = ${tileAt} + ${v} * ${workgroupSize} + lane;`,
          { open: `if (${at} < ${end}) {`, body: pixel.lines },
        ]);
        this.#together(
          scope,
          nodes.map((node) => ({ operation: operationOf(node), value: sums.get(node) ?? '' })),
          (totals) =>
            nodes.map((node, k) => {
              const place = this.#partialPlace(node, scope);
              const fresh = this.#kept(node).length === 0 ? (first ?? 'true') : `${tileAt} == ${from}`;
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

  /** Adds an operand, over the class axes that are reduced too. */
  #accumulateInto(target: string, node: Along, scope: Scope): void {
    const local = registers(this.#plan.roles, operandOf(node)).filter((axis) => node.over.includes(axis));
    this.#overAxes(scope, local, (inner) =>
      inner.line(combine(operationOf(node), target, this.#float(operandOf(node), inner))),
    );
  }

  /** Goals of one pixel: sums that a variable holds, and outputs. */
  #pixelGoals(pixel: Scope, goals: readonly Goal[], sums: ReadonlyMap<Along, string>): void {
    const loops = this.#sweep?.nest.loops ?? [];
    for (const loop of loops) {
      const here = loop.sinks.filter((s): s is Goal => isGoal(s) && goals.includes(s));
      if (here.length === 0) continue;
      this.#overAxes(pixel, loop.registers, (scope) => {
        for (const goal of here)
          if (goal.kind === 'output') this.#write(goal.output, scope);
          else
            scope.line(
              combine(
                operationOf(goal.node),
                sums.get(goal.node) ?? '',
                this.#float(operandOf(goal.node), scope),
              ),
            );
      });
    }
  }

  /** Every axis is a row: a thread for each position, whose reductions over rows are partial results by row. */
  #threadPerRow(root: Scope, sweep: Sweep): void {
    const goals = this.#goals();
    const accumulated = goals.flatMap((g) => (g.kind === 'accumulate' ? [g.node] : []));
    const isGlobal = (node: Along): boolean => this.#kept(node).length === 0;
    const held = new Map<Along, string>();
    const scalars = accumulated.filter((n) => isGlobal(n) && this.#registers(n).length === 0);
    for (const node of scalars) held.set(node, this.#variable(root, node, starts[operationOf(node)]));
    const rows = (body: readonly Line[], at: string, scope: Scope): void =>
      void scope.block(
        `for (var ${at} = group * ${workgroupSize} + lane; ${at} < ${countOf(this.#symbols, sweep.rows)}; ${at} += ${this.#grid('Groups')} * ${workgroupSize}) {`,
        body,
      );
    const row = new Scope(root, false);
    this.#bindFlat(row, sweep.rows, 'row');
    for (const loop of sweep.nest.loops) {
      const here = loop.sinks.filter((s): s is Goal => isGoal(s) && !this.#isClassSum(s));
      if (here.length === 0) continue;
      for (const goal of here) {
        if (goal.kind === 'output')
          this.#overAxes(row, loop.registers, (scope) => this.#write(goal.output, scope));
        else if (isGlobal(goal.node)) this.#accumulateInto(held.get(goal.node) ?? '', goal.node, row);
        else this.#rowResult(goal.node, row);
      }
    }
    if (row.lines.length > 0) rows(row.lines, 'row', root);
    this.#flush(root, scalars, held);
    for (const node of accumulated.filter((n) => isGlobal(n) && this.#registers(n).length > 0))
      this.#overAxes(root, this.#registers(node), (scope) => {
        const sum = this.#variable(scope, node, starts[operationOf(node)]);
        const inner = new Scope(scope, false);
        const at = this.#names.take('position');
        this.#bindFlat(inner, sweep.rows, at);
        this.#accumulateInto(sum, node, inner);
        rows(inner.lines, at, scope);
        this.#flush(scope, [node], new Map([[node, sum]]));
      });
  }

  #isClassSum(goal: Goal): boolean {
    return (
      goal.kind === 'accumulate' &&
      this.#kept(goal.node).length === 0 &&
      this.#registers(goal.node).length > 0
    );
  }

  /** The share of one row in a reduction over rows. */
  #rowResult(node: Along, row: Scope): void {
    this.#overAxes(row, this.#registers(node), (scope) => {
      const sum = this.#variable(scope, node, starts[operationOf(node)]);
      this.#accumulateInto(sum, node, scope);
      scope.line(`${this.#partialPlace(node, scope)} = ${sum};`);
    });
  }

  // --- the last scalars -----------------------------------------------------------------------------------------

  #lastBody(root: Scope): void {
    const own = new Scope(undefined, true);
    const scalars = this.#last.filter((o) => o.axes.length === 0);
    const writes: Line[] = [];
    for (const output of scalars) {
      const value = this.#float(output.node, own);
      writes.push(`result[${this.#symbols.scalars.indexOf(outputKey(output))}] = ${value};`);
      this.#touch('result', true);
    }
    if (writes.length > 0) own.block('if (lane == 0) {', writes);
    for (const output of this.#last.filter((o) => o.axes.length > 0)) this.#lastArray(output, own);
    if (this.#sweep === undefined) root.lines.push(...own.lines);
    else root.block('if (group == 0) {', own.lines);
  }

  /** A result per class: a thread for each. */
  #lastArray(output: Output, root: Scope): void {
    const at = this.#names.take('position');
    const scope = new Scope(root, false);
    this.#bindFlat(scope, output.axes, at);
    this.#write(output, scope);
    root.block(
      `for (var ${at} = lane; ${at} < ${countOf(this.#symbols, output.axes)}; ${at} += ${workgroupSize}) {`,
      scope.lines,
    );
  }

  // --- together -------------------------------------------------------------------------------------------------

  /** Adds up numbers across the workgroup, always in the same order; every thread can read the totals after. */
  #together(
    scope: Scope,
    shares: readonly Share[],
    use: (totals: readonly string[]) => readonly Line[],
  ): void {
    const byOperation = new Map<Operation, number[]>();
    shares.forEach(({ operation }, k) =>
      byOperation.set(operation, [...(byOperation.get(operation) ?? []), k]),
    );
    const lines: Line[][] = [];
    for (const [operation, members] of byOperation)
      for (let k = 0; k < members.length; k += columns) {
        const batch = members.slice(k, k + columns);
        batch.forEach((member, column) =>
          scope.line(
            `scratch[${column === 0 ? 'lane' : `${column * workgroupSize} + lane`}] = ${shares[member]?.value ?? ''};`,
          ),
        );
        scope.line(`${folds[operation]}(lane, ${batch.length});`);
        const totals = shares.map((_, member) => `totals[${batch.indexOf(member)}]`);
        const used = use(totals);
        for (const member of batch) {
          const line = used[member];
          if (line !== undefined) lines.push([line]);
        }
        scope.lines.push(...lines.splice(0).flat());
      }
  }

  #flush(scope: Scope, nodes: readonly Along[], held: ReadonlyMap<Along, string>): void {
    if (nodes.length === 0) return;
    this.#together(
      scope,
      nodes.map((node) => ({ operation: operationOf(node), value: held.get(node) ?? '' })),
      (totals) =>
        nodes.map((node, k) => ({
          open: 'if (lane == 0) {',
          body: [`${this.#partialPlace(node, scope)} = ${totals[k]};`],
        })),
    );
  }

  /** Where this workgroup, or this row, leaves its share of a reduction. */
  #partialPlace(node: Along, scope: Scope): string {
    const own = this.#symbols.partials.get(node);
    if (own === undefined) throw new Error('A reduction has a place for its partial results.');
    const slot = flatIndex(own.registers, this.#symbols, scope);
    const inner = this.#sweep?.inner ?? [];
    const row = scope.binder(own.rows[0] ?? '')?.runs[0]?.at ?? 'row';
    const parts = param(`${own.kernel}Parts`);
    const [entry, entries] =
      own.kept.length === 0
        ? ['group', param(`${own.kernel}Groups`)]
        : inner.length === 0
          ? [row, countOf(this.#symbols, own.rows)]
          : [`${row} * ${parts} + group % ${parts}`, `${countOf(this.#symbols, own.rows)} * ${parts}`];
    return `workspace[${placeText(param(`${own.name}At`), own.registers, slot, entries, entry)}]`;
  }

  // --- complete reductions --------------------------------------------------------------------------------------

  #kept = (node: Along): readonly string[] => streamed(this.#plan.roles, node);
  #registers = (node: Node): readonly string[] => registers(this.#plan.roles, node);

  /** The axes that are swept or looped over: those that were fused into another are gone. */
  #axes(node: Node): readonly string[] {
    const { streaming, register } = this.#plan.roles;
    return node.axes.filter((axis) => streaming.includes(axis) || register.includes(axis));
  }

  #isInner(node: Node): boolean {
    return (this.#sweep?.inner ?? []).some((axis) => node.axes.includes(axis));
  }

  /** A complete reduction: computed by the workgroup together where all of its threads want the same. */
  #reduction(node: Along, scope: Scope): Code {
    const kept = this.#kept(node);
    const shared = scope.home(kept);
    if (shared.together) {
      if (this.#registers(node).length > 0) return this.#resolved(node, scope, shared);
      if (!shared.known.has(node)) this.#totals(this.#alike(node, shared), shared);
      return shared.known.get(node) ?? atom('0.0');
    }
    const home = scope.home(this.#axes(node));
    return home.known.get(node) ?? this.#alone(node, home);
  }

  /** The other reductions that this part of the kernel reads and that the same loop can add up. */
  #alike(node: Along, shared: Scope): readonly Along[] {
    if (this.#stages.small.has(node)) return [node];
    const made = this.#symbols.partials.get(node);
    const wanted = reductionsBelow(
      this.#plan,
      shared.root() === this.#root ? this.#sweepRoots() : this.#lastRoots(),
    );
    return [...wanted].filter((other) => {
      const theirs = this.#symbols.partials.get(other);
      return (
        other === node ||
        (theirs !== undefined &&
          !this.#stages.small.has(other) &&
          !shared.known.has(other) &&
          theirs.kernel === made?.kernel &&
          theirs.kept.join() === made.kept.join() &&
          theirs.registers.join() === made.registers.join())
      );
    });
  }

  #sweepRoots = (): readonly Node[] => this.#goals().map(rootOf);
  #lastRoots = (): readonly Node[] => this.#last.map((o) => o.node);

  /** Each thread takes every 256th partial result of each, then the threads add up together. */
  #totals(nodes: readonly Along[], scope: Scope): void {
    const shares = nodes.map((node) => ({
      operation: operationOf(node),
      value: this.#variable(scope, node, starts[operationOf(node)], 'Share'),
    }));
    const j = this.#names.take('j');
    const inner = new Scope(scope, false);
    let count = '';
    nodes.forEach((node, k) => {
      const { operation, value } = shares[k] ?? { operation: 'sum', value: '' };
      const small = this.#stages.small.get(node);
      if (small === undefined) {
        const partials = this.#partialsOf(node, inner, j);
        inner.line(combine(operation, value, partials.place));
        count = partials.count;
      } else {
        this.#bindFlat(inner, small, j);
        this.#accumulateInto(value, node, inner);
        count = countOf(this.#symbols, small);
      }
    });
    scope.block(`for (var ${j} = lane; ${j} < ${count}; ${j} += ${workgroupSize}) {`, inner.lines);
    const names = nodes.map((node) => this.#names.take(this.#hint(node)));
    this.#together(scope, shares, (totals) => names.map((name, k) => `let ${name} = ${totals[k]};`));
    nodes.forEach((node, k) => scope.known.set(node, atom(names[k] ?? '')));
  }

  /** One number per class, left in the workspace for the threads of this workgroup. */
  #resolved(node: Along, scope: Scope, shared: Scope): Code {
    const axes = this.#registers(node);
    if (!shared.known.has(node)) this.#resolve(this.#alike(node, shared), axes, shared);
    const base = shared.known.get(node)?.text ?? '';
    return atom(`workspace[${base} + ${flatIndex(axes, this.#symbols, scope)}]`);
  }

  #resolve(nodes: readonly Along[], axes: readonly string[], shared: Scope): void {
    const places = nodes.map((node) => {
      const wish = `${this.#name}${capital(this.#reductionName(node))}`;
      const taken = this.#symbols.resolved.filter((r) => r.name.startsWith(wish)).length;
      const name = taken === 0 ? wish : `${wish}_${taken + 1}`;
      this.#symbols.resolved.push({ name, kernel: this.#name, registers: axes });
      const at = this.#names.take(`${this.#hint(node)}Place`);
      shared.line(`let ${at} = ${param(`${name}At`)} + group * ${product(axes, this.#symbols)};`);
      return at;
    });
    this.#touch('workspace', true);
    shared.line('storageBarrier();');
    this.#overAxes(shared, axes, (inner) => {
      this.#totals(nodes, inner);
      const slot = flatIndex(axes, this.#symbols, inner);
      inner.block(
        'if (lane == 0) {',
        nodes.map((node, k) => `workspace[${places[k]} + ${slot}] = ${inner.known.get(node)?.text};`),
      );
    });
    shared.line('storageBarrier();');
    nodes.forEach((node, k) => shared.known.set(node, atom(places[k] ?? '')));
  }

  /** One thread adds up the partial results by itself, in blocks. */
  #alone(node: Along, home: Scope): Code {
    if (this.#stages.small.has(node)) throw new Error('A small reduction keeps no swept axis.');
    const operation = operationOf(node);
    const name = this.#variable(home, node, starts[operation]);
    const block = this.#names.take('chunk');
    const j = this.#names.take('j');
    const inner = new Scope(home, false);
    const { count, place } = this.#partialsOf(node, inner, j);
    const some = this.#names.take('some');
    inner.line(combine(operation, some, place));
    const counted = this.#names.take('count');
    home.line(`let ${counted} = ${count};`);
    home.block(`for (var ${block} = 0; ${block} < ${counted}; ${block} += 32) {`, [
      `var ${some} = ${starts[operation]};`,
      {
        open: `for (var ${j} = ${block}; ${j} < min(${block} + 32, ${counted}); ${j}++) {`,
        body: inner.lines,
      },
      combine(operation, name, some),
    ]);
    const code = atom(name);
    home.known.set(node, code);
    return code;
  }

  /** How many partial results a reduction has here, and the place of the j-th. */
  #partialsOf(node: Along, scope: Scope, j: string): { readonly count: string; readonly place: string } {
    const made = this.#symbols.partials.get(node);
    const producer = this.#stages.producers.get(node);
    if (made === undefined || producer === undefined)
      throw new Error('A reduction is read after the sweep that makes it.');
    this.#touch('workspace');
    const slot = flatIndex(made.registers, this.#symbols, scope);
    const at = param(`${made.name}At`);
    if (made.kept.length === 0) {
      const groups = param(`${made.kernel}Groups`);
      return { count: groups, place: `workspace[${placeText(at, made.registers, slot, groups, j)}]` };
    }
    const rows = countOf(this.#symbols, made.rows);
    const hasParts = producer.inner.length > 0;
    const parts = param(`${made.kernel}Parts`);
    const gone = made.rows.filter((axis) => !made.kept.includes(axis));
    const over = new Scope(scope, false, scope.lines);
    const quotient = hasParts && gone.length > 0 ? `(${j} / ${parts})` : j;
    gone.forEach((axis, k) => {
      const below = countOf(this.#symbols, gone.slice(k + 1));
      const upper = k === gone.length - 1 ? quotient : `(${quotient} / (${below}))`;
      over.bind(axis, k === 0 ? upper : `(${upper} % ${extentOf(this.#symbols, axis)})`);
    });
    const row = flatIndex(made.rows, this.#symbols, over);
    const part = gone.length === 0 ? j : `${j} % ${parts}`;
    const entry = hasParts ? `${/^\w+$/.test(row) ? row : `(${row})`} * ${parts} + ${part}` : row;
    const entries = hasParts ? `${rows} * ${parts}` : rows;
    const lost = countOf(this.#symbols, gone);
    const count = !hasParts ? lost : gone.length === 0 ? parts : `${lost} * ${parts}`;
    return { count, place: `workspace[${placeText(at, made.registers, slot, entries, entry)}]` };
  }

  // --- loops ----------------------------------------------------------------------------------------------------

  /** Writes what `body` writes inside loops over register axes. */
  #overAxes(scope: Scope, axes: readonly string[], body: (inner: Scope) => void): void {
    const [axis, ...rest] = axes;
    if (axis === undefined) {
      body(scope);
      return;
    }
    const inner = new Scope(scope, scope.together);
    const at = this.#names.take(this.#symbols.coordinates.get(axis) ?? axis);
    inner.bind(axis, at);
    this.#overAxes(inner, rest, body);
    scope.block(`for (var ${at} = 0; ${at} < ${extentOf(this.#symbols, axis)}; ${at}++) {`, inner.lines);
  }

  /** Coordinates of several axes that are counted by one variable, each computed where it is needed first. */
  #bindFlat(scope: Scope, axes: readonly string[], at: string): void {
    scope.runs.push({ axes, at });
    axes.forEach((axis, k) => {
      if (axes.length === 1) {
        scope.bind(axis, at);
        return;
      }
      scope.bind(axis, () => {
        const name = this.#names.take(this.#symbols.coordinates.get(axis) ?? axis);
        const below = axes.slice(k + 1);
        const upper =
          below.length === 0
            ? at
            : `${at} / ${below.length === 1 ? '' : '('}${countOf(this.#symbols, below)}${below.length === 1 ? '' : ')'}`;
        scope.line(
          `let ${name} = ${k === 0 ? upper : `${below.length === 0 ? upper : `(${upper})`} % ${extentOf(this.#symbols, axis)}`};`,
        );
        return name;
      });
    });
  }

  #variable(scope: Scope, node: Node, start: string, suffix = ''): string {
    const name = this.#names.take(`${this.#hint(node)}${suffix}`);
    scope.line(`var ${name} = ${start};`);
    return name;
  }

  #hint(node: Node): string {
    const hint = this.#symbols.hints.get(node);
    if (hint !== undefined) return hint;
    if (node.op === 'along')
      return isLocal(this.#plan.roles, node) ? foldName(node) : this.#reductionName(node);
    if (node.op === 'apply') return variableNames[node.name] ?? camel(node.name);
    if (node.op === 'input') return `${node.name}Here`;
    return node.op === 'pick' ? 'picked' : 'part';
  }

  // --- values ---------------------------------------------------------------------------------------------------

  #float(node: Node, scope: Scope): string {
    return asFloat(this.#value(node, scope)).text;
  }

  /** A name in scope, or the expression; what is used again, or changes less often than the scope, gets a name. */
  #value(node: Node, scope: Scope): Code {
    if (node.args.length === 0 && node.op !== 'input') return this.#leaf(node, scope);
    if (node.op === 'along' && !isLocal(this.#plan.roles, node)) return this.#reduction(node, scope);
    const home = scope.home(this.#axes(node));
    const known = home.known.get(node);
    if (known !== undefined) return known;
    if (node.op === 'along') return this.#fold(node, home);
    const code = this.#compute(node, home);
    const again = (this.#uses.get(node) ?? 0) > 1;
    const outside = home !== scope && node.op !== 'input';
    const trivial = node.op === 'apply' && node.name === 'group' && code.binding === binding.atom;
    if ((!again && !outside) || trivial || /^[\w.]+$/.test(code.text)) return code;
    const name = this.#names.take(this.#hint(node));
    home.line(`let ${name} = ${code.text};`);
    const named = atom(name, code.type);
    home.known.set(node, named);
    return named;
  }

  #leaf(node: Node, scope: Scope): Code {
    switch (node.op) {
      case 'hyperparameter':
        return atom(param(this.#symbols.hyperparameters.get(node.name) ?? node.name));
      case 'size':
        return atom(param(this.#symbols.sizes.get(node.axis) ?? node.axis), 'i32');
      case 'position':
        return atom(scope.coordinate(node.axis), 'i32');
      default:
        return expression(node, () => atom('0.0'));
    }
  }

  #compute(node: Node, home: Scope): Code {
    if (node.op === 'input') return this.#load(node, home);
    if (node.op === 'pick') return this.#gather(node, home);
    return expression(node, (arg) => this.#value(arg, home));
  }

  #load(node: Node & { op: 'input' }, scope: Scope): Code {
    const place = this.#symbols.inputs.get(node.name);
    if (place === undefined) throw new Error(`There is no array for ${node.name}.`);
    this.#touch(place.name);
    return loadElement(place, flatIndex(place.axes, this.#symbols, scope));
  }

  /** An element at a computed class, 0 where the index is no class. */
  #gather(node: Pick, home: Scope): Code {
    const [x, index] = node.args;
    if (x === undefined || index === undefined) throw new Error('A pick has two arguments.');
    const at = asInteger(this.#value(index, home));
    const size = extentOf(this.#symbols, node.axis);
    const certain = index.op === 'along' && index.name === 'argmax';
    const place = this.#names.take('place');
    home.line(`let ${place} = ${certain ? at.text : `clamp(${at.text}, 0, ${size} - 1)`};`);
    const there = new Scope(home, false, home.lines);
    there.bind(node.axis, place);
    const code = asFloat(this.#value(x, there));
    if (certain) return code;
    return atom(`select(0.0, ${code.text}, ${place} == ${wrap(at, binding.sum)})`);
  }

  // --- reductions over register axes ----------------------------------------------------------------------------

  #fold(node: Along, home: Scope): Code {
    if (node.name === 'cumsum' || node.name === 'reverse_cumsum') return this.#scan(node, home);
    const free = this.#registers(node).length > 0;
    const group = free ? [node] : (this.#foldGroups.get(node) ?? [node]);
    const open = group.filter((n) => n === node || (!home.known.has(n) && home.home(this.#axes(n)) === home));
    const names = new Map(open.map((n) => [n, this.#startFold(n, home)]));
    this.#overAxes(home, node.over, (inner) => this.#foldLines(open, names, inner));
    for (const [n, { value }] of names) home.known.set(n, atom(value, n.name === 'argmax' ? 'i32' : 'f32'));
    return home.known.get(node) ?? atom('0.0');
  }

  #startFold(node: Along, home: Scope): FoldNames {
    if (node.name !== 'argmax')
      return { value: this.#variable(home, node, starts[operationOf(node)]), best: '' };
    const best = this.#names.take('best');
    home.line(`var ${best} = ${starts.max};`);
    return { value: this.#variable(home, node, '0'), best };
  }

  #foldLines(nodes: readonly Along[], names: ReadonlyMap<Along, FoldNames>, scope: Scope): void {
    for (const node of nodes) {
      const { value = '', best = '' } = names.get(node) ?? {};
      const operand = this.#value(operandOf(node), scope);
      if (node.name !== 'argmax') {
        scope.line(combine(operationOf(node), value, asFloat(operand).text));
        continue;
      }
      const position = node.over.reduce(
        (flat, axis) =>
          flat === ''
            ? scope.coordinate(axis)
            : `(${flat}) * ${extentOf(this.#symbols, axis)} + ${scope.coordinate(axis)}`,
        '',
      );
      const candidate = this.#names.take('candidate');
      scope.line(`let ${candidate} = ${asFloat(operand).text};`);
      scope.block(`if (${candidate} > ${best}) {`, [`${best} = ${candidate};`, `${value} = ${position};`]);
    }
  }

  /** A running sum, added up anew for each position: register axes are short. */
  #scan(node: Along, home: Scope): Code {
    const [axis = ''] = node.over;
    const sum = this.#variable(home, node, starts.sum);
    const inner = new Scope(home, false);
    const at = this.#names.take(this.#symbols.coordinates.get(axis) ?? axis);
    const here = home.coordinate(axis);
    inner.bind(axis, at);
    inner.line(`${sum} += ${this.#float(operandOf(node), inner)};`);
    const head =
      node.name === 'cumsum'
        ? `for (var ${at} = 0; ${at} <= ${here}; ${at}++) {`
        : `for (var ${at} = ${here}; ${at} < ${extentOf(this.#symbols, axis)}; ${at}++) {`;
    home.block(head, inner.lines);
    const code = atom(sum);
    home.known.set(node, code);
    return code;
  }

  #write(output: Output, scope: Scope): void {
    const place = this.#symbols.outputs.get(outputKey(output));
    const value = this.#float(output.node, scope);
    if (place === undefined) {
      this.#touch('result', true);
      scope.line(`result[${this.#symbols.scalars.indexOf(outputKey(output))}] = ${value};`);
      return;
    }
    this.#touch(place.name, true);
    scope.line(`${place.name}[${flatIndex(place.axes, this.#symbols, scope)}] = ${value};`);
  }
}

interface FoldNames {
  readonly value: string;
  readonly best: string;
}

interface Tiling {
  readonly from: string;
  readonly end: string;
  readonly held: ReadonlyMap<Along, string>;
  readonly scalars: readonly Along[];
  readonly classes: readonly Along[];
  /** A variable that tells whether this workgroup has written nothing yet. */
  readonly first: string | undefined;
}

/** Folds that one loop can compute. */
function groupFolds(loops: readonly Loop[]): ReadonlyMap<Along, readonly Along[]> {
  const groups = new Map<Along, readonly Along[]>();
  for (const loop of loops) {
    const folds_ = loop.sinks.flatMap((s) => (s.kind === 'fold' ? [s.node] : []));
    for (const node of folds_)
      groups.set(
        node,
        folds_.filter((n) => n.over.join() === node.over.join() && n.axes.join() === node.axes.join()),
      );
  }
  return groups;
}

/** How often each value is used by others or as a goal. */
function countUses(roots: readonly Node[], complete: (node: Node) => boolean): ReadonlyMap<Node, number> {
  const uses = new Map<Node, number>();
  const visit = (node: Node): void => {
    const count = uses.get(node) ?? 0;
    uses.set(node, count + 1);
    if (count > 0 || complete(node)) return;
    // A base that is written several times, as in x * x, counts as often.
    const twice = (k: number): boolean =>
      node.op === 'multiply' && Math.abs(node.exponents[k] ?? 1) > 1 && Number.isInteger(node.exponents[k]);
    node.args.forEach((arg, k) => {
      visit(arg);
      if (twice(k)) visit(arg);
    });
  };
  roots.forEach(visit);
  return uses;
}

function loadElement({ name, element, whole }: ArrayPlace, index: string): Code {
  switch (element) {
    case 'f32':
      return whole ? atom(`i32(${name}[${index}])`, 'i32') : atom(`${name}[${index}]`);
    case 'u32':
      return atom(`bitcast<i32>(${name}[${index}])`, 'i32');
    case 'u8': {
      const at = /^\w+$/.test(index) ? index : `(${index})`;
      return atom(`i32(extractBits(${name}[${at} / 4], 8 * u32(${at} % 4), 8u))`, 'i32');
    }
  }
}

/** `at + slot * entries + entry`, where there is more than one slot. */
function placeText(
  at: string,
  registers_: readonly string[],
  slot: string,
  entries: string,
  entry: string,
): string {
  if (registers_.length === 0) return `${at} + ${entry}`;
  const factor = /^[\w.]+$/.test(entries) ? entries : `(${entries})`;
  return `${at} + ${/^[\w.]+$/.test(slot) ? slot : `(${slot})`} * ${factor} + ${entry}`;
}

const product = (axes: readonly string[], symbols: Symbols): string =>
  axes.length === 1 ? countOf(symbols, axes) : `(${countOf(symbols, axes)})`;

function combined(operation: Operation, a: string, b: string): string {
  if (operation === 'sum') return `${a} + ${b}`;
  return operation === 'prod' ? `${a} * ${b}` : `${operation}(${a}, ${b})`;
}

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const variableNames: Readonly<Record<string, string>> = {
  group: 'factor',
  select: 'chosen',
  and: 'both',
  or: 'either',
  not: 'without',
  at_least: 'above',
  at_most: 'below',
  less: 'isLess',
  less_equal: 'isLess',
  equal: 'isHit',
  not_equal: 'differs',
  difference: 'shifted',
  exp: 'exponential_',
};

const foldName = (node: Along): string =>
  node.name === 'max' ? 'largest' : node.name === 'argmax' ? 'top' : node.name;
