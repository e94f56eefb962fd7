/** Products and sums as calls of TensorFlow.js: small tensors first, and numbers where they cost no kernel. */
import { factorsOf, termsOf } from '../../graph/parts.ts';
import { isConst, type Add, type Factor, type Multiply, type Node } from '../../graph/node.ts';
import { numberText } from '../js/expression.ts';
import { complete } from './complete.ts';
import type { Emission } from './emission.ts';
import { isHost } from './host.ts';
import { hostPart, reciprocalOf } from './reciprocal.ts';
import { numberValue, union, type Value } from './values.ts';

/** A factor of a product. */
interface Item {
  readonly value: Value;
  /** It divides. */
  readonly below: boolean;
  /** The divisor may be 0: always, or where this is. */
  readonly guard: Node | typeof always | undefined;
  /** It is used elsewhere too, perhaps with the same number, and smaller than what it is multiplied with. */
  readonly shared: boolean;
}

const always = 'always';
const one = numberValue('1');

/** An operation on two values; where one is spread over a large other one, `alike` says how. */
export function binary(e: Emission, name: string, x: Value, y: Value): Value {
  const axes = union(x.axes, y.axes);
  const smaller = [x, y].filter((value) => value.axes.length < axes.length);
  const [small] = smaller;
  const spread = smaller.length === 1 && small !== undefined && small.axes.length > 0;
  if (!spread || !e.isLarge(axes)) return e.call(name, [x.text, y.text], 'float', axes);
  return e.call(name, [e.run('...alike', [x.text, y.text], 'float', axes, 0).text], 'float', axes);
}

export const emitProduct = (e: Emission, node: Multiply): Value =>
  product(e, factorsOf(node), e.builder.constant(1));

/** The product of tensors and of a number. */
function product(e: Emission, factors: readonly Factor[], scale: Node): Value {
  const tensors = factors.filter((f) => !isHost(f.node));
  const host = e.builder.multiply([{ node: scale, exponent: 1 }, ...factors.filter((f) => isHost(f.node))]);
  const mean = meanOf(e, tensors, host);
  if (mean !== undefined) return mean;
  const items = tensors
    .flatMap((f) => itemsOf(e, f))
    .sort((p, q) => e.volume(p.value.axes) - e.volume(q.value.axes) || Number(p.below) - Number(q.below));
  const lead = leadOf(e, items, host);
  let result = lead === undefined ? e.value(host) : first(e, lead, host);
  for (const item of items)
    if (item !== lead) result = item.below ? divide(e, result, item) : binary(e, 'mul', result, item.value);
  return result;
}

/** Where a product begins: at a divisor, which a number is divided by for nothing, or at the smallest tensor. */
function leadOf(e: Emission, items: readonly Item[], host: Node): Item | undefined {
  const scale = host.op === 'const' ? host.value : undefined;
  if (scale === 1) return items.find((item) => !item.below);
  const [smallest] = items;
  const small = (item: Item): boolean =>
    smallest !== undefined && e.volume(item.value.axes) <= e.volume(smallest.value.axes);
  const shared = scale === undefined ? undefined : items.find((item) => item.shared && small(item));
  return shared ?? items.find((item) => item.below && item.guard !== always) ?? smallest;
}

function first(e: Emission, { value, below, guard, shared }: Item, host: Node): Value {
  const scale = host.op === 'const' ? host.value : undefined;
  if (below) return divide(e, scale === 1 ? one : e.value(host), { value, guard });
  if (scale === 1) return value;
  if (scale === -1) return e.call('neg', [value.text], 'float', value.axes);
  const scaled = (): Value => binary(e, 'mul', value, e.value(host));
  return shared && scale !== undefined ? e.once(`scaled ${scale} ${value.text}`, scaled) : scaled();
}

function divide(e: Emission, x: Value, { value, guard }: Pick<Item, 'value' | 'guard'>): Value {
  if (guard === undefined) return binary(e, 'div', x, value);
  const args = [x.text, value.text, ...(guard === always ? [] : [`${e.value(guard).text} !== 0`])];
  const kernels = guard === always || e.usual(guard) === 0 ? 4 : 1;
  return e.run('ratio', args, 'float', union(x.axes, value.axes), kernels);
}

function itemsOf(e: Emission, { node, exponent }: Factor): readonly Item[] {
  const base = exponent > 0 && Number.isInteger(exponent) ? reciprocalOf(node) : undefined;
  if (base !== undefined) {
    const guard = guardOf(e, base);
    if (guard !== always || (exponent === 1 && e.uses(node) < 2))
      return Array.from({ length: exponent }, (): Item => ({
        value: divisor(e, node, base),
        below: true,
        guard,
        shared: false,
      }));
  }
  const shared = exponent === 1 && node.op === 'apply' && node.name === 'group' && e.uses(node) > 1;
  return [{ value: power(e, node, Math.abs(exponent)), below: exponent < 0, guard: undefined, shared }];
}

