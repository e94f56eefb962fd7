/** A call's data in; how many labels are no class and so are ignored, in words, out: they may be meant, or off by one. */
import type { Signature } from '../compile.ts';
import type { BoundData } from './bind.ts';

/** `t: 1 of 2 ignored`, for each index of which some are. */
export const ignoredText = ({ inputs }: Signature, { inputs: given, sizes }: BoundData): readonly string[] =>
  inputs.flatMap(({ name, of }) => {
    const values = given.get(name)?.values;
    if (of === undefined || values === undefined) return [];
    const ignored = values.filter((value) => !(value >= 0 && value < (sizes[of] ?? 0))).length;
    return ignored === 0 ? [] : [`${name}: ${ignored} of ${values.length} ignored`];
  });
