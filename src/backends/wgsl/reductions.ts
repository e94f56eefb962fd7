/** Reductions over swept axes: where their partial results are left, and how those become one number again. */
import type { Along, Node } from '../../graph/node.ts';
import { operandOf, rootOf, registers, streamed } from '../../schedule/plan.ts';
import { atom, type Code } from './code.ts';
import { countOf, extentOf, flatIndex, param, type Symbols } from './memory.ts';
import { combine, operationOf, starts, workgroupSize } from './operations.ts';
import { Scope } from './scope.ts';
import { reductionsBelow, type Sweep } from './stages.ts';
import { FoldPrinter } from './folds.ts';
import { capital } from './wishes.ts';

export abstract class ReductionPrinter extends FoldPrinter {
  /** A complete reduction: computed by the workgroup together where all of its threads want the same. */
  protected reduction(node: Along, scope: Scope): Code {
    const kept = this.kept(node);
    const shared = scope.home(kept);
    if (shared.together) {
      if (this.registers(node).length > 0) return this.resolved(node, scope, shared);
      if (!shared.known.has(node)) this.totals(this.alike(node, shared), shared);
      return shared.known.get(node) ?? atom('0.0');
    }
    const home = scope.home(this.axes(node));
    return home.known.get(node) ?? this.alone(node, home);
  }

  /** The other reductions that this part of the kernel reads and that the same loop can add up. */
  protected alike(node: Along, shared: Scope): readonly Along[] {
    if (this.stages.small.has(node)) return [node];
    const made = this.symbols.partials.get(node);
    const wanted = reductionsBelow(
      this.plan,
      shared.root() === this.root ? this.sweepRoots() : this.lastRoots(),
    );
    return [...wanted].filter((other) => {
      const theirs = this.symbols.partials.get(other);
      return (
        other === node ||
        (theirs !== undefined &&
          !this.stages.small.has(other) &&
          !shared.known.has(other) &&
          theirs.kernel === made?.kernel &&
          theirs.kept.join() === made.kept.join() &&
          theirs.registers.join() === made.registers.join())
      );
    });
  }

  protected sweepRoots = (): readonly Node[] => this.goals().map(rootOf);

  protected lastRoots = (): readonly Node[] => this.last.map((o) => o.node);

  /** Each thread takes every 256th partial result of each, then the threads add up together. */
  protected totals(nodes: readonly Along[], scope: Scope): void {
    const shares = nodes.map((node) => ({
      operation: operationOf(node),
      value: this.variable(scope, node, starts[operationOf(node)], 'Share'),
    }));
    const j = this.names.take('j');
    const inner = new Scope(scope, false);
    let count = '';
    nodes.forEach((node, k) => {
      const { operation, value } = shares[k] ?? { operation: 'sum', value: '' };
      const small = this.stages.small.get(node);
      if (small === undefined) {
        const partials = this.partialsOf(node, inner, j);
        inner.line(combine(operation, value, partials.place));
        count = partials.count;
      } else {
        this.bindFlat(inner, small, j);
        this.wholly(() => this.accumulateInto(value, node, inner));
        count = countOf(this.symbols, small);
      }
    });
    scope.block(`for (var ${j} = lane; ${j} < ${count}; ${j} += ${workgroupSize}) {`, inner.lines);
    const names = nodes.map((node) => this.names.take(this.hint(node)));
    this.together(scope, shares, (totals) => names.map((name, k) => `let ${name} = ${totals[k]};`));
    nodes.forEach((node, k) => scope.known.set(node, atom(names[k] ?? '')));
  }

  /** One number per class, left in the workspace for the threads of this workgroup. */
  protected resolved(node: Along, scope: Scope, shared: Scope): Code {
    const axes = this.registers(node);
    if (!shared.known.has(node)) this.resolve(this.alike(node, shared), axes, shared);
    const base = shared.known.get(node)?.text ?? '';
    const index = `${base} + ${flatIndex(axes, this.symbols, scope)}`;
    return axes.some((axis) => scope.fourfold(axis) === 'each')
      ? this.each(index, scope, (at) => `workspace[${at}]`)
      : atom(`workspace[${index}]`);
  }

  protected resolve(nodes: readonly Along[], axes: readonly string[], shared: Scope): void {
    const places = nodes.map((node) => {
      const wish = `${this.name}${capital(this.reductionName(node))}`;
      const taken = this.symbols.resolved.filter((r) => r.name.startsWith(wish)).length;
      const name = taken === 0 ? wish : `${wish}_${taken + 1}`;
      this.symbols.resolved.push({ name, kernel: this.name, registers: axes });
      const at = this.names.take(`${this.hint(node)}Place`);
      shared.line(`let ${at} = ${param(`${name}At`)} + group * ${product(axes, this.symbols)};`);
      return at;
    });
    this.touch('workspace', true);
    shared.line('storageBarrier();');
    this.overAxes(shared, axes, (inner) => {
      this.totals(nodes, inner);
      const slot = flatIndex(axes, this.symbols, inner);
      inner.block(
        'if (lane == 0) {',
        nodes.map((node, k) => `workspace[${places[k]} + ${slot}] = ${inner.known.get(node)?.text};`),
      );
    });
    shared.line('storageBarrier();');
    nodes.forEach((node, k) => shared.known.set(node, atom(places[k] ?? '')));
  }

