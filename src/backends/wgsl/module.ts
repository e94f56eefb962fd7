/** A shader and what its host has to know in; a typed ES module without imports that records its dispatches out. */
import type { HyperparameterSignature, Signature } from '../../compile.ts';
import { Writer } from '../../text/writer.ts';
import { domainText } from '../js/module.ts';
import type { Dispatches } from './dispatches.ts';
import { quadEntry, type Kernel } from './kernel.ts';
import type { ArrayPlace, Partials } from './memory.ts';
import { hostRuntime } from './runtime.ts';
import type { Shader } from './shader.ts';

export function printHost(shader: Shader, signature: Signature, header: readonly string[]): string {
  const w = new Writer();
  const json = (value: unknown): string => JSON.stringify(value);
  w.line('/**')
    .lines(header.map((line) => (line === '' ? ' *' : ` * ${line.replaceAll('*/', '* /')}`)))
    .line(' */')
    .blank();
  w.line(`const title = ${json(signature.name)};`);
  w.line(`export const signature = ${json(publicSignature(signature, shader))};`);
  w.line(`const axes = ${json(signature.axes)};`);
  w.block(
    'const hyperparameters = [',
    () => signature.hyperparameters.forEach((h) => w.line(`${hyperparameter(h)},`)),
    '];',
  );
  w.blank().line('/** The bindings of the only bind group. */');
  const bindings = shader.bindings.map(({ name, kind }) => ({ name, type: kind }));
  w.block('const bindings = [', () => bindings.forEach((b) => w.line(`${json(b)},`)), '];');
  w.block('const arrays = [', () => arraysOf(shader, signature).forEach((a) => w.line(`${json(a)},`)), '];');
  w.line('/** Features that the device has to have. */').line(`const features = ${json(shader.features)};`);
  w.line('/** Functions of the shader, as they are and with an array in two bindings. */');
  w.block(
    'const inHalves = {',
    () =>
      shader.halves.forEach(({ one, two }, name) =>
        w.line(`${name}: { one: ${json(one)}, two: ${json(two)} },`),
      ),
    '};',
  );
  w.line('/** What lies in the result buffer, a number each. */');
  const scalars = shader.symbols.scalars.map((key) => {
    const [role = '', ...name] = key.split(' ');
    return { role, name: name.join(' ') };
  });
  w.line(`const scalars = ${json(scalars)};`);
  w.line(`export const resultSize = ${Math.max(4, 4 * scalars.length)};`);
  w.blank().line('/** The dispatches, in order, and what they keep in the workspace. */');
  w.block(
    'const plans = {',
    () => {
      planLines(w, 'value', shader.value, shader, signature);
      if (shader.valueAndGrad !== undefined)
        planLines(w, 'valueAndGrad', shader.valueAndGrad, shader, signature);
    },
    '};',
  );
  w.blank().line(`const fieldCount = ${shader.fields.length};`);
  w.block('function writeFields(i32, f32, sizes, values, grids, places, window) {', () =>
    shader.fields.forEach((f, k) => w.line(`${f.type}[${k}] = ${f.host};`)),
  );
  w.blank().line(hostRuntime).blank();
  w.line('/** The shader, which is also in the .wgsl file beside. */');
  w.line(`export const shader = ${template(shader.text)};`);
  return w.toString();
}

const template = (text: string): string => `\`${text.replace(/[\\`$]/g, '\\$&')}\``;

function hyperparameter(h: HyperparameterSignature): string {
  const d = h.domain;
  const holds =
    d.kind === 'set'
      ? `${JSON.stringify(d.values)}.includes(x)`
      : [
          'Number.isFinite(x)',
          ...(d.low > -Infinity ? [`x ${d.lowOpen ? '>' : '>='} ${d.low}`] : []),
          ...(d.high < Infinity ? [`x ${d.highOpen ? '<' : '<='} ${d.high}`] : []),
        ].join(' && ');
  const value = h.value === undefined ? '' : `, value: ${h.value}`;
  return `{ name: ${JSON.stringify(h.name)}${value}, pinned: ${h.pinned}, domain: ${JSON.stringify(domainText(d))}, holds: (x) => ${holds} }`;
}

