/** The backends that there are. */
export type Target = 'js' | 'wgsl' | 'tfjs';

export const targets: readonly Target[] = ['js', 'wgsl', 'tfjs'];
