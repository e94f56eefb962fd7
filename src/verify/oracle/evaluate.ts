/** A program, the name of a loss and data in; its value and terms in any number system out. */
import type { Program } from '../../syntax/program.ts';
import type { Input, LossDeclaration, Module } from '../../syntax/tree.ts';
import type { Arithmetic } from './arithmetic.ts';
import { axisSizes, type Data } from './data.ts';
import { Interpreter, undifferentiated } from './interpreter.ts';
import { real } from './real.ts';
import { moduleScope } from './scope.ts';
import { Session, type Stops, type Trace } from './session.ts';
import { at, elements, scalar, type NamedTensor } from './tensor.ts';
import { termsOf } from './terms.ts';

export interface Evaluation<T> {
  readonly value: NamedTensor<T>;
  readonly terms: Readonly<Record<string, NamedTensor<T>>>;
  readonly trace: Trace;
}

/** How numbers of the data enter a run. */
export interface Machine<T> {
  readonly arithmetic: Arithmetic<T>;
  /** The value of an element of an input or (at element 0) of a hyperparameter; a constant by default. */
  readonly lift?: (name: string, element: number, value: number) => T;
  readonly stops?: Stops<T>;
  /** Evaluate the terms too; true by default. */
  readonly terms?: boolean;
}

/** The declaration of a loss or metric of the entry module. */
export function findLoss(
  program: Program,
  name: string,
): { readonly declaration: LossDeclaration; readonly module: Module } {
  const found = program.lookup(program.entry, name);
  if (found === undefined) throw new Error(`There is no loss ${name} in ${program.entry.source.path}.`);
  const { declaration, module } = found;
  if (declaration.kind !== 'loss' && declaration.kind !== 'metric')
    throw new Error(`${name} is a ${declaration.kind}, not a loss or metric.`);
  return { declaration, module };
}

/** The inputs of a loss into which a gradient flows. */
export const differentiableInputs = (declaration: LossDeclaration): readonly string[] =>
  declaration.inputs
    .filter((input) => !input.constant && !undifferentiated.has(input.kind.text))
    .map((input) => input.name.text);

/** Values of all hyperparameters in f64: as given, or the default. */
export function hyperparameterValues(
  program: Program,
  name: string,
  given: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const { declaration, module } = findLoss(program, name);
  const interpreter = new Interpreter(program, new Session(real, {}));
  const passed = new Map(Object.entries(given).map(([key, value]) => [key, scalar(value)]));
  const { hyperparameters, body } = declaration;
  const scope = interpreter.scope(module, new Map(), new Map(), hyperparameters, passed, body);
  return Object.fromEntries(
    hyperparameters.map(({ name: { text } }) => {
      const value = scope.values.get(text)?.();
      if (value === undefined) throw new Error(`The hyperparameter ${text} has no value.`);
      return [text, at(value.data, 0)];
    }),
  );
}

type Lift<T> = (name: string, element: number, value: number) => T;

/** An input as declared, from the data. */
function inputTensor<T>(session: Session<T>, input: Input, data: Data, lift: Lift<T>): NamedTensor<T> {
  const name = input.name.text;
  const given = data.inputs[name];
  if (given === undefined) throw new Error(`The data lacks the input ${name}.`);
  const { axes, sizes } = given;
  if (given.data.length !== elements(given))
    throw new Error(`${name} has ${given.data.length} values for the sizes ${sizes.join(' × ')}.`);
  const values = Array.from(given.data, (value, element) => lift(name, element, value));
  const declared = input.axes.map((axis) => axis.text);
  return session.repeat({ axes, sizes, data: values }, declared);
}

/** Evaluates a loss on data with any number system. */
export function run<T>(program: Program, name: string, data: Data, machine: Machine<T>): Evaluation<T> {
  const { declaration, module } = findLoss(program, name);
  const { arithmetic } = machine;
  const session = new Session(arithmetic, axisSizes(data), machine.stops);
  const interpreter = new Interpreter(program, session);
  const lift: Lift<T> = machine.lift ?? ((_name, _element, value) => arithmetic.of(value));
  const inputs = new Map(
    declaration.inputs.map((input) => [input.name.text, inputTensor(session, input, data, lift)]),
  );
  const parameters = new Map(
    Object.entries(hyperparameterValues(program, name, data.parameters)).map(([key, value]) => [
      key,
      scalar(lift(key, 0, value)),
    ]),
  );
  const { hyperparameters, body } = declaration;
  const scope = interpreter.scope(module, new Map(), inputs, hyperparameters, parameters, body);
  const value = interpreter.evaluate(body.result, scope);
  const terms = machine.terms === false ? [] : termsOf(program, module, body);
  return {
    value,
    terms: Object.fromEntries(terms.map((term) => [term.name, interpreter.evaluate(term.value, scope)])),
    trace: session.trace,
  };
}

/** The value of a loss on data, and its terms, in f64 unless another number system is asked for. */
export function evaluate(program: Program, name: string, data: Data): Evaluation<number>;
export function evaluate<T>(
  program: Program,
  name: string,
  data: Data,
  options: { readonly arithmetic: Arithmetic<T> },
): Evaluation<T>;
export function evaluate<T>(
  program: Program,
  name: string,
  data: Data,
  options?: { readonly arithmetic: Arithmetic<T> },
): Evaluation<number> | Evaluation<T> {
  return options === undefined
    ? run(program, name, data, { arithmetic: real })
    : run(program, name, data, { arithmetic: options.arithmetic });
}

/** A scalar expression of constants, such as the end of a domain, as seen from a module. */
export function evaluateConstant(
  program: Program,
  module: Module,
  expression: Parameters<Interpreter<number>['evaluate']>[0],
): number {
  const interpreter = new Interpreter(program, new Session(real, {}));
  return at(interpreter.evaluate(expression, moduleScope(module)).data, 0);
}
