/** A signature in; the statements by which a driver reads and checks its inputs, hyperparameters and sizes out. */
import type { HyperparameterSignature, InputSignature } from '../../../compile.ts';
import type { Plan } from '../../../schedule/plan.ts';
import type { Writer } from '../../../text/writer.ts';
import { domainText } from '../domain.ts';
import type { ModuleScope } from './scope.ts';

export function readArguments(scope: ModuleScope, writer: Writer, withGradient: boolean, plan: Plan): void {
  const { signature, checked } = scope.input;
  const names = scope.symbols.inputs;
  writer.line(`checkNames('input', inputs, ${JSON.stringify(signature.inputs.map((i) => i.name))});`);
  writer.line(
    `const { ${signature.inputs.map((i) => property(i.name, names.get(i.name)?.name ?? i.name)).join(', ')} } = inputs;`,
  );
  signature.inputs.forEach((i) =>
    writer.line(`checkArray(${JSON.stringify(i.name)}, ${names.get(i.name)?.name ?? i.name});`),
  );
  const free = signature.hyperparameters.filter((h) => !h.pinned);
  writer.line(`checkNames('hyperparameter', params, ${JSON.stringify(free.map((h) => h.name))});`);
  checkRest(scope, writer, withGradient, plan);
  free.forEach((h) => readHyperparameter(scope, writer, h));
  readSizes(scope, writer);
  if (checked) signature.inputs.forEach((i) => checkData(scope, writer, i));
  if (withGradient && usesUpstream(plan)) readUpstream(scope, writer);
}

/** Names of gradients and of results: a misspelt `upstream` would pass for none. */
function checkRest(scope: ModuleScope, writer: Writer, withGradient: boolean, plan: Plan): void {
  const { result, kind } = scope.input.signature;
  if (withGradient) {
    const wanted = plan.outputs.filter((o) => o.role === 'gradient').map((o) => o.name);
    writer.line(`checkNames('gradient', gradients, ${JSON.stringify(wanted)});`);
  }
  const ofEach = result.length === 0 ? [] : kind === 'loss' ? ['value', 'upstream'] : ['value'];
  writer.line(`checkNames('entry of into', into, ${JSON.stringify([...ofEach, 'terms'])});`);
  if (plan.outputs.some((o) => o.role === 'term'))
    writer.line(`if (into.terms !== undefined) checkObject('term', into.terms);`);
}

function readHyperparameter(scope: ModuleScope, writer: Writer, h: HyperparameterSignature): void {
  const name = scope.symbols.hyperparameters.get(h.name) ?? h.name;
  const fallback = h.value === undefined ? '' : ` ?? ${h.value}`;
  writer.line(`const ${name} = params[${JSON.stringify(h.name)}]${fallback};`);
  const d = h.domain;
  const test =
    d.kind === 'set'
      ? `[${d.values.join(', ')}].includes(${name})`
      : [
          `Number.isFinite(${name})`,
          ...(d.low > -Infinity ? [`${name} ${d.lowOpen ? '>' : '>='} ${d.low}`] : []),
          ...(d.high < Infinity ? [`${name} ${d.highOpen ? '<' : '<='} ${d.high}`] : []),
        ].join(' && ');
  writer.line(
    `if (!(${test})) throw outside(${JSON.stringify(h.name)}, ${name}, ${JSON.stringify(domainText(d))});`,
  );
}

function readSizes(scope: ModuleScope, writer: Writer): void {
  const { signature, extents } = scope.input;
  if (signature.axes.length === 0) return;
  const arrays = signature.inputs
    .filter((i) => i.axes.length > 0)
    .map(
      (i) =>
        `[${JSON.stringify(i.name)}, ${scope.symbols.inputs.get(i.name)?.name}.length, ${JSON.stringify(i.layout)}]`,
    );
  const scalars = signature.inputs.filter((i) => i.axes.length === 0);
  const fused = [...extents.values()].filter((axes) => axes.length > 1);
  const names = signature.axes.map((axis) => property(axis, scope.symbols.sizes.get(axis) ?? axis));
  writer.line(
    `const { ${names.join(', ')} } = resolveSizes(sizes, ${JSON.stringify(signature.axes)}, [${arrays.join(', ')}], ${JSON.stringify(fused)});`,
  );
  scalars.forEach((i) =>
    writer.line(
      `checkLength(${JSON.stringify(i.name)}, ${scope.symbols.inputs.get(i.name)?.name}, 1, 'one number');`,
    ),
  );
  for (const [axis, behind] of extents)
    if (behind.length > 1)
      writer.line(
        `const ${scope.symbols.extents.get(axis)} = ${behind.map((b) => scope.symbols.sizes.get(b)).join(' * ')};`,
      );
}

function checkData(scope: ModuleScope, writer: Writer, i: InputSignature): void {
  const name = scope.symbols.inputs.get(i.name)?.name ?? i.name;
  const d = i.domain;
  if (i.kind === 'index') writer.line(`checkIndex(${JSON.stringify(i.name)}, ${name});`);
  else if (d.kind === 'set')
    writer.line(`checkSet(${JSON.stringify(i.name)}, ${name}, [${d.values.join(', ')}]);`);
  else {
    // Where all reals are allowed, a network that diverges hands over infinities as well.
    const isAny = d.low === -Infinity && d.high === Infinity;
    const [low, high] = [`${num(d.low)}, ${d.lowOpen && !isAny}`, `${num(d.high)}, ${d.highOpen && !isAny}`];
    writer.line(
      `checkRange(${JSON.stringify(i.name)}, ${name}, ${low}, ${high}, ${JSON.stringify(`${i.kind} in ${domainText(d)}`)});`,
    );
  }
}

function readUpstream(scope: ModuleScope, writer: Writer): void {
  const { result } = scope.input.signature;
  const length = scope.length(scope.swept(result));
  writer.line(`const ${scope.upstream} = into.upstream ?? ones(${length});`);
  writer.line(`checkArray('upstream', ${scope.upstream});`);
  writer.line(
    `checkLength('upstream', ${scope.upstream}, ${length}, ${JSON.stringify(result.join(' × '))});`,
  );
}

const usesUpstream = (plan: Plan): boolean =>
  plan.outputs.some((o) => o.role === 'value' && o.axes.length > 0);

const property = (key: string, name: string): string =>
  key === name ? key : `${/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : JSON.stringify(key)}: ${name}`;
const num = (value: number): string =>
  value === Infinity ? 'Infinity' : value === -Infinity ? '-Infinity' : String(value);
