/** What losses need from the host, on plain arrays: maps, weights, targets. Nothing here needs the compiler. */
export { assign } from './assignment.ts';
export {
  addCounts,
  countClasses,
  effectiveNumberWeights,
  enetWeights,
  inverseFrequencyWeights,
  medianFrequencyWeights,
  type ClassCounts,
} from './classWeights.ts';
export {
  borderDistance,
  distanceToMask,
  signedDistance,
  signedDistanceOfClasses,
  type DistanceOptions,
} from './distance.ts';
export { dropZeroClass, ignoreClasses, splitIgnored, type SplitLabels } from './labels.ts';
export {
  matchingCosts,
  matchMasks,
  type Matched,
  type MatchOptions,
  type Predictions,
  type TrueMasks,
} from './matching.ts';
export { segmentsOf, type SegmentOptions, type Segments } from './segments.ts';
export { unetWeights, type UnetWeightOptions } from './unetWeights.ts';
export type { Numbers } from './validate.ts';
export { fuse } from './fused/fuse.ts';
export type { Fused, FusedInput, FuseOptions, FusedTensor, FusedTf, WebGpuModule } from './fused/types.ts';
