/** A loss's signature and a data document in, the arrays, sizes and parameters of one call out. */
import type { InputSignature, Signature } from '../compile.ts';
import { bindAxes, product, type Dimensions, type Shaped } from './axes.ts';
import type { DataDocument } from './document.ts';
import { checkValues, contains, domainText } from './domain.ts';
import { flatten, type Dense } from './nested.ts';
import { suggestion, type Complain } from './problem.ts';

/** Everything that a call of a loss needs, whatever the backend. */
export interface BoundData {
  /** Row-major, in the declared order of the axes. */
  readonly inputs: ReadonlyMap<string, Dense>;
  readonly dimensions: Dimensions;
  /** The number of positions along each axis. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Every hyperparameter that is not pinned: as given, or its default. */
  readonly params: Readonly<Record<string, number>>;
}

/** Binds a document to a signature; undefined where something does not fit, which was reported. */
export function bindData(
  signature: Signature,
  document: DataDocument,
  complain: Complain,
): BoundData | undefined {
  let sound = true;
  const report: Complain = (problem) => {
    sound = false;
    complain(problem);
  };
  const inputs = readInputs(signature, document, report);
  const params = readParams(signature, document, report);
  checkAxisNames(signature, document, report);
  if (!sound) return undefined;
  const dimensions = bindShapes(signature, inputs, document, report);
  if (!sound || dimensions === undefined) return undefined;
  const sizes = Object.fromEntries([...dimensions].map(([axis, lengths]) => [axis, product(lengths)]));
  return { inputs, dimensions, sizes, params };
}

/** The shape of a tensor with these axes. */
export const shapeOf = (axes: readonly string[], dimensions: Dimensions): readonly number[] =>
  axes.flatMap((axis) => dimensions.get(axis) ?? []);

function readInputs(
  signature: Signature,
  document: DataDocument,
  complain: Complain,
): ReadonlyMap<string, Dense> {
  const declared = signature.inputs.map((input) => input.name);
  const missing = declared.filter((name) => !document.inputs.has(name));
  for (const name of document.inputs.keys())
    if (!declared.includes(name))
      complain({
        where: `inputs.${name}`,
        message: `is not an input of \`${signature.name}\``,
        remedy: suggestion(name, missing) ?? `Its inputs are ${declared.join(', ')}.`,
      });

  const result = new Map<string, Dense>();
  for (const input of signature.inputs) {
    const where = `inputs.${input.name}`;
    if (missing.includes(input.name)) complain({ where, message: 'is missing', remedy: expectation(input) });
    else {
      const dense = flatten(document.inputs.get(input.name), where, complain, expectation(input));
      if (dense === undefined) continue;
      checkValues(input, dense, complain);
      result.set(input.name, dense);
    }
  }
  return result;
}

function expectation({ name, kind, axes, of }: InputSignature): string {
  if (axes.length === 0) return `Give a number, "${name}": 0.5.`;
  const declared = `${name}: ${kind}[${axes.join(', ')}]${of === undefined ? '' : ` of ${of}`}`;
  return `It is declared as \`${declared}\`: give nested arrays in this order.`;
}

function readParams(signature: Signature, document: DataDocument, complain: Complain) {
  const free = signature.hyperparameters.filter((parameter) => !parameter.pinned);
  const names = free.map((parameter) => parameter.name);
  for (const name of document.params.keys())
    if (!names.includes(name))
      complain({ where: `params.${name}`, ...unknownParameter(signature, name, names) });

  const result: Record<string, number> = {};
  for (const { name, value: preset, domain } of free) {
    const where = `params.${name}`;
    const value = document.params.get(name) ?? preset;
    if (value === undefined)
      complain({
        where,
        message: 'is missing and has no default',
        remedy: `It lies in ${domainText(domain)}.`,
      });
    else if (!Number.isFinite(value))
      complain({
        where,
        message: `is ${value}; a hyperparameter is a finite number in ${domainText(domain)}`,
      });
    else if (!contains(domain, value))
      complain({ where, message: `is ${value}, outside its domain ${domainText(domain)}` });
    else result[name] = value;
  }
  return result;
}

function unknownParameter(signature: Signature, name: string, names: readonly string[]) {
  const message = `is not a hyperparameter of \`${signature.name}\``;
  if (signature.inputs.some((input) => input.name === name))
    return { message, remedy: `\`${name}\` is an input: move it to "inputs".` };
  const those = names.length === 0 ? 'It has none.' : `Its hyperparameters are ${names.join(', ')}.`;
  return { message, remedy: suggestion(name, names) ?? those };
}

function checkAxisNames(signature: Signature, document: DataDocument, complain: Complain): void {
  const known = axesOf(signature);
  for (const axis of document.axes.keys())
    if (!known.includes(axis))
      complain({
        where: `axes.${axis}`,
        message: `is not an axis of \`${signature.name}\``,
        remedy: suggestion(axis, known) ?? `Its axes are ${known.join(', ')}.`,
      });
}

/** All axes, those included that only an input has and no size is passed for. */
const axesOf = (signature: Signature): readonly string[] => [
  ...new Set([...signature.inputs.flatMap((input) => input.axes), ...signature.axes]),
];

function bindShapes(
  signature: Signature,
  inputs: ReadonlyMap<string, Dense>,
  document: DataDocument,
  complain: Complain,
): Dimensions | undefined {
  const shaped: Shaped[] = signature.inputs.map(({ name, axes }) => ({
    name,
    axes,
    shape: inputs.get(name)?.shape ?? [],
  }));
  const classes = new Set(signature.inputs.flatMap(({ of }) => (of === undefined ? [] : [of])));
  const bound = bindAxes({ inputs: shaped, stated: document.axes, classes }, complain);
  if (bound === undefined) return undefined;
  const dimensions = new Map(bound);
  for (const axis of axesOf(signature)) {
    if (dimensions.has(axis)) continue;
    const stated = document.axes.get(axis);
    if (stated !== undefined) dimensions.set(axis, typeof stated === 'number' ? [stated] : stated);
    else
      complain({
        where: 'axes',
        message: `The size of the axis \`${axis}\` does not follow from the inputs.`,
        remedy: `State it in the data: "axes": {"${axis}": 4}.`,
      });
  }
  return dimensions;
}