/** The arrays that callers hand over, by binding. */
function arraysOf({ bindings, symbols }: Shader, signature: Signature): readonly object[] {
  const numberOf = (place: ArrayPlace): number => bindings.findIndex((b) => b.name === place.name);
  const unit = (place: ArrayPlace): number => (place.element === 'u8' ? 1 : place.element === 'f16' ? 2 : 4);
  const inputs = [...symbols.inputs].map(([name, place]) => {
    const layout = signature.inputs.find((i) => i.name === name)?.layout;
    return {
      binding: numberOf(place),
      role: layout === undefined ? 'upstream' : 'input',
      name: layout === undefined ? 'upstream' : name,
      axes: layout ?? signature.result,
      unit: unit(place),
    };
  });
  const outputs = [...symbols.outputs].map(([key, place]) => {
    const [role = '', ...words] = key.split(' ');
    const name = words.join(' ');
    return {
      binding: numberOf(place),
      role,
      name,
      axes: outputAxes(signature, role, name),
      unit: unit(place),
    };
  });
  return [...inputs, ...outputs];
}

function outputAxes(signature: Signature, role: string, name: string): readonly string[] {
  if (role === 'gradient') return signature.inputs.find((i) => i.name === name)?.layout ?? [];
  if (role === 'term') return signature.terms.find((t) => t.name === name)?.axes ?? [];
  return signature.result;
}

function planLines(
  w: Writer,
  what: string,
  { kernels, partials, resolved }: Dispatches,
  shader: Shader,
  signature: Signature,
): void {
  const json = (value: unknown): string => JSON.stringify(value);
  const declared = (axes: readonly string[]): readonly string[] =>
    axes.flatMap((axis) => behind(axis, shader));
  w.block(
    `${what}: {`,
    () => {
      w.block(
        'kernels: [',
        () => kernels.forEach((k) => w.line(`${json(kernelData(k, shader, declared, signature))},`)),
        '],',
      );
      w.block(
        'kept: [',
        () => {
          for (const p of partials)
            w.line(
              `${json({ name: p.name, kernel: p.kernel, classes: declared(p.registers), per: perGroup(p) ? 'group' : 'row' })},`,
            );
          for (const r of resolved)
            w.line(
              `${json({ name: r.name, kernel: r.kernel, classes: declared(r.registers), per: 'group' })},`,
            );
        },
        '],',
      );
    },
    '},',
  );
}

const perGroup = (p: Partials): boolean => p.kept.length === 0;

/** The declared axes behind a swept one. */
const behind = (axis: string, shader: Shader): readonly string[] => shader.behind.get(axis) ?? [axis];

function kernelData(
  kernel: Kernel,
  shader: Shader,
  declared: (axes: readonly string[]) => readonly string[],
  signature: Signature,
): object {
  const used = new Set([...kernel.reads, ...kernel.writes]);
  const usesParams = shader.fields.some((f) => kernel.code.includes(`params.${f.name}`));
  const numbers = shader.bindings.flatMap(({ name }, k) =>
    used.has(name) || (name === 'params' && usesParams) ? [k] : [],
  );
  const whole = shader.bindings.flatMap(({ name }, k) => (kernel.whole.includes(name) ? [k] : []));
  const gradients = kernel.outputs.flatMap((o) =>
    o.role === 'gradient' && o.axes.length > 0 ? [o.name] : [],
  );
  const optional =
    signature.kind === 'loss' &&
    kernel.produces.length === 0 &&
    gradients.length > 0 &&
    gradients.length === kernel.outputs.length;
  const { sweep } = kernel;
  const quads = shader.quads.has(kernel.name) ? true : undefined;
  return {
    name: kernel.name,
    ...(quads === undefined
      ? {}
      : { quads: { entry: quadEntry(kernel.name), axes: declared(sweep?.inner.slice(-1) ?? []) } }),
    ...(sweep === undefined ? {} : { rows: declared(sweep.rows), inner: declared(sweep.inner) }),
    bindings: numbers,
    whole,
    gradients,
    optional,
  };
}

/** What programs may want to know of a module: what lies in the buffers too. */
const publicSignature = (s: Signature, { symbols }: Shader): object => ({
  name: s.name,
  kind: s.kind,
  inputs: s.inputs.map((i) => ({
    name: i.name,
    kind: i.kind,
    axes: i.layout,
    ...(i.of === undefined ? {} : { of: i.of }),
    element: symbols.inputs.get(i.name)?.element ?? 'f32',
    differentiable: i.differentiable,
  })),
  hyperparameters: s.hyperparameters
    .filter((h) => !h.pinned)
    .map((h) => ({ name: h.name, default: h.value })),
  result: s.result,
});
