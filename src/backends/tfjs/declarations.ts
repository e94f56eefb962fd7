/** A signature in, the TypeScript declarations of the module for TensorFlow.js out. */
import type { InputSignature, Signature } from '../../compile.ts';
import { Writer } from '../../text/writer.ts';
import { valuesText } from '../js/domain.ts';
import type { Calls } from './calls.ts';
import { domainText, key } from './literal.ts';

/** `example`: there is a value for each example of the batch. */
export function printDeclarations(signature: Signature, { name, pair }: Calls, example: boolean): string {
  const { inputs, hyperparameters, terms, kind } = signature;
  const w = new Writer();
  w.line(`import type { Tensor } from '@tensorflow/tfjs-core';`).blank();
  w.block('export interface Params {', () =>
    hyperparameters
      .filter((h) => !h.pinned)
      .forEach((h) =>
        w
          .line(`/** In ${domainText(h.domain)}${h.value === undefined ? '' : `; ${h.value} by default`}. */`)
          .line(`readonly ${key(h.name)}${h.value === undefined ? '' : '?'}: number;`),
      ),
  );
  w.blank().block('export interface Options {', () => {
    if (example)
      w.line('/** One value for each example (the default), or their mean as a scalar. */').line(
        `readonly reduction?: 'example' | 'mean';`,
      );
    w.line('/** Sizes of axes that no tensor has. */').line(
      'readonly sizes?: Readonly<Record<string, number>>;',
    );
  });
  w.blank().line('/** Of any rank: an axis such as the pixels may be several dimensions. */');
  w.block('export interface Inputs {', () =>
    inputs.forEach((i) => w.line(`/** ${inputText(i)} */`).line(`readonly ${key(i.name)}: Tensor;`)),
  );
  const required = hyperparameters.some((h) => !h.pinned && h.value === undefined);
  const rest = required ? 'params: Params, options?: Options' : 'params?: Params, options?: Options';
  if (pair !== undefined) {
    w.blank().line(
      `/** ${kind === 'loss' ? 'For `model.compile({ loss })`' : 'For `model.compile({ metrics })`'}. */`,
    );
    w.line(`export function ${name}(${rest}): (yTrue: Tensor, yPred: Tensor) => Tensor;`);
  }
  w.blank().line('/** For inputs by name. */');
  w.line(`export function ${name}From(inputs: Inputs, ${rest}): Tensor;`);
  if (terms.length > 0) {
    const fields = (type: string): string => terms.map((t) => `readonly ${key(t.name)}: ${type}`).join('; ');
    w.blank().line('/** The terms of the loss. */');
    w.line(`export function ${name}Terms(inputs: Inputs, ${rest}): { ${fields('Tensor')} };`);
    if (pair !== undefined) {
      w.blank().line('/** The terms as metrics, for `model.compile({ metrics })`. */');
      w.line(
        `export function ${name}Metrics(${rest}): { ${fields('(yTrue: Tensor, yPred: Tensor) => Tensor')} };`,
      );
    }
  }
  w.blank().block(
    'export const signature: {',
    () => {
      w.line('readonly name: string;').line(`readonly kind: '${kind}';`).line('readonly call: string;');
      if (pair !== undefined)
        w.line('readonly pair: { readonly prediction: string; readonly target: string };');
      w.line(
        'readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];',
      );
      w.line('readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];');
      w.line('readonly axes: readonly string[];').line('readonly result: readonly string[];');
    },
    '};',
  );
  return w.toString();
}

const inputText = (i: InputSignature): string =>
  `${i.kind}${i.of === undefined ? '' : ` of ${i.of}`} [${i.layout.join(', ')}]${valuesText(i)}`;
