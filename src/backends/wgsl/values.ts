/** Values in; the expressions and variables that compute them, each in the outermost scope that it can have, out. */
import type { Along, Node, Pick } from '../../graph/node.ts';
import { operandOf, isLocal, type Output } from '../../schedule/plan.ts';
import { asFloat, asInteger, atom, binding, expression, wrap, type Code } from './expression.ts';
import { KernelFrame } from './frame.ts';
import { extentOf, flatIndex, outputKey, param, type ArrayPlace } from './memory.ts';
import { combine, operationOf, starts } from './operations.ts';
import { Scope } from './scope.ts';

export abstract class ValuePrinter extends KernelFrame {
  /** A reduction over swept axes, which the dispatches before have completed. */
  protected abstract reduction(node: Along, scope: Scope): Code;

  protected float(node: Node, scope: Scope): string {
    return asFloat(this.value(node, scope)).text;
  }

  /** A name in scope, or the expression; what is used again, or changes less often than the scope, gets a name. */
  protected value(node: Node, scope: Scope): Code {
    if (node.args.length === 0 && node.op !== 'input') return this.leaf(node, scope);
    if (node.op === 'along' && !isLocal(this.plan.roles, node)) return this.reduction(node, scope);
    const home = scope.home(this.axes(node));
    const known = home.known.get(node);
    if (known !== undefined) return known;
    if (node.op === 'along') return this.fold(node, home);
    const code = this.compute(node, home);
    const again = (this.uses.get(node) ?? 0) > 1;
    const outside = home !== scope && node.op !== 'input';
    const trivial = node.op === 'apply' && node.name === 'group' && code.binding === binding.atom;
    if ((!again && !outside) || trivial || /^[\w.]+$/.test(code.text)) return code;
    const name = this.names.take(this.hint(node));
    home.line(`let ${name} = ${code.text};`);
    const named = atom(name, code.type);
    home.known.set(node, named);
    return named;
  }

  protected leaf(node: Node, scope: Scope): Code {
    switch (node.op) {
      case 'hyperparameter':
        return atom(param(this.symbols.hyperparameters.get(node.name) ?? node.name));
      case 'size':
        return atom(param(this.symbols.sizes.get(node.axis) ?? node.axis), 'i32');
      case 'position':
        return atom(scope.coordinate(node.axis), 'i32');
      default:
        return expression(node, () => atom('0.0'));
    }
  }

  protected compute(node: Node, home: Scope): Code {
    if (node.op === 'input') return this.load(node, home);
    if (node.op === 'pick') return this.gather(node, home);
    return expression(node, (arg) => this.value(arg, home));
  }

  protected load(node: Node & { op: 'input' }, scope: Scope): Code {
    const place = this.symbols.inputs.get(node.name);
    if (place === undefined) throw new Error(`There is no array for ${node.name}.`);
    this.touch(place.name);
    return this.ofFour(place) ?? this.loaded(place, scope);
  }

  protected loaded(place: ArrayPlace, scope: Scope): Code {
    const index = flatIndex(place.axes, this.symbols, scope);
    return atom(`${place.functions.one}(${index})`, place.whole ? 'i32' : 'f32');
  }

  /** The element of four neighbours that were read at once, where this kernel does that and the array allows it. */
  protected ofFour(place: ArrayPlace): Code | undefined {
    const { four } = this;
    if (four === undefined || !place.axes.includes(four.axis)) return undefined;
    let name = four.read.get(place);
    if (name === undefined) {
      name = this.names.take(`${place.name}Four`);
      four.read.set(place, name);
      const index = flatIndex(place.axes, this.symbols, four.around);
      four.around.line(`let ${name} = ${place.functions.four}(${index});`);
    }
    return atom(`${name}[${four.component}]`, place.whole ? 'i32' : 'f32');
  }

