/** Plans and a signature in; the names and arrays that all shaders of a loss agree on out. */
import type { InputSignature } from '../../compile.ts';
import type { Node } from '../../graph/node.ts';
import { upstreamName } from '../../graph/upstream.ts';
import type { Output } from '../../schedule/plan.ts';
import { namesOf } from './access.ts';
import { outputKey, type ArrayPlace, type Symbols } from './memory.ts';
import { Namer } from './namer.ts';
import type { WgslInput } from './shader.ts';
import { reductionWish } from './wishes.ts';

/** `names` is where every name of the shader comes from. */
export function symbolsOf(input: WgslInput, names: Namer): Symbols {
  const { signature } = input;
  const array = (wish: string, axes: readonly string[], how: Storage): ArrayPlace =>
    placeOf(input, names, wish, axes, how);
  const ofInput = (i: InputSignature): ArrayPlace =>
    array(i.name, i.layout, isLabel(i) ? { element: input.labels, whole: true } : { element: input.floats });
  const ofOutput = ({ role, name, axes }: Output): ArrayPlace =>
    role === 'gradient'
      ? array(`d_${name}`, axes, { element: input.floats, written: true })
      : array(`${name}Out`, axes, { element: 'f32', written: true });
  const inputs = new Map(signature.inputs.map((i) => [i.name, ofInput(i)]));
  if (signature.result.length > 0)
    inputs.set(upstreamName(signature.inputs), array('upstream', signature.result, { element: 'f32' }));
  const outputs = (input.valueAndGrad ?? input.value).outputs;
  return {
    inputs,
    outputs: new Map(outputs.filter((o) => o.axes.length > 0).map((o) => [outputKey(o), ofOutput(o)])),
    scalars: outputs.filter((o) => o.axes.length === 0).map(outputKey),
    ...axesOf(input, names),
    hyperparameters: new Map(signature.hyperparameters.map((h) => [h.name, names.take(h.name)])),
    hints: input.hints,
    reductions: reductionNames(input),
    partials: new Map(),
    resolved: [],
  };
}

const isLabel = (i: InputSignature): boolean => i.kind === 'label' || i.kind === 'index';

function axesOf(
  { signature, extents }: WgslInput,
  names: Namer,
): Pick<Symbols, 'coordinates' | 'sizes' | 'extents'> {
  const coordinates = new Map([...extents.keys()].map((axis) => [axis, names.take(axis)]));
  const sizes = new Map(signature.axes.map((axis) => [axis, names.take(`${axis}Size`)]));
  const extentName = (axis: string, behind: readonly string[]): string =>
    behind.length === 1 ? (sizes.get(behind[0] ?? axis) ?? axis) : names.take(`${behind.join('')}Size`);
  return {
    coordinates,
    sizes,
    extents: new Map([...extents].map(([axis, behind]) => [axis, extentName(axis, behind)])),
  };
}

interface Storage {
  readonly element: ArrayPlace['element'];
  readonly whole?: boolean;
  readonly written?: boolean;
}

/** Only what a sweep goes over can be bound in windows. */
function placeOf(
  { swept, value, valueAndGrad }: WgslInput,
  names: Namer,
  wish: string,
  declared: readonly string[],
  { element, whole = false, written = false }: Storage,
): ArrayPlace {
  const name = names.take(wish);
  const axes = [...new Set(declared.map((axis) => swept.get(axis) ?? axis))];
  const { streaming } = (valueAndGrad ?? value).roles;
  const isSwept = axes.some((axis) => streaming.includes(axis));
  const first = isSwept ? names.take(`${name}First`) : undefined;
  return { name, axes, element, whole, first, functions: namesOf(name, written, names) };
}

/** Names of all reductions, so that kernels that are alike have the same text. */
function reductionNames({ value, valueAndGrad, hints }: WgslInput): ReadonlyMap<Node, string> {
  const names = new Map<Node, string>();
  const own = new Namer();
  for (const plan of [value, valueAndGrad])
    for (const node of plan?.accumulators ?? [])
      if (!names.has(node)) names.set(node, own.take(hints.get(node) ?? reductionWish(node)));
  return names;
}
