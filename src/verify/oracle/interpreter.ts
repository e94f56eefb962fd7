/**
 * A recursive evaluator of the syntax tree: an expression and a scope in, a tensor with named axes out. It
 * reads the language's meaning straight from what the user wrote and shares nothing with the compiler.
 */
import type {
  AxisArgument,
  Binary,
  Body,
  Call,
  Expression,
  Hyperparameter,
  LossDeclaration,
  Module,
} from '../../syntax/tree.ts';
import type { Program, Resolved } from '../../syntax/program.ts';
import { alongAxes, type Slice } from './alongAxes.ts';
import { position, size } from './classes.ts';
import { functions, type ElementaryFunction } from './functions.ts';
import {
  bindParameters,
  moduleScope,
  once,
  renameAxes,
  resolve,
  type AxisNames,
  type Scope,
} from './scope.ts';
import type { Session } from './session.ts';
import { at, elementwise, literal, scalar, type NamedTensor } from './tensor.ts';

/** Kinds into which no gradient flows. */
export const undifferentiated: ReadonlySet<string> = new Set(['label', 'soft', 'index', 'weight', 'map']);

export class Interpreter<T> {
  readonly #program: Program;
  readonly #session: Session<T>;

  constructor(program: Program, session: Session<T>) {
    this.#program = program;
    this.#session = session;
  }

  /** The scope of a declaration's body: its inputs as given, hyperparameters and `where` names on demand. */
  scope(
    module: Module,
    axes: AxisNames,
    inputs: ReadonlyMap<string, NamedTensor<T>>,
    hyperparameters: readonly Hyperparameter[],
    passed: ReadonlyMap<string, NamedTensor<T>>,
    body: Body,
  ): Scope<T> {
    const scope: Scope<T> = { module, values: new Map(), axes };
    for (const [name, value] of inputs) scope.values.set(name, () => value);
    for (const { name, value } of hyperparameters) {
      const given = passed.get(name.text);
      const missing = `The hyperparameter ${name.text} has no value and no default.`;
      scope.values.set(
        name.text,
        given ? () => given : once(() => this.evaluate(value ?? raise(missing), scope), name.text),
      );
    }
    for (const { name, value } of body.bindings)
      scope.values.set(
        name.text,
        once(() => this.evaluate(value, scope), name.text),
      );
    return scope;
  }