  /** One thread adds up the partial results by itself, in blocks. */
  protected alone(node: Along, home: Scope): Code {
    if (this.stages.small.has(node)) throw new Error('A small reduction keeps no swept axis.');
    const operation = operationOf(node);
    const name = this.variable(home, node, starts[operation]);
    const block = this.names.take('chunk');
    const j = this.names.take('j');
    const inner = new Scope(home, false);
    const { count, place } = this.partialsOf(node, inner, j);
    const some = this.names.take('some');
    inner.line(combine(operation, some, place));
    const counted = this.names.take('count');
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
  protected partialsOf(
    node: Along,
    scope: Scope,
    j: string,
  ): { readonly count: string; readonly place: string } {
    const made = this.symbols.partials.get(node);
    const producer = this.stages.producers.get(node);
    if (made === undefined || producer === undefined)
      throw new Error('A reduction is read after the sweep that makes it.');
    this.touch('workspace');
    const slot = flatIndex(made.registers, this.symbols, scope);
    const at = param(`${made.name}At`);
    if (made.kept.length === 0) {
      const groups = param(`${made.kernel}Groups`);
      return { count: groups, place: `workspace[${placeText(at, made.registers, slot, groups, j)}]` };
    }
    const rows = countOf(this.symbols, made.rows);
    const hasParts = producer.inner.length > 0;
    const parts = param(`${made.kernel}Parts`);
    const gone = made.rows.filter((axis) => !made.kept.includes(axis));
    const over = new Scope(scope, false, scope.lines);
    const quotient = hasParts && gone.length > 0 ? `(${j} / ${parts})` : j;
    gone.forEach((axis, k) => {
      const below = countOf(this.symbols, gone.slice(k + 1));
      const upper = k === gone.length - 1 ? quotient : `(${quotient} / (${below}))`;
      over.bind(axis, k === 0 ? upper : `(${upper} % ${extentOf(this.symbols, axis)})`);
    });
    const row = flatIndex(made.rows, this.symbols, over);
    const part = gone.length === 0 ? j : `${j} % ${parts}`;
    const entry = hasParts ? `${/^\w+$/.test(row) ? row : `(${row})`} * ${parts} + ${part}` : row;
    const entries = hasParts ? `${rows} * ${parts}` : rows;
    const lost = countOf(this.symbols, gone);
    const count = !hasParts ? lost : gone.length === 0 ? parts : `${lost} * ${parts}`;
    return { count, place: `workspace[${placeText(at, made.registers, slot, entries, entry)}]` };
  }

  /** Adds an operand, over the class axes that are reduced too. */
  protected accumulateInto(target: string, node: Along, scope: Scope): void {
    const local = registers(this.plan.roles, operandOf(node)).filter((axis) => node.over.includes(axis));
    this.overAxes(scope, local, (inner) => this.accumulate(operationOf(node), target, node, inner));
  }

  /** Tells the others where the partial results of a reduction are. */
  protected announce(node: Along, sweep: Sweep): void {
    operationOf(node);
    const { roles } = this.plan;
    this.symbols.partials.set(node, {
      name: this.reductionName(node),
      node,
      kernel: this.name,
      rows: sweep.rows,
      kept: streamed(roles, node),
      registers: registers(roles, node),
    });
    this.produced.push(node);
    this.touch('workspace', true);
  }

  /** Where this workgroup, or this row, leaves its share of a reduction. */
  protected partialPlace(node: Along, scope: Scope): string {
    const own = this.symbols.partials.get(node);
    if (own === undefined) throw new Error('A reduction has a place for its partial results.');
    const slot = flatIndex(own.registers, this.symbols, scope);
    const inner = this.sweep?.inner ?? [];
    const row = scope.binder(own.rows[0] ?? '')?.runs[0]?.at ?? 'row';
    const parts = param(`${own.kernel}Parts`);
    const [entry, entries] =
      own.kept.length === 0
        ? ['group', param(`${own.kernel}Groups`)]
        : inner.length === 0
          ? [row, countOf(this.symbols, own.rows)]
          : [`${row} * ${parts} + group % ${parts}`, `${countOf(this.symbols, own.rows)} * ${parts}`];
    return `workspace[${placeText(param(`${own.name}At`), own.registers, slot, entries, entry)}]`;
  }

  protected flush(scope: Scope, nodes: readonly Along[], held: ReadonlyMap<Along, string>): void {
    if (nodes.length === 0) return;
    this.together(
      scope,
      nodes.map((node) => ({ operation: operationOf(node), value: held.get(node) ?? '' })),
      (totals) =>
        nodes.map((node, k) => ({
          open: 'if (lane == 0) {',
          body: [`${this.partialPlace(node, scope)} = ${totals[k]};`],
        })),
    );
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
