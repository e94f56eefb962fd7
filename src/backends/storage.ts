/** How arrays may lie in the memory of a GPU. */

/** Class labels and masks: in 32 bits, as bytes packed into words, or as floats. */
export const labelStorages = ['u32', 'u8', 'f32'] as const;
export type LabelStorage = (typeof labelStorages)[number];

/** All other numbers; they are computed with in 32 bits. */
export const floatStorages = ['f32', 'f16'] as const;
export type FloatStorage = (typeof floatStorages)[number];
