/** A signature in, the TypeScript declarations of the generated module out. */
import { Writer } from '../../text/writer.ts';
import type { InputSignature, Signature } from '../../compile.ts';
import { domainText, valuesText } from './domain.ts';

export function printDeclarations(signature: Signature): string {
  const w = new Writer();
  const { inputs, hyperparameters, axes, result, terms, kind } = signature;
  const key = (name: string): string =>
    /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : JSON.stringify(name);
  w.line('/** Any flat array of numbers. */');
  w.line(
    'type Data = Float32Array | Float64Array | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array;',
  );
  w.line('type Floats = Float32Array | Float64Array;').blank();
  w.block('export interface Inputs {', () =>
    inputs.forEach((i) => w.line(`/** ${inputDoc(i)} */`).line(`readonly ${key(i.name)}: Data;`)),
  );
  w.blank().line('/** Sizes of axes; those that follow from the lengths may be left out. */');
  w.block('export interface Sizes {', () =>
    axes.forEach((axis) => w.line(`readonly ${key(axis)}?: number;`)),
  );
  w.blank().block('export interface Params {', () =>
    hyperparameters
      .filter((h) => !h.pinned)
      .forEach((h) =>
        w
          .line(`/** In ${domainText(h.domain)}${h.value === undefined ? '' : `; ${h.value} by default`}. */`)
          .line(`readonly ${key(h.name)}${h.value === undefined ? '' : '?'}: number;`),
      ),
  );
  if (kind === 'loss') {
    w.blank().line('/** Arrays to write gradients into; only those given are computed. */');
    w.block('export interface Gradients {', () => {
      inputs.filter((i) => i.differentiable).forEach((i) => w.line(`readonly ${key(i.name)}?: Floats;`));
      hyperparameters
        .filter((h) => h.differentiable)
        .forEach((h) => w.line(`readonly ${key(h.name)}?: Floats;`));
    });
  }
  w.blank().block('export interface Into {', () => {
    if (result.length > 0)
      w.line(`/** The result [${result.join(', ')}]. */`).line('readonly value: Floats;');
    if (result.length > 0 && kind === 'loss')
      w.line('/** The weight of each element of the result in the gradient. */').line(
        'readonly upstream?: Data;',
      );
    if (terms.length > 0)
      w.line('/** Filled with the terms of the loss. */').line(
        `terms?: { ${terms.map((t) => `${key(t.name)}?: ${t.axes.length === 0 ? 'number' : 'Floats'}`).join('; ')} };`,
      );
  });
  const into = result.length > 0 ? 'into: Into' : 'into?: Into';
  const needed = hyperparameters.some((h) => !h.pinned && h.value === undefined);
  const optional =
    result.length > 0 || needed
      ? ['sizes: Sizes | undefined', needed ? 'params: Params' : 'params: Params | undefined']
      : ['sizes?: Sizes', 'params?: Params'];
  const returns = result.length > 0 ? 'Floats' : 'number';
  w.blank().line(`export function value(inputs: Inputs, ${optional.join(', ')}, ${into}): ${returns};`);
  if (kind === 'loss')
    w.line(
      `export function valueAndGrad(inputs: Inputs, gradients: Gradients | undefined, ${optional.join(', ')}, ${into}): ${returns};`,
    );
  w.blank().block(
    'export const signature: {',
    () => {
      w.line('readonly name: string;').line(`readonly kind: '${kind}';`);
      w.line(
        'readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];',
      );
      w.line('readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];');
      w.line('readonly result: readonly string[];');
    },
    '};',
  );
  return w.toString();
}

const inputDoc = (i: InputSignature): string =>
  `${i.kind}${i.of === undefined ? '' : ` of ${i.of}`} [${i.layout.join(', ')}]${valuesText(i)}`;
