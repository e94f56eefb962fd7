/** A plan in; the statements by which a driver finds the arrays it writes into, and hands them back, out. */
import type { Along } from '../../../graph/node.ts';
import type { Output, Plan } from '../../../schedule/plan.ts';
import type { Writer } from '../../../text/writer.ts';
import type { Stored } from '../memory.ts';
import type { Namer } from '../namer.ts';
import type { ModuleScope } from './scope.ts';

/** Names for the arrays and slots of results, terms and gradients. */
export function nameOutputs(module: ModuleScope, plan: Plan, scope: Namer): ReadonlyMap<Output, Stored> {
  const outputs = new Map<Output, Stored>();
  for (const output of plan.outputs) {
    const wish =
      output.role === 'gradient'
        ? `d_${output.name}`
        : output.axes.length === 0
          ? `${output.name}Slot`
          : `${output.name}Out`;
    outputs.set(output, { name: scope.take(wish), axes: module.swept(output.axes) });
  }
  return outputs;
}

/** Where results go: arrays of the caller, checked, or working memory. */
export function takeOutputs(
  scope: ModuleScope,
  writer: Writer,
  plan: Plan,
  outputs: ReadonlyMap<Output, Stored>,
  withGradient: boolean,
): void {
  const written: string[] = [];
  const parks = new Set(plan.nests.flatMap((nest) => [...nest.parks.values()]));
  const several = plan.outputs.filter((o) => o.role === 'gradient').length > 1;
  for (const [output, { name }] of outputs) {
    const key = JSON.stringify(output.name);
    if (output.role === 'gradient' || output.axes.length > 0)
      written.push(`[${JSON.stringify(placeOf(output))}, ${name}]`);
    if (output.role === 'gradient') {
      const made = several && parks.has(output) ? 'let' : 'const';
      writer.line(`${made} ${name} = gradients[${key}] ?? null;`);
      writer.line(
        `checkOutput(${JSON.stringify(placeOf(output))}, ${name}, ${scope.length(output.axes)}, ${JSON.stringify(output.axes.join(' × '))});`,
      );
    } else if (output.axes.length === 0) {
      scope.arrays.add(name);
      writer.line(`const ${name} = memory.${name};`);
    } else if (output.role === 'value') {
      writer.line(`const ${name} = into.value;`);
      writer.line(`checkArray(${JSON.stringify(placeOf(output))}, ${name});`);
      writer.line(
        `checkOutput(${JSON.stringify(placeOf(output))}, ${name}, ${scope.length(output.axes)}, ${JSON.stringify(output.axes.join(' × '))});`,
      );
    } else {
      const axes = scope.length(output.axes);
      scope.arrays.add(name);
      writer.line(
        `const ${name} = isOutput(into.terms?.[${key}], ${axes}) ? into.terms[${key}] : room(${JSON.stringify(name)}, ${axes});`,
      );
    }
  }
  if (written.length === 0) return;
  const read = scope.input.signature.inputs.map(({ name }) => [
    name,
    scope.symbols.inputs.get(name)?.name ?? name,
  ]);
  if (withGradient && scope.input.signature.result.length > 0) read.push(['upstream', scope.upstream]);
  writer.line(
    `checkApart([${written.join(', ')}], [${read.map(([name, local]) => `[${JSON.stringify(name)}, ${local}]`).join(', ')}]);`,
  );
}

/** Where the caller says into which array a result goes. */
const placeOf = ({ role, name }: Output): string =>
  role === 'gradient' ? `gradients.${name}` : role === 'value' ? 'into.value' : `into.terms.${name}`;

/** Working memory for reductions, as they start. */
export function reserve(scope: ModuleScope, writer: Writer, plan: Plan): void {
  for (const node of plan.accumulators) {
    const stored = scope.symbols.accumulators.get(node);
    if (stored === undefined) continue;
    const length = stored.axes.map((axis) => scope.symbols.extents.get(axis) ?? axis).join(' * ') || '1';
    for (const [name, start] of accumulatorArrays(node, stored.name)) {
      scope.arrays.add(name);
      writer.line(
        stored.axes.length === 0
          ? `const ${name} = memory.${name}.fill(${start});`
          : `const ${name} = room(${JSON.stringify(name)}, ${length}).fill(${start}, 0, ${length});`,
      );
    }
  }
}

/** Arrays for what is left there between two passes: the caller's, and working memory where only other gradients are wanted. */
export function makeParks(
  scope: ModuleScope,
  writer: Writer,
  parks: ReadonlySet<Output>,
  outputs: ReadonlyMap<Output, Stored>,
): void {
  const gradients = [...outputs].filter(([output]) => output.role === 'gradient');
  const none = gradients.map(([, { name }]) => `${name} === null`).join(' && ');
  writer.line(`if (${none}) return value(inputs, sizes, params, into);`);
  if (gradients.length < 2) return;
  for (const [output, { name }] of gradients) {
    if (!parks.has(output)) continue;
    scope.arrays.add(name);
    writer.line(`${name} ??= room(${JSON.stringify(name)}, ${scope.length(output.axes)});`);
  }
}

/** Terms for a caller who asked for them, and the value. */
export function giveBack(
  scope: ModuleScope,
  writer: Writer,
  plan: Plan,
  outputs: ReadonlyMap<Output, Stored>,
): void {
  const terms = plan.outputs.filter((o) => o.role === 'term');
  if (terms.length > 0)
    writer.block('if (into.terms !== undefined) {', () => {
      for (const term of terms) {
        const name = outputs.get(term)?.name ?? '';
        const key = JSON.stringify(term.name);
        writer.line(
          `into.terms[${key}] = ${term.axes.length === 0 ? `${name}[0]` : `into.terms[${key}] === ${name} ? ${name} : ${name}.slice(0, ${scope.length(term.axes)})`};`,
        );
      }
    });
  const value = plan.outputs.find((o) => o.role === 'value');
  const name = value === undefined ? '' : (outputs.get(value)?.name ?? '');
  writer.line(`return ${value?.axes.length === 0 ? `${name}[0]` : name};`);
}

/** The arrays of an accumulator with what they start from; argmax also keeps the largest value. */
function accumulatorArrays(node: Along, name: string): readonly (readonly [string, string])[] {
  const start: Readonly<Record<string, string>> = { max: '-Infinity', min: 'Infinity', prod: '1' };
  if (node.name === 'argmax')
    return [
      [name, '0'],
      [`${name}Best`, '-Infinity'],
    ];
  return [[name, start[node.name] ?? '0']];
}