  evaluate(expression: Expression, scope: Scope<T>): NamedTensor<T> {
    const { arithmetic: a } = this.#session;
    switch (expression.kind) {
      case 'number':
        return literal(a.of(expression.value));
      case 'reference':
        return this.#reference(expression.name.text, scope);
      case 'group':
        return this.evaluate(expression.inner, scope);
      case 'unary': {
        const operand = this.evaluate(expression.operand, scope);
        const negated = (x: T): T =>
          expression.operator === '-' ? a.negate(x) : a.of(this.#holds(x) ? 0 : 1);
        return elementwise([operand], (values) => negated(at(values, 0)));
      }
      case 'binary':
        return this.#binary(expression, scope);
      case 'if': {
        const parts = [expression.test, expression.yes, expression.no].map((e) => this.evaluate(e, scope));
        return elementwise(parts, (v) => (this.#holds(at(v, 0)) ? at(v, 1) : at(v, 2)));
      }
      case 'call':
        return this.#call(expression, scope);
    }
  }

  /** Whether a value counts as true: it is not 0. */
  #holds(x: T): boolean {
    return this.#session.compare(x, this.#session.arithmetic.of(0)) !== 0;
  }

  #reference(name: string, scope: Scope<T>): NamedTensor<T> {
    const local = scope.values.get(name);
    if (local !== undefined) return local();
    const found = this.#program.lookup(scope.module, name);
    if (found?.declaration.kind === 'const')
      return this.evaluate(found.declaration.value, moduleScope(found.module));
    if (name === 'inf') return literal(this.#session.arithmetic.of(Infinity));
    if (name === 'pi') return literal(this.#session.arithmetic.of(Math.PI));
    throw new Error(`The oracle knows no value ${name}.`);
  }

  #binary(expression: Binary, scope: Scope<T>): NamedTensor<T> {
    const operands = [this.evaluate(expression.left, scope), this.evaluate(expression.right, scope)];
    const operation = this.#operation(expression.operator);
    return elementwise(operands, (values) => operation(at(values, 0), at(values, 1)));
  }

  #operation(operator: Binary['operator']): (x: T, y: T) => T {
    const { arithmetic: a } = this.#session;
    const test = (holds: (order: number) => boolean) => (x: T, y: T) =>
      a.of(holds(this.#session.compare(x, y)) ? 1 : 0);
    switch (operator) {
      case '+':
        return a.add;
      case '-':
        return a.subtract;
      case '*':
        return a.multiply;
      case '/':
        return a.divide;
      case '^':
        return a.power;
      case '<':
        return test((order) => order < 0);
      case '<=':
        return test((order) => order <= 0);
      case '>':
        return test((order) => order > 0);
      case '>=':
        return test((order) => order >= 0);
      case '==':
        return test((order) => order === 0);
      case '!=':
        return test((order) => order !== 0);
      case 'and':
        return (x, y) => a.of([this.#holds(x), this.#holds(y)].every(Boolean) ? 1 : 0);
      case 'or':
        return (x, y) => a.of([this.#holds(x), this.#holds(y)].some(Boolean) ? 1 : 0);
    }
  }

  #call(call: Call, scope: Scope<T>): NamedTensor<T> {
    const name = call.callee.text;
    const declared = this.#program.lookup(scope.module, name);
    if (declared !== undefined) return this.#declared(call, declared, scope);
    if (name === 'size' || name === 'position') {
      const axes = call.arguments.flatMap((argument) => this.#axisNamed(argument, scope));
      return name === 'size' ? size(this.#session, axes) : position(this.#session, axes);
    }
    const operands = call.arguments.map((argument) => this.evaluate(argument, scope));
    if (name === 'stop') return this.#session.stop(at(operands, 0));
    if (call.axes !== undefined) return this.#alongAxes(call, call.axes, operands, scope);
    const elementary = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (elementary === undefined)
      throw new Error(`The oracle knows no function ${name}, or not without axes.`);
    return this.#elementary(call, elementary, operands, scope);
  }

  #axisNamed(argument: Expression, scope: Scope<T>): readonly string[] {
    if (argument.kind !== 'reference') throw new Error('size and position take the name of an axis.');
    return resolve(argument.name.text, scope);
  }

  #elementary(
    call: Call,
    elementary: ElementaryFunction,
    operands: readonly NamedTensor<T>[],
    scope: Scope<T>,
  ): NamedTensor<T> {
    const [fewest, most] = elementary.arity;
    if (operands.length < fewest || operands.length > most)
      throw new Error(`${call.callee.text} was given ${operands.length} arguments.`);
    const named = this.#named(call, scope);
    const extra = (elementary.named ?? []).map(
      ({ name, value }) => named.get(name) ?? scalar(this.#session.arithmetic.of(value)),
    );
    const written = operands.map((operand) => operand.written === true);
    return elementwise([...operands, ...extra], (values) => elementary.apply(this.#session, values, written));
  }

  #named(call: Call, scope: Scope<T>): ReadonlyMap<string, NamedTensor<T>> {
    return new Map(call.named.map(({ name, value }) => [name.text, this.evaluate(value, scope)]));
  }

  #alongAxes(
    call: Call,
    bracket: readonly AxisArgument[],
    operands: readonly NamedTensor<T>[],
    scope: Scope<T>,
  ): NamedTensor<T> {
    const axes = bracket.flatMap((entry) => resolve(entry.name.text, scope));
    const slices = this.#slices(bracket, scope);
    const named = this.#named(call, scope);
    return alongAxes(this.#session, call.callee.text, { axes, slices, operands, named });
  }

  #slices(bracket: readonly AxisArgument[], scope: Scope<T>): readonly Slice[] {
    return bracket.flatMap(({ name, slice: part }) => {
      if (part === undefined) return [];
      const [axis, ...further] = resolve(name.text, scope);
      if (axis === undefined || further.length > 0)
        throw new Error(`${name.text} stands for several axes here, so that it has no parts.`);
      const bound = (expression: Expression | undefined, otherwise: number) =>
        expression
          ? this.#session.arithmetic.number(at(this.evaluate(expression, scope).data, 0))
          : otherwise;
      return [{ axis, from: bound(part.from, 0), to: bound(part.to, Infinity) }];
    });
  }

  #declared(call: Call, { declaration, module }: Resolved, scope: Scope<T>): NamedTensor<T> {
    if (declaration.kind === 'const') throw new Error(`${call.callee.text} is a constant, not a function.`);
    const axes =
      declaration.kind === 'fn' ? bindParameters(call, declaration, scope) : renameAxes(call, scope);
    const operands = call.arguments.map((argument) => this.evaluate(argument, scope));
    const names = declaration.kind === 'fn' ? declaration.parameters : declaration.inputs.map((i) => i.name);
    if (operands.length !== names.length)
      throw new Error(
        `${call.callee.text} takes ${names.length} arguments and was given ${operands.length}.`,
      );
    const inputs = new Map(
      operands.map((operand, i) => [
        at(names, i).text,
        declaration.kind === 'fn' ? operand : this.#asInput(operand, at(declaration.inputs, i), axes),
      ]),
    );
    const { hyperparameters, body } = declaration;
    const inner = this.scope(module, axes, inputs, hyperparameters, this.#named(call, scope), body);
    const result = this.evaluate(body.result, inner);
    // A metric is not differentiated, wherever it is called.
    return declaration.kind === 'metric' ? this.#session.stop(result) : result;
  }

  /** An argument as the callee declares it: with all declared axes, and constant where the kind says so. */
  #asInput(
    operand: NamedTensor<T>,
    input: LossDeclaration['inputs'][number],
    axes: AxisNames,
  ): NamedTensor<T> {
    const declared = input.axes.flatMap((axis) => axes.get(axis.text) ?? [axis.text]);
    const full = this.#session.repeat(operand, declared);
    return input.constant || undifferentiated.has(input.kind.text) ? this.#session.stop(full) : full;
  }
}

const raise = (message: string): never => {
  throw new Error(message);
};
