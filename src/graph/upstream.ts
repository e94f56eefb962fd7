/** What the gradient of a result with axes is weighted with, an input that the loss does not declare. */
import type { Builder } from './builder.ts';
import type { Node } from './node.ts';
import { reals } from './range.ts';

/** Its name: that of no input. */
export function upstreamName(inputs: readonly { readonly name: string }[]): string {
  let name = 'upstream';
  while (inputs.some((input) => input.name === name)) name += '_';
  return name;
}

/** The weights of a result over these axes; 1 for a scalar. */
export const upstream = (
  b: Builder,
  inputs: readonly { readonly name: string }[],
  axes: readonly string[],
): Node =>
  axes.length === 0
    ? b.constant(1)
    : b.input({ name: upstreamName(inputs), axes, range: reals, differentiable: false });
