/** What a verification found, as data and in words. */
import type { Data } from './oracle/data.ts';

/**
 * Who contradicts the candidate: dual numbers in f64, the same with as many digits as it takes, the complex
 * step, differences of values, or a random direction through a large sample.
 */
export type Source = 'duals' | 'truth' | 'complex step' | 'differences' | 'direction';

export interface Mismatch {
  readonly source: Source;
  readonly situation: string;
  /** The input (or hyperparameter) of a gradient, or `value`. */
  readonly input: string;
  /** The element, or undefined where a whole gradient was compared. */
  readonly coordinate: number | undefined;
  readonly expected: number;
  readonly actual: number;
  /** Relative. */
  readonly error: number;
  readonly data: Data;
}

export interface SourceSummary {
  /** Numbers compared. */
  readonly compared: number;
  readonly worst: number;
  /** Disagreements in which the truth took the candidate's side: the f64 formula itself is inaccurate there. */
  readonly outvoted: number;
}

export interface Verdict {
  readonly ok: boolean;
  /** The name of what was verified. */
  readonly name: string;
  readonly seed: number;
  readonly tolerance: number;
  /** Samples of data. */
  readonly points: number;
  /** The largest relative error of all, a failure or not. */
  readonly worst: Mismatch | undefined;
  /** Stencils that crossed a kink, and samples that lie on one. */
  readonly kinks: number;
  /** Comparisons left out: no stencil fits, the formula is undefined or not analytic there. */
  readonly skipped: number;
  readonly perSource: Readonly<Record<Source, SourceSummary>>;
  /**
   * The largest relative error of a single component at edges of the domains and extreme values, against the
   * truth: how accurate the implementation is where others fail, whether or not it was asked to be.
   */
  readonly worstAtEdges: Mismatch | undefined;
  /** Binary digits that the truth needed, at most. */
  readonly digits: number;
  /** The first few of each sample. */
  readonly failures: readonly Mismatch[];
  /** What kept the candidate from being compared at all: an exception, a missing gradient. */
  readonly complaints: readonly string[];
}

const short = (value: number): string => (Number.isFinite(value) ? value.toPrecision(3) : String(value));
const full = (value: number): string => value.toPrecision(17);

/** Where a mismatch is: `dL/dz[5]`, `the value`. */
function placeOf({ input, coordinate }: Mismatch): string {
  const element = coordinate === undefined ? '' : `[${coordinate}]`;
  return input === 'value' ? `the value${element}` : `dL/d${input}${element}`;
}

function describeMismatch(mismatch: Mismatch): string {
  const { source, situation, expected, actual, error } = mismatch;
  const lines = [
    `  ${placeOf(mismatch)} is ${full(actual)} and should be ${full(expected)} (${source}; relative error ${short(error)})`,
    `    with ${situation}${parametersOf(mismatch.data)}`,
  ];
  return lines.join('\n');
}

function parametersOf(data: Data): string {
  const entries = Object.entries(data.parameters).map(([name, value]) => `${name} = ${value}`);
  return entries.length > 0 ? `, ${entries.join(', ')}` : '';
}

/** A verdict for people: one line where all is well, and what is wrong where not. */
export function describe(verdict: Verdict): string {
  const { ok, name, points, worst, perSource, seed, kinks, skipped, worstAtEdges, failures } = verdict;
  const compared = Object.values(perSource).reduce((total, source) => total + source.compared, 0);
  const head = ok
    ? `${name}: verified, ${compared} numbers at ${points} samples, worst relative error ${short(worst?.error ?? 0)}`
    : `${name}: WRONG, worst relative error ${short(worst?.error ?? NaN)}`;
  const notes = [
    worstAtEdges && `${short(worstAtEdges.error)} of one component at the edges`,
    kinks > 0 && `${kinks} kinks`,
    skipped > 0 && `${skipped} comparisons skipped`,
    `seed ${seed}`,
  ].filter(Boolean);
  const shown = failures.slice(0, 5).map(describeMismatch);
  const more = failures.length > 5 ? [`  and ${failures.length - 5} more`] : [];
  const complaints = verdict.complaints.map((complaint) => `  ${complaint}`);
  return [`${head} (${notes.join(', ')})`, ...complaints, ...shown, ...more].join('\n');
}
