/** The inputs of a loss in, the name of what the gradient of its result is weighted with out: that of no input. */
export function upstreamName(inputs: readonly { readonly name: string }[]): string {
  let name = 'upstream';
  while (inputs.some((input) => input.name === name)) name += '_';
  return name;
}
