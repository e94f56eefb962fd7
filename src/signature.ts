/** A checked loss and the build's options in, the signature that callers see out. */
import { OptionError } from './text/optionError.ts';
import type { CheckedHyperparameter, CheckedInput, CheckedLoss } from './check/checked.ts';
import type { Range } from './graph/range.ts';
import type { CompileOptions, DomainValues, Signature } from './compile.ts';

export function signatureOf(loss: CheckedLoss, options: CompileOptions): Signature {
  // An axis c is one of classes by custom, where no index says so.
  const classAxes = new Set(['c', ...loss.inputs.flatMap((i) => i.of ?? [])]);
  const order = (name: string, axes: readonly string[]): readonly string[] =>
    layout(name, axes, classAxes, options);
  return {
    name: loss.name,
    kind: loss.kind,
    doc: loss.declaration.doc?.text ?? '',
    inputs: loss.inputs.map((i) => ({
      name: i.name,
      kind: i.kind,
      axes: i.axes,
      layout: order(i.name, i.axes),
      ...(i.of === undefined ? {} : { of: i.of }),
      domain: domainOf(i),
      differentiable: i.differentiable && loss.kind === 'loss',
    })),
    hyperparameters: loss.hyperparameters.map((h) => ({
      name: h.name,
      ...(h.value === undefined ? {} : { value: h.value }),
      domain: domainOf(h),
      pinned: h.pinned,
      differentiable: !h.pinned && (options.hyperparameterGradients ?? []).includes(h.name),
    })),
    axes: loss.axes,
    result: order('', loss.result.axes),
    terms: loss.terms.map((t) => ({ name: t.name, axes: order('', t.value.axes) })),
  };
}

/** Memory order: as declared, class axes last, or as the options say for this input. */
function layout(
  name: string,
  axes: readonly string[],
  classes: ReadonlySet<string>,
  options: CompileOptions,
): readonly string[] {
  const wanted = options.layout ?? 'first';
  if (wanted === 'first') return axes;
  if (wanted === 'last')
    return [...axes.filter((a) => !classes.has(a)), ...axes.filter((a) => classes.has(a))];
  const own = wanted[name];
  if (own === undefined) return axes;
  if (!Array.isArray(own))
    throw new OptionError(
      `The layout of ${name} must be a list of axes.`,
      `Pass [${axes.map((axis) => JSON.stringify(axis)).join(', ')}], say.`,
    );
  if ([...own].sort().join() !== [...axes].sort().join())
    throw new OptionError(
      `The layout of ${name} must name its axes ${axes.join(', ')}, each once; it names ${own.join(', ')}.`,
    );
  return own;
}

function domainOf({
  range,
  values,
}: Pick<CheckedInput | CheckedHyperparameter, 'range' | 'values'>): DomainValues {
  if (values !== undefined) return { kind: 'set', values };
  if (isLabel(range)) return { kind: 'set', values: [0, 1] };
  return { kind: 'interval', low: range.lo, lowOpen: range.loOpen, high: range.hi, highOpen: range.hiOpen };
}

const isLabel = (r: Range): boolean => r.integer && r.lo === 0 && r.hi === 1;