/** What a reciprocal divides by; where it is used more than once it has a name. */
const divisor = (e: Emission, node: Node, base: Node): Value =>
  e.uses(node) > 1 ? e.shared(base) : e.value(base);

/** A reciprocal that stands alone. */
export const emitReciprocal = (e: Emission, base: Node): Value =>
  divide(e, one, { value: e.value(base), guard: guardOf(e, base) });

const guardOf = (e: Emission, base: Node): Node | typeof always => hostPart(e.builder, base) ?? always;

function power(e: Emission, node: Node, exponent: number): Value {
  const x = e.floatOf(node);
  if (exponent === 1) return x;
  const name = exponent === 2 ? 'square' : exponent === 0.5 ? 'root' : 'power';
  return e.once(`${name} ${exponent} ${node.id}`, () => {
    if (exponent === 2) return e.call('square', [x.text], 'float', x.axes);
    if (exponent === 0.5) return e.call('sqrt', [x.text], 'float', x.axes);
    return e.call('pow', [x.text, numberText(exponent)], 'float', x.axes);
  });
}

/** A sum over axes, divided by their sizes. */
function meanOf(e: Emission, tensors: readonly Factor[], host: Node): Value | undefined {
  const [only, ...others] = tensors;
  if (only?.node.op !== 'along' || only.exponent !== 1 || others.length > 0) return undefined;
  const { node } = only;
  const b = e.builder;
  if (node.name !== 'sum' || e.uses(node) > 1) return undefined;
  if (b.times(host, b.sizes(node.over)) !== b.constant(1)) return undefined;
  const [x] = node.args.map((arg) => complete(e, arg, node.over));
  if (x === undefined) return undefined;
  const args = node.axes.length === 0 ? [x.text] : [x.text, e.dimensions(node.over), 'true'];
  return e.call('mean', args, 'float', node.axes);
}

// --- sums -----------------------------------------------------------------------------------------------------------

/** A term: a number, positive where it can be, times tensors. */
interface Part {
  readonly negative: boolean;
  readonly scale: Node;
  readonly tensors: readonly Factor[];
}

export function emitSum(e: Emission, node: Add): Value {
  const b = e.builder;
  const terms = termsOf(node);
  const offset = b.add(
    terms.filter((t) => isHost(t.node)),
    node.constant,
  );
  const parts = terms
    .filter((t) => !isHost(t.node))
    .map((t): Part => {
      const factors = e.uses(t.node) > 1 ? [{ node: t.node, exponent: 1 }] : factorsOf(t.node);
      const scale = b.multiply(factors.filter((f) => isHost(f.node)));
      const tensors = factors.filter((f) => !isHost(f.node));
      return { negative: t.coefficient < 0, scale: b.scale(Math.abs(t.coefficient), scale), tensors };
    });
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0 && isConst(offset, 0))
    return product(e, only.tensors, only.negative ? b.negate(only.scale) : only.scale);
  const common = isConst(offset, 0) ? sharedScale(e, parts) : undefined;
  const items = parts
    .map(({ negative, scale, tensors }) => ({
      negative,
      value: e.float(product(e, tensors, common === undefined ? scale : b.constant(1))),
    }))
    .sort(
      (p, q) => e.volume(p.value.axes) - e.volume(q.value.axes) || Number(p.negative) - Number(q.negative),
    );
  const total = addUp(e, items, offset);
  return common === undefined ? total : binary(e, 'mul', total, e.value(common));
}

/** A number that all terms have in common is multiplied once, unless each has a smaller tensor to take it. */
function sharedScale(e: Emission, parts: readonly Part[]): Node | undefined {
  const [first] = parts;
  if (first === undefined || isConst(first.scale, 1)) return undefined;
  if (parts.some((p) => p.scale !== first.scale)) return undefined;
  const smallest = parts.map(({ tensors }) => Math.min(...tensors.map((f) => e.volume(f.node.axes))));
  const whole = e.volume(
    union(
      [],
      parts.flatMap((p) => p.tensors.flatMap((f) => f.node.axes)),
    ),
  );
  return smallest.some((volume) => volume === whole) ? first.scale : undefined;
}

interface Signed {
  readonly negative: boolean;
  readonly value: Value;
}

function addUp(e: Emission, items: readonly Signed[], offset: Node): Value {
  const lead = items.find((item) => !item.negative) ?? items[0];
  if (lead === undefined) return e.value(offset);
  let sum = start(e, lead, offset);
  for (const { negative, value } of items)
    if (value !== lead.value) sum = binary(e, negative ? 'sub' : 'add', sum, value);
  return sum;
}

function start(e: Emission, { negative, value }: Signed, offset: Node): Value {
  if (!isConst(offset, 0))
    return negative ? binary(e, 'sub', e.value(offset), value) : binary(e, 'add', value, e.value(offset));
  return negative ? e.call('neg', [value.text], 'float', value.axes) : value;
}
