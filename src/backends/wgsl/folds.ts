/** Reductions and running sums along class axes in; the loops that compute them at one position, or at four, out. */
import type { Along } from '../../graph/node.ts';
import { operandOf } from '../../schedule/plan.ts';
import { asFloat, asFour, atom, typeText, type Code } from './code.ts';
import { startText } from './frame.ts';
import { extentOf } from './memory.ts';
import { combine, operationOf, starts, type Operation } from './operations.ts';
import { Scope } from './scope.ts';
import { ValuePrinter } from './values.ts';

export abstract class FoldPrinter extends ValuePrinter {
  protected fold(node: Along, home: Scope): Code {
    if (node.name === 'cumsum' || node.name === 'reverse_cumsum') return this.scan(node, home);
    const free = this.registers(node).length > 0;
    const group = free ? [node] : (this.foldGroups.get(node) ?? [node]);
    const open = group.filter((n) => n === node || (!home.known.has(n) && home.home(this.axes(n)) === home));
    const started = new Map(open.map((n) => [n, this.startFold(n, home)]));
    this.overAxes(home, node.over, (inner) => {
      for (const [n, begun] of started) this.foldLines(n, begun, inner);
    });
    for (const [n, { name, four }] of started)
      home.known.set(n, atom(name, { type: n.name === 'argmax' ? 'i32' : 'f32', four }));
    return home.known.get(node) ?? atom('0.0');
  }

  protected startFold(node: Along, home: Scope): Begun {
    const four = this.isFour(this.axes(node), home);
    if (node.name !== 'argmax')
      return { name: this.variable(home, node, starts[operationOf(node)], '', four), best: '', four };
    const best = this.names.take('best');
    home.line(`var ${best} = ${startText(starts.max, 'f32', four)};`);
    const name = this.names.take(this.hint(node));
    home.line(`var ${name} = ${startText('0', 'i32', four)};`);
    return { name, best, four };
  }

  protected foldLines(node: Along, { name, best, four }: Begun, scope: Scope): void {
    if (node.name !== 'argmax') {
      this.accumulate(operationOf(node), name, node, scope, four);
      return;
    }
    const operand = asFloat(this.value(operandOf(node), scope));
    const position = node.over.reduce(
      (flat, axis) =>
        flat === ''
          ? scope.coordinate(axis)
          : `(${flat}) * ${extentOf(this.symbols, axis)} + ${scope.coordinate(axis)}`,
      '',
    );
    const candidate = this.names.take('candidate');
    scope.line(`let ${candidate} = ${(four ? asFour(operand) : operand).text};`);
    if (four)
      scope
        .line(`${name} = select(${name}, vec4i(${position}), ${candidate} > ${best});`)
        .line(`${best} = max(${best}, ${candidate});`);
    else scope.block(`if (${candidate} > ${best}) {`, [`${best} = ${candidate};`, `${name} = ${position};`]);
  }

  /** Adds what a reduction reduces to a variable, of one number or of four. */
  protected accumulate(
    operation: Operation,
    target: string,
    node: Along,
    scope: Scope,
    four = this.isFour(this.sweep?.inner ?? [], scope),
  ): void {
    const operand = asFloat(this.value(operandOf(node), scope));
    scope.line(combine(operation, target, (four ? asFour(operand) : operand).text));
  }

  /** A running sum, added up anew for each position: register axes are short. */
  protected scan(node: Along, home: Scope): Code {
    const [axis = ''] = node.over;
    const four = this.isFour(this.axes(node), home);
    const sum = this.variable(home, node, starts.sum, '', four);
    const inner = new Scope(home, false);
    const at = this.names.take(this.symbols.coordinates.get(axis) ?? axis);
    const here = home.coordinate(axis);
    inner.bind(axis, at);
    const term = asFloat(this.value(operandOf(node), inner));
    const size = extentOf(this.symbols, axis);
    const forward = node.name === 'cumsum';
    const head = (from: string, last: string): string =>
      `for (var ${at} = ${from}; ${at} ${last}; ${at}++) {`;
    if (home.fourfold(axis) === 'each') {
      // Each of the four sums ends elsewhere.
      const reached = `vec4i(${at}) ${forward ? '<=' : '>='} ${here}`;
      inner.line(
        `${sum} += select(${typeText({ type: 'f32', four })}(0.0), ${asFour(term).text}, ${reached});`,
      );
      home.block(head('0', `< ${size}`), inner.lines);
    } else {
      inner.line(`${sum} += ${term.text};`);
      home.block(forward ? head('0', `<= ${here}`) : head(here, `< ${size}`), inner.lines);
    }
    const total = atom(sum, { four });
    home.known.set(node, total);
    return total;
  }
}

/** Variables of a fold that has begun. */
interface Begun {
  readonly name: string;
  /** The largest operand so far, of which the position is wanted. */
  readonly best: string;
  readonly four: boolean;
}