  /** An element at a computed class, 0 where the index is no class. */
  protected gather(node: Pick, home: Scope): Code {
    const [x, index] = node.args;
    if (x === undefined || index === undefined) throw new Error('A pick has two arguments.');
    const at = asInteger(this.value(index, home));
    const size = extentOf(this.symbols, node.axis);
    const certain = index.op === 'along' && index.name === 'argmax';
    const place = this.names.take('place');
    home.line(`let ${place} = ${certain ? at.text : `clamp(${at.text}, 0, ${size} - 1)`};`);
    const there = new Scope(home, false, home.lines);
    there.bind(node.axis, place);
    const code = asFloat(this.value(x, there));
    if (certain) return code;
    return atom(`select(0.0, ${code.text}, ${place} == ${wrap(at, binding.sum)})`);
  }

  protected fold(node: Along, home: Scope): Code {
    if (node.name === 'cumsum' || node.name === 'reverse_cumsum') return this.scan(node, home);
    const free = this.registers(node).length > 0;
    const group = free ? [node] : (this.foldGroups.get(node) ?? [node]);
    const open = group.filter((n) => n === node || (!home.known.has(n) && home.home(this.axes(n)) === home));
    const names = new Map(open.map((n) => [n, this.startFold(n, home)]));
    this.overAxes(home, node.over, (inner) => this.foldLines(open, names, inner));
    for (const [n, { value }] of names) home.known.set(n, atom(value, n.name === 'argmax' ? 'i32' : 'f32'));
    return home.known.get(node) ?? atom('0.0');
  }

  protected startFold(node: Along, home: Scope): FoldNames {
    if (node.name !== 'argmax')
      return { value: this.variable(home, node, starts[operationOf(node)]), best: '' };
    const best = this.names.take('best');
    home.line(`var ${best} = ${starts.max};`);
    return { value: this.variable(home, node, '0'), best };
  }

  protected foldLines(nodes: readonly Along[], names: ReadonlyMap<Along, FoldNames>, scope: Scope): void {
    for (const node of nodes) {
      const { value = '', best = '' } = names.get(node) ?? {};
      const operand = this.value(operandOf(node), scope);
      if (node.name !== 'argmax') {
        scope.line(combine(operationOf(node), value, asFloat(operand).text));
        continue;
      }
      const position = node.over.reduce(
        (flat, axis) =>
          flat === ''
            ? scope.coordinate(axis)
            : `(${flat}) * ${extentOf(this.symbols, axis)} + ${scope.coordinate(axis)}`,
        '',
      );
      const candidate = this.names.take('candidate');
      scope.line(`let ${candidate} = ${asFloat(operand).text};`);
      scope.block(`if (${candidate} > ${best}) {`, [`${best} = ${candidate};`, `${value} = ${position};`]);
    }
  }

  /** A running sum, added up anew for each position: register axes are short. */
  protected scan(node: Along, home: Scope): Code {
    const [axis = ''] = node.over;
    const sum = this.variable(home, node, starts.sum);
    const inner = new Scope(home, false);
    const at = this.names.take(this.symbols.coordinates.get(axis) ?? axis);
    const here = home.coordinate(axis);
    inner.bind(axis, at);
    inner.line(`${sum} += ${this.float(operandOf(node), inner)};`);
    const head =
      node.name === 'cumsum'
        ? `for (var ${at} = 0; ${at} <= ${here}; ${at}++) {`
        : `for (var ${at} = ${here}; ${at} < ${extentOf(this.symbols, axis)}; ${at}++) {`;
    home.block(head, inner.lines);
    const code = atom(sum);
    home.known.set(node, code);
    return code;
  }

  protected write(output: Output, scope: Scope): void {
    const place = this.symbols.outputs.get(outputKey(output));
    const value = this.float(output.node, scope);
    if (place === undefined) {
      this.touch('result', true);
      scope.line(`result[${this.symbols.scalars.indexOf(outputKey(output))}] = ${value};`);
      return;
    }
    this.touch(place.name, true);
    const { four } = this;
    if (four?.axis === undefined || !place.axes.includes(four.axis)) {
      scope.line(`${place.functions.one}(${flatIndex(place.axes, this.symbols, scope)}, ${value});`);
      return;
    }
    const name = this.names.take(`${place.name}Four`);
    four.written.set(place, name);
    scope.line(`${name}[${four.component}] = ${value};`);
  }
}

interface FoldNames {
  readonly value: string;
  readonly best: string;
}
