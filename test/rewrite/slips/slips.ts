/** TypeScript in; every slip that could have been made in writing it out, each as another text of one expression. */
import { tsPlugin } from '@sveltejs/acorn-typescript';
import { Parser, type AnyNode } from 'acorn';
import { slipsIn, type Change } from './kinds.ts';

export interface Slip extends Change {
  /** The function or rule that it is in, and what it does: the same for as long as that code is. */
  readonly what: string;
  /** It is in what runs once, when the file is loaded. */
  readonly once: boolean;
}

interface Place {
  readonly name: string;
  readonly once: boolean;
  /** Parentheses inside `a?.b.c` would change what it means: the whole of it is written anew. */
  readonly chain: AnyNode | undefined;
}

const TypeScript = Parser.extend(tsPlugin());
/** Types inside expressions; all others are no code. */
const asserting: ReadonlySet<string> = new Set(['TSAsExpression', 'TSSatisfiesExpression']);

export function slips(code: string): readonly Slip[] {
  const found: Slip[] = [];
  const visit = (node: AnyNode, parent: AnyNode, place: Place): void => {
    if (isSkipped(node, parent)) return;
    const here = placeIn(node, place);
    for (const change of slipsIn(node, parent, code)) {
      const whole = here.chain ?? change;
      const text = `${code.slice(whole.start, change.start)}${change.text}${code.slice(change.end, whole.end)}`;
      const what = `${here.name}: ${change.what}`;
      const before = found.filter((slip) => slip.what.replace(/ #\d+$/, '') === what).length;
      found.push({
        start: whole.start,
        end: whole.end,
        text,
        what: before === 0 ? what : `${what} #${before + 1}`,
        once: here.once,
      });
    }
    for (const child of childrenOf(node)) visit(child, node, here);
  };
  const whole = TypeScript.parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  visit(whole, whole, { name: '', once: true, chain: undefined });
  return found;
}

/** Names, what is taken apart, and keys are no expressions. */
function isSkipped(node: AnyNode, parent: AnyNode): boolean {
  const type: string = node.type;
  if (type.startsWith('TS') && !asserting.has(type)) return true;
  if (node.type.startsWith('Import') || node.type.endsWith('Pattern')) return true;
  if (parent.type === 'Property') return node === parent.key;
  return parent.type === 'MemberExpression' && node === parent.property && !parent.computed;
}

function placeIn(node: AnyNode, place: Place): Place {
  if (node.type === 'FunctionDeclaration') return { ...place, name: node.id?.name ?? '', once: false };
  if (node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression')
    return { ...place, once: false, chain: undefined };
  if (node.type === 'ChainExpression') return { ...place, chain: place.chain ?? node };
  if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier')
    return place.name === '' || node.init?.type === 'ArrowFunctionExpression'
      ? { ...place, name: node.id.name }
      : place;
  if (node.type === 'Property' && node.key.type === 'Literal')
    return { ...place, name: String(node.key.value) };
  return place;
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

const childrenOf = (node: AnyNode): readonly AnyNode[] => Object.values(node).flat().filter(isNode);
