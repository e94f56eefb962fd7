/** A call and what it calls in; the scope in which the body of that is checked out. */
import type { Call, Declaration, Module } from '../syntax/tree.ts';
import type { Scope } from './scope.ts';

/** What can be called. */
export type Callable = Exclude<Declaration, { kind: 'const' }>;

/** The scope of a callee's body. */
export function bodyScope(
  call: Call,
  callee: Callable,
  module: Module,
  scope: Scope,
  parts: Pick<Scope, 'values' | 'axes' | 'outer'>,
): Scope {
  return {
    context: scope.context,
    module,
    bindings: new Map(callee.body.bindings.map((b) => [b.name.text, b])),
    frames: [...scope.frames, { name: callee.name.text, call: call.span }],
    known: new Map(),
    open: [],
    ...parts,
  };
}
