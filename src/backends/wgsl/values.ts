/** Values in; the expressions and variables that compute them, each in the outermost scope that it can have, out. */
import type { Along, Node, Pick } from '../../graph/node.ts';
import { isLocal, type Output } from '../../schedule/plan.ts';
import { hasQuads } from './access.ts';
import { choice } from './calls.ts';
import { asFloat, asFour, asInteger, atom, binding, code, typeText, wrap, type Code } from './code.ts';
import { expression } from './expression.ts';
import { KernelFrame } from './frame.ts';
import { extentOf, flatIndex, outputKey, param, type ArrayPlace } from './memory.ts';
import { Scope } from './scope.ts';

export abstract class ValuePrinter extends KernelFrame {
  /** A reduction over swept axes, which the dispatches before have completed. */
  protected abstract reduction(node: Along, scope: Scope): Code;

  /** A reduction along class axes, at one position. */
  protected abstract fold(node: Along, home: Scope): Code;

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
    const computed = this.compute(node, home);
    const again = (this.uses.get(node) ?? 0) > 1;
    const outside = home !== scope && node.op !== 'input';
    const trivial = node.op === 'apply' && node.name === 'group' && computed.binding === binding.atom;
    if ((!again && !outside) || trivial || /^[\w.]+$/.test(computed.text)) return computed;
    const name = this.names.take(this.hint(node));
    home.line(`let ${name} = ${computed.text};`);
    const named = atom(name, computed);
    home.known.set(node, named);
    return named;
  }

  protected leaf(node: Node, scope: Scope): Code {
    switch (node.op) {
      case 'hyperparameter':
        return atom(param(this.symbols.hyperparameters.get(node.name) ?? node.name));
      case 'size':
        return atom(param(this.symbols.sizes.get(node.axis) ?? node.axis), { type: 'i32' });
      case 'position':
        return this.position(node.axis, scope);
      default:
        return expression(node, () => atom('0.0'));
    }
  }

  protected position(axis: string, scope: Scope): Code {
    const fourfold = scope.fourfold(axis);
    const at = scope.coordinate(axis);
    if (fourfold !== 'neighbours') return atom(at, { type: 'i32', four: fourfold === 'each' });
    return code(`${at} + ${fourSteps}`, binding.sum, { type: 'i32', four: true });
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
    const { functions, axes, whole } = place;
    const type = whole ? 'i32' : 'f32';
    const index = flatIndex(axes, this.symbols, scope);
    const neighbours = this.hasNeighbours(place, scope);
    if (axes.some((axis) => scope.fourfold(axis) === 'each')) {
      const one = neighbours && hasQuads(place) ? functions.ofQuads : functions.one;
      return this.each(neighbours ? `${index} + ${fourSteps}` : index, scope, (at) => `${one}(${at})`, type);
    }
    return atom(`${neighbours ? functions.four : functions.one}(${index})`, { type, four: neighbours });
  }

  /** Whether the four positions of a thread lie together in an array. */
  protected hasNeighbours = ({ axes }: ArrayPlace, scope: Scope): boolean =>
    axes.some((axis) => scope.fourfold(axis) === 'neighbours');

  /** Elements at four indices that have nothing to do with each other. */
  protected each(
    indices: string,
    scope: Scope,
    element: (index: string) => string,
    type: Code['type'] = 'f32',
  ): Code {
    const at = this.names.take('at');
    scope.line(`let ${at} = ${indices};`);
    const elements = ['x', 'y', 'z', 'w'].map((k) => element(`${at}.${k}`));
    return atom(`${typeText({ type, four: true })}(${elements.join(', ')})`, { type, four: true });
  }

  /** An element at a computed class, 0 where the index is no class. */
  protected gather(node: Pick, home: Scope): Code {
    const [x, index] = node.args;
    if (x === undefined || index === undefined) throw new Error('A pick has two arguments.');
    const at = asInteger(this.value(index, home));
    const size = extentOf(this.symbols, node.axis);
    const certain = index.op === 'along' && index.name === 'argmax';
    const place = this.names.take('place');
    const held = at.four
      ? `clamp(${at.text}, vec4i(0), vec4i(${size} - 1))`
      : `clamp(${at.text}, 0, ${size} - 1)`;
    home.line(`let ${place} = ${certain ? at.text : held};`);
    const there = new Scope(home, false, home.lines);
    there.bind(node.axis, place, at.four ? 'each' : undefined);
    const picked = asFloat(this.value(x, there));
    if (certain) return picked;
    const test = `${place} == ${wrap(at, binding.sum)}`;
    return choice(code(test, binding.relation, { type: 'bool', four: at.four }), picked, atom('0.0'));
  }

  protected write(output: Output, scope: Scope): void {
    const place = this.symbols.outputs.get(outputKey(output));
    const value = asFloat(this.value(output.node, scope));
    if (place === undefined) {
      this.touch('result', true);
      scope.line(`result[${this.symbols.scalars.indexOf(outputKey(output))}] = ${value.text};`);
      return;
    }
    this.touch(place.name, true);
    const index = flatIndex(place.axes, this.symbols, scope);
    const [store, stored] = this.hasNeighbours(place, scope)
      ? [place.functions.four, asFour(value)]
      : [place.functions.one, value];
    scope.line(`${store}(${index}, ${stored.text});`);
  }
}

/** What lies between the first of four neighbours and each of them. */
const fourSteps = 'vec4i(0, 1, 2, 3)';
