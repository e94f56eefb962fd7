/** Plans and a signature in; the text of the shader, and what its host has to know of it, out. */
import type { Signature } from '../../compile.ts';
import type { Node } from '../../graph/node.ts';
import type { Extents } from '../../schedule/fuse.ts';
import type { Plan } from '../../schedule/plan.ts';
import { accessText } from './access.ts';
import { bindingsOf, halvesOf, type Binding, type Halves } from './bindings.ts';
import { Kernels, type Dispatches } from './dispatches.ts';
import { fieldsOf } from './fields.ts';
import { functionNames } from './functions.ts';
import type { FloatStorage, LabelStorage } from '../storage.ts';
import type { ArrayPlace, Field, Symbols } from './memory.ts';
import { Namer } from './namer.ts';
import { folds } from './operations.ts';
import { symbolsOf } from './symbols.ts';
import { shaderText } from './text.ts';

export interface WgslInput {
  readonly signature: Signature;
  readonly value: Plan;
  readonly valueAndGrad: Plan | undefined;
  readonly extents: Extents;
  readonly swept: ReadonlyMap<string, string>;
  readonly hints: ReadonlyMap<Node, string>;
  /** The formula and its gradient for the head of the shader. */
  readonly header: readonly string[];
  readonly labels: LabelStorage;
  /** How inputs that are no labels, and gradients, are stored. */
  readonly floats: FloatStorage;
  /** Threads add up with subgroup operations. */
  readonly subgroups: boolean;
}

export interface Shader {
  readonly text: string;
  readonly bindings: readonly Binding[];
  readonly fields: readonly Field[];
  readonly symbols: Symbols;
  /** The declared axes behind each swept one. */
  readonly behind: Extents;
  readonly value: Dispatches;
  readonly valueAndGrad: Dispatches | undefined;
  /** The kernels that there are for four neighbours at a time too. */
  readonly quads: ReadonlySet<string>;
  readonly halves: Halves;
  /** What a device has to be created with. */
  readonly features: readonly string[];
}

export function printShader(input: WgslInput): Shader {
  const { signature, value, valueAndGrad } = input;
  const names = new Namer([...functionNames, ...Object.values(folds)]);
  const symbols = symbolsOf(input, names);
  const ofLoss = new Kernels(signature.name, symbols, names);
  const ofValue = ofLoss.dispatches('', value);
  const ofGradient = valueAndGrad && ofLoss.dispatches('gradient', valueAndGrad);
  const kernels = [...ofLoss.printed.values()];
  const bindings = bindingsOf(kernels, symbols);
  const code = kernels.flatMap((k) => [k.code, k.quads ?? '']).join('\n');
  const access = accessTexts(symbols, code);
  const all = [ofValue, ...(ofGradient === undefined ? [] : [ofGradient])];
  const fields = fieldsOf(input, symbols, all, `${code}\n${access}`);
  return {
    text: shaderText(input, { kernels, bindings, fields, symbols, access }),
    bindings,
    fields,
    symbols,
    behind: input.extents,
    value: ofValue,
    valueAndGrad: ofGradient,
    halves: halvesOf(code, bindings, symbols, (valueAndGrad ?? value).roles),
    features: featuresOf(input),
    quads: new Set(kernels.flatMap((k) => (k.quads === undefined ? [] : [k.name]))),
  };
}

/** The functions that read and write arrays. */
function accessTexts({ inputs, outputs }: Symbols, code: string): string {
  const texts = (places: Iterable<ArrayPlace>, written: boolean): readonly string[] =>
    [...places].map((place) => accessText(place, written, code)).filter((text) => text !== '');
  return [...texts(inputs.values(), false), ...texts(outputs.values(), true)].join('\n\n');
}

/** The features of a device without which the shader is none. */
const featuresOf = ({ floats, subgroups }: WgslInput): readonly string[] => [
  ...(floats === 'f16' ? ['shader-f16'] : []),
  ...(subgroups ? ['subgroups'] : []),
];
