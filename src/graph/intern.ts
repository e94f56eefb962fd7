/** The table of hash-consing: the structure of a node in; the one node that has it, made where there is none, out. */
import type { Node } from './node.ts';
import { rankOf } from './order.ts';

/** What a node of each kind carries, beside what the table gives it. */
export type Draft = Node extends infer N ? (N extends Node ? Omit<N, 'id' | 'memo'> : never) : never;

/** All fields of all kinds. */
type Fields = Partial<Record<KeyOf<Node>, unknown>>;
type KeyOf<N> = N extends unknown ? keyof N : never;

/** Nodes by structure, in a hash table with open addressing: most of a compilation is asking for what is known. */
export class Interner {
  readonly #nodes: Node[] = [];
  readonly #structures: Structure[] = [];
  /** Places in `#nodes`, by hash; -1 where there is none. */
  #slots = new Int32Array(64).fill(-1);

  /** The known node of this structure, or a new one; what it carries is worked out only where it is new. */
  node(
    op: Node['op'],
    label: string,
    constant: number,
    values: readonly number[],
    args: readonly Node[],
    draft: () => Draft,
  ): Node {
    const hash = hashOf(op, label, constant, values, args);
    let slot = hash & (this.#slots.length - 1);
    for (;;) {
      const at = this.#slots[slot] ?? -1;
      if (at < 0) break;
      const known = this.#nodes[at];
      const structure = this.#structures[at];
      if (
        known !== undefined &&
        structure !== undefined &&
        structure.hash === hash &&
        known.op === op &&
        structure.label === label &&
        Object.is(structure.constant, constant) &&
        sameNodes(known.args, args) &&
        sameNumbers(structure.values, values)
      )
        return known;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    const node = shaped(draft(), this.#nodes.length);
    this.#nodes.push(node);
    this.#structures.push({ hash, label, constant, values });
    this.#slots[this.#freeSlot(hash)] = node.id;
    if (2 * this.#nodes.length > this.#slots.length) this.#grow();
    return node;
  }

  #freeSlot(hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while ((this.#slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    this.#slots = new Int32Array(2 * this.#slots.length).fill(-1);
    this.#structures.forEach(({ hash }, at) => (this.#slots[this.#freeSlot(hash)] = at));
  }
}

/** What distinguishes nodes of one kind and the same arguments. */
interface Structure {
  readonly hash: number;
  readonly label: string;
  readonly constant: number;
  readonly values: readonly number[];
}

function hashOf(
  op: Node['op'],
  label: string,
  constant: number,
  values: readonly number[],
  args: readonly Node[],
): number {
  let hash = rankOf(op);
  for (let k = 0; k < label.length; k++) hash = mixed(hash, label.charCodeAt(k));
  hash = mixed(hash, digest(constant));
  for (const value of values) hash = mixed(hash, digest(value));
  for (const arg of args) hash = mixed(hash, arg.id);
  return hash ^ (hash >>> 15);
}

/** Fractions as well as whole numbers end in different bits; what is no number is 0. */
const digest = (value: number): number => (value * 4_099) | 0;
const mixed = (hash: number, value: number): number => Math.imul(hash ^ value, 0x9e3779b1) ^ (hash >>> 13);

/** Whether two lists hold the same nodes in the same order. */
export function sameNodes(a: readonly Node[], b: readonly Node[]): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/** Zeros of different sign are different numbers. */
function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (!Object.is(a[k], b[k])) return false;
  return true;
}

/** Nodes of all kinds have the same fields in the same order, so that an engine finds them at one place. */
function shaped(draft: Fields, id: number): Node {
  const fields: Fields = {
    op: draft.op,
    id,
    args: draft.args,
    axes: draft.axes,
    range: draft.range,
    name: draft.name,
    axis: draft.axis,
    over: draft.over,
    value: draft.value,
    constant: draft.constant,
    coefficients: draft.coefficients,
    exponents: draft.exponents,
    differentiable: draft.differentiable,
    of: draft.of,
    frozen: draft.frozen,
    memo: { terms: undefined, factors: undefined, reduces: undefined, moves: undefined, walk: 0 },
  };
  return fields as Node;
}
