/** The operations of TensorFlow.js for the elementwise operators: one kernel each, on every backend. */
import type { ElementwiseName } from '../../operators/elementwise.ts';

/** What the arguments have to be, and what comes out. */
export interface Spelling {
  /** The function of `tf`. */
  readonly call: string;
  /** A result of 0 and 1 has the type bool. */
  readonly test?: boolean;
  /** The module carries the function itself. */
  readonly carried?: boolean;
  /** Arguments are tests too. */
  readonly ofTests?: boolean;
}

/** Operators that are missing here are lowered to others before they get this far. */
export const spellings: { readonly [Name in ElementwiseName]?: Spelling } = {
  exp: { call: 'exp' },
  log: { call: 'log' },
  log1p: { call: 'log1p' },
  expm1: { call: 'expm1' },
  sigmoid: { call: 'sigmoid' },
  softplus: { call: 'softplus', carried: true },
  tanh: { call: 'tanh' },
  sinh: { call: 'sinh' },
  cosh: { call: 'cosh' },
  sin: { call: 'sin' },
  cos: { call: 'cos' },
  tan: { call: 'tan' },
  atan: { call: 'atan' },
  erf: { call: 'erf' },
  abs: { call: 'abs' },
  sign: { call: 'sign' },
  floor: { call: 'floor' },
  round: { call: 'round' },
  pow: { call: 'pow' },
  max: { call: 'maximum' },
  min: { call: 'minimum' },
  at_least: { call: 'maximum' },
  at_most: { call: 'minimum' },
  difference: { call: 'sub' },
  less: { call: 'less', test: true },
  less_equal: { call: 'lessEqual', test: true },
  equal: { call: 'equal', test: true },
  not_equal: { call: 'notEqual', test: true },
  and: { call: 'logicalAnd', test: true, ofTests: true },
  or: { call: 'logicalOr', test: true, ofTests: true },
  not: { call: 'logicalNot', test: true, ofTests: true },
};
