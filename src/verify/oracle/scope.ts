/** What the names in a body mean while it is evaluated, and how a call binds the axes of its callee. */
import type { Call, FunctionDeclaration, Module } from '../../syntax/tree.ts';
import { at, type NamedTensor } from './tensor.ts';

type Lazy<T> = () => NamedTensor<T>;

/** The axes of the data behind an axis name of a body; a name that is absent stands for itself. */
export type AxisNames = ReadonlyMap<string, readonly string[]>;

export interface Scope<T> {
  readonly module: Module;
  /** Evaluated when first asked for. */
  readonly values: Map<string, Lazy<T>>;
  readonly axes: AxisNames;
}

export const moduleScope = <T>(module: Module): Scope<T> => ({ module, values: new Map(), axes: new Map() });

/** The axes of the data behind an axis name. */
export const resolve = <T>(axis: string, scope: Scope<T>): readonly string[] =>
  scope.axes.get(axis) ?? [axis];

/** A callee's axes by the caller's: `dice[i: px]` renames, what is not named keeps its name. */
export function renameAxes<T>(call: Call, scope: Scope<T>): AxisNames {
  const axes = new Map(scope.axes);
  for (const { name, rename } of call.axes ?? []) axes.set(name.text, resolve((rename ?? name).text, scope));
  return axes;
}

/** Axis parameters of a `fn`: by name (`a: c`), then by place; a single one takes all that are listed. */
export function bindParameters<T>(call: Call, declaration: FunctionDeclaration, scope: Scope<T>): AxisNames {
  const axes = new Map(scope.axes);
  const bracket = call.axes ?? [];
  const byName = bracket.filter((entry) => entry.rename !== undefined);
  for (const parameter of declaration.axes) {
    const own = byName.filter((entry) => entry.name.text === parameter.text);
    if (own.length > 0)
      axes.set(
        parameter.text,
        own.flatMap((entry) => resolve((entry.rename ?? entry.name).text, scope)),
      );
  }
  const open = declaration.axes.filter((p) => !byName.some((entry) => entry.name.text === p.text));
  const listed = bracket.filter((entry) => entry.rename === undefined).map((entry) => entry.name.text);
  const only = open.length === 1 ? open[0] : undefined;
  if (only !== undefined)
    axes.set(
      only.text,
      listed.flatMap((axis) => resolve(axis, scope)),
    );
  else if (open.length !== listed.length)
    throw new Error(`${call.callee.text} has ${open.length} axis parameters and was given ${listed.length}.`);
  else open.forEach((parameter, i) => axes.set(parameter.text, resolve(at(listed, i), scope)));
  return axes;
}

/** Evaluates once, and says so where a name depends on itself. */
export function once<T>(evaluate: Lazy<T>, name: string): Lazy<T> {
  let value: NamedTensor<T> | undefined;
  let running = false;
  return () => {
    if (running) throw new Error(`${name} depends on itself.`);
    running = true;
    value ??= evaluate();
    running = false;
    return value;
  };
}
