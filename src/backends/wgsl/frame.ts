/**
 * What printing a kernel takes throughout: the names it uses, the arrays it touches, loops, and numbers that the
 * threads of a workgroup add up together.
 */
import type { Along, Node } from '../../graph/node.ts';
import { rootOf, isLocal, registers, streamed, type Output, type Plan } from '../../schedule/plan.ts';
import { columns, folds, workgroupSize, type Operation } from './operations.ts';
import { typeText, type Code } from './code.ts';
import { countOf, extentOf, param, type Symbols } from './memory.ts';
import type { Namer } from './namer.ts';
import { Scope, type Line } from './scope.ts';
import { isGoal, type Goal, type Stages, type Sweep } from './stages.ts';
import { countUses, groupFolds } from './uses.ts';
import { valueWish } from './wishes.ts';

export interface KernelContext {
  readonly plan: Plan;
  readonly stages: Stages;
  readonly symbols: Symbols;
  readonly names: Namer;
}

/** A number that each thread has and that is wanted of the whole workgroup. */
export interface Share {
  readonly operation: Operation;
  readonly value: string;
}

export abstract class KernelFrame {
  protected readonly name: string;
  /** Whether each thread takes four neighbours at a time. */
  protected readonly fours: boolean;
  protected readonly sweep: Sweep | undefined;
  protected readonly last: readonly Output[];
  protected readonly plan: Plan;
  protected readonly stages: Stages;
  protected readonly symbols: Symbols;
  protected readonly names: Namer;
  protected readonly reads = new Set<string>();
  protected readonly writes = new Set<string>();
  /** Arrays of which a dispatch touches more than its part. */
  protected readonly whole = new Set<string>();
  #wholly = false;
  protected readonly uses: ReadonlyMap<Node, number>;
  protected readonly foldGroups: ReadonlyMap<Along, readonly Along[]>;
  protected readonly produced: Along[] = [];
  protected readonly root = new Scope(undefined, true);

  constructor(
    name: string,
    sweep: Sweep | undefined,
    last: readonly Output[],
    context: KernelContext,
    fours: boolean,
  ) {
    this.name = name;
    this.fours = fours;
    this.sweep = sweep;
    this.last = last;
    this.plan = context.plan;
    this.stages = context.stages;
    this.symbols = context.symbols;
    this.names = context.names.inner();
    const loops = sweep?.nest.loops ?? [];
    this.uses = countUses(
      [
        ...loops.flatMap((l) => l.sinks.flatMap((s) => (isGoal(s) ? [rootOf(s)] : []))),
        ...last.map((o) => o.node),
      ],
      (node) => node.op === 'along' && !isLocal(context.plan.roles, node),
    );
    this.foldGroups = groupFolds(loops);
  }

  protected hint(node: Node): string {
    const hint = this.symbols.hints.get(node);
    if (hint !== undefined) return hint;
    if (node.op === 'along' && !isLocal(this.plan.roles, node)) return this.reductionName(node);
    return valueWish(node);
  }

  protected reductionName(node: Along): string {
    const name = this.symbols.reductions.get(node);
    if (name === undefined) throw new Error('Every complete reduction has a name.');
    return name;
  }

  protected touch(name: string, write = false): void {
    (write ? this.writes : this.reads).add(name);
    if (this.#wholly) this.whole.add(name);
  }

  /** What `body` touches, it touches everywhere. */
  protected wholly(body: () => void): void {
    const before = this.#wholly;
    this.#wholly = true;
    body();
    this.#wholly = before;
  }

  protected goals(): readonly Goal[] {
    return (this.sweep?.nest.loops ?? []).flatMap((l) => l.sinks.filter(isGoal));
  }

  protected grid(what: 'Groups' | 'Parts' | 'Share' | 'Rows'): string {
    return param(`${this.name}${what}`);
  }

  protected kept = (node: Along): readonly string[] => streamed(this.plan.roles, node);

  protected registers = (node: Node): readonly string[] => registers(this.plan.roles, node);

  /** The axes that are swept or looped over: those that were fused into another are gone. */
  protected axes(node: Node): readonly string[] {
    const { streaming, register } = this.plan.roles;
    return node.axes.filter((axis) => streaming.includes(axis) || register.includes(axis));
  }

  protected isInner(node: Node): boolean {
    return (this.sweep?.inner ?? []).some((axis) => node.axes.includes(axis));
  }

  /** Writes what `body` writes inside loops over register axes. */
  protected overAxes(scope: Scope, axes: readonly string[], body: (inner: Scope) => void): void {
    const [axis, ...rest] = axes;
    if (axis === undefined) {
      body(scope);
      return;
    }
    const inner = new Scope(scope, scope.together);
    const at = this.names.take(this.symbols.coordinates.get(axis) ?? axis);
    inner.bind(axis, at);
    this.overAxes(inner, rest, body);
    scope.block(`for (var ${at} = 0; ${at} < ${extentOf(this.symbols, axis)}; ${at}++) {`, inner.lines);
  }

  /**
   * Coordinates of several axes that are counted by one variable, each computed where it is needed first; with `fours`,
   * those of a position and the three after it.
   */
  protected bindFlat(scope: Scope, axes: readonly string[], at: string, fours = false): void {
    scope.runs.push({ axes, at });
    axes.forEach((axis, k) => {
      const fourfold = fours && k === axes.length - 1 ? 'neighbours' : undefined;
      if (axes.length === 1) {
        scope.bind(axis, at, fourfold);
        return;
      }
      const coordinate = (): string => {
        const name = this.names.take(this.symbols.coordinates.get(axis) ?? axis);
        const below = axes.slice(k + 1);
        const upper =
          below.length === 0
            ? at
            : `${at} / ${below.length === 1 ? '' : '('}${countOf(this.symbols, below)}${below.length === 1 ? '' : ')'}`;
        scope.line(
          `let ${name} = ${k === 0 ? upper : `${below.length === 0 ? upper : `(${upper})`} % ${extentOf(this.symbols, axis)}`};`,
        );
        return name;
      };
      scope.bind(axis, coordinate, fourfold);
    });
  }

  protected variable(scope: Scope, node: Node, start: string, suffix = '', four = false): string {
    const name = this.names.take(`${this.hint(node)}${suffix}`);
    scope.line(`var ${name} = ${startText(start, 'f32', four)};`);
    return name;
  }

  /** Whether a value over these axes is another one at each of the four positions of a thread. */
  protected isFour(axes: readonly string[], scope: Scope): boolean {
    return axes.some((axis) => scope.fourfold(axis) !== undefined);
  }

  /** Adds up numbers across the workgroup, always in the same order; every thread can read the totals after. */
  protected together(
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
}

/** What a variable begins with, for one number or for four. */
export const startText = (start: string, type: Code['type'], four: boolean): string =>
  four ? `${typeText({ type, four })}(${start})` : start;
