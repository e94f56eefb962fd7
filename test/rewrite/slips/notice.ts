/** A compiler with slips and losses in; for every slip the loss in which it is noticed, and by what, out. */
import { candidates } from '../../../src/cli/candidate.ts';
import type { CompiledLoss } from '../../../src/compile.ts';
import type { Candidate, CandidateResult } from '../../../src/verify/candidate.ts';
import { comparisons } from '../../../src/verify/comparisons.ts';
import { componentwiseFloor } from '../../../src/verify/judge.ts';
import type { Data } from '../../../src/verify/oracle/data.ts';
import { differentiableInputs, findLoss } from '../../../src/verify/oracle/evaluate.ts';
import { truth, type Truth } from '../../../src/verify/oracle/truth.ts';
import type { Expressions } from './pipeline.ts';
import { dataFor, type Subject } from './subjects.ts';
import { NONE, type Bundle, type Compiler, type Numbered } from './switches.ts';

/** Relative, of the value and of every component of a gradient. */
const TOLERANCE = 1e-12;
/** A slip may be as far off as this many times what the rules as they are come to. */
const SLACK = 8;
/** More rewriting than this many times what it takes without a slip does not end. */
const PATIENCE = 30;

export type Sign = 'throws' | 'does not fire' | 'fires elsewhere' | 'costs more' | 'is wrong';

export interface Noticed {
  readonly sign: Sign;
  readonly subject: string;
}

/** A subject as the rules as they are compile it. */
interface Known {
  readonly subject: Subject;
  readonly expressions: Expressions;
  readonly compiled: CompiledLoss;
  readonly places: ReadonlySet<number>;
  /** Places that are reached after the expressions are final. */
  readonly later: ReadonlySet<number>;
  readonly asked: number;
  readonly points: () => Promise<readonly Point[]>;
}

interface Point {
  readonly data: Data;
  readonly result: CandidateResult;
  readonly truth: () => Truth;
  /** Of every number, in the order of `comparisons`. */
  readonly errors: () => readonly number[];
}

/** Looks for each slip's sign in the losses that reach its place. */
export class Watch {
  readonly #bundle: Bundle;
  readonly #compiler: Compiler;
  /** What has noticed a slip comes first: the next one is next to it. */
  #known: readonly Known[];

  private constructor(source: Bundle, compiler: Compiler, known: readonly Known[]) {
    this.#bundle = source;
    this.#compiler = compiler;
    this.#known = known;
  }

  static async over(source: Bundle, subjects: readonly Subject[]): Promise<Watch> {
    const compiler = await source.load(NONE);
    return new Watch(
      source,
      compiler,
      subjects.map((subject) => known(compiler, subject)),
    );
  }

  /** The first sign of a slip; undefined where there is none. */
  async notice(slip: Numbered): Promise<Noticed | undefined> {
    const reached = this.#known.filter(({ places }) => slip.once || places.has(slip.number));
    let compiler = this.#compiler;
    if (slip.once)
      try {
        compiler = await this.#bundle.load(slip.number);
      } catch {
        return { sign: 'throws', subject: 'any' };
      }
    for (const each of reached) {
      const sign = await signIn(each, compiler, slip);
      if (sign === undefined) continue;
      this.#known = [each, ...this.#known.filter((other) => other !== each)];
      return { sign, subject: each.subject.text };
    }
    return undefined;
  }
}

function known({ pipeline, switches }: Compiler, subject: Subject): Known {
  const { program, name } = subject;
  switches.choose(NONE, Infinity);
  const expressions = pipeline.expressions(program, name);
  const early = switches.reached();
  switches.choose(NONE, Infinity);
  const compiled = pipeline.code(program, name);
  const { places, asked } = switches.reached();
  const later = new Set([...places].filter((place) => !early.places.has(place)));
  let points: Promise<readonly Point[]> | undefined;
  return {
    subject,
    expressions,
    compiled,
    places,
    later,
    asked,
    points: () => (points ??= pointsOf(subject, compiled)),
  };
}

async function pointsOf(subject: Subject, compiled: CompiledLoss): Promise<readonly Point[]> {
  const candidate = await candidates.js(compiled);
  return Promise.all(
    dataFor(subject).map(async (data) => {
      const result = await candidate(data);
      let found: Truth | undefined;
      let errors: readonly number[] | undefined;
      const trusted = (): Truth => (found ??= truth(subject.program, subject.name, data));
      return {
        data,
        result,
        truth: trusted,
        errors: () => (errors ??= errorsOf(subject, result, trusted(), data)),
      };
    }),
  );
}

function errorsOf(
  { program, name }: Subject,
  result: CandidateResult,
  reference: Truth,
  data: Data,
): readonly number[] {
  const { declaration } = findLoss(program, name);
  const wrt = declaration.kind === 'metric' ? [] : differentiableInputs(declaration);
  return [...comparisons({ ...result, terms: {} }, reference, data, wrt, componentwiseFloor)].map(
    ({ error }) => error,
  );
}

async function signIn(each: Known, compiler: Compiler, slip: Numbered): Promise<Sign | undefined> {
  const { program, name, rule, fires } = each.subject;
  const { pipeline, switches } = compiler;
  switches.choose(slip.number, PATIENCE * each.asked);
  let compiled: CompiledLoss;
  try {
    const { fired, text, reductions } = pipeline.expressions(program, name);
    if ([rule ?? [], fires ?? []].flat().some((one) => !fired.has(one))) return 'does not fire';
    if (fires !== undefined && [...fired].some((one) => pipeline.procedures.has(one) && !fires.includes(one)))
      return 'fires elsewhere';
    if (text === each.expressions.text && !each.later.has(slip.number) && !slip.once) return undefined;
    if (reductions > each.expressions.reductions) return 'costs more';
    compiled = pipeline.code(program, name);
  } catch {
    return 'throws';
  }
  if (isDearer(compiled, each.compiled)) return 'costs more';
  if (compiled.js.code === each.compiled.js.code) return undefined;
  try {
    return (await isWrong(each, await candidates.js(compiled))) ? 'is wrong' : undefined;
  } catch {
    return 'throws';
  }
}

const isDearer = ({ cost: now }: CompiledLoss, { cost: before }: CompiledLoss): boolean =>
  now.value > before.value ||
  now.valueAndGrad > before.valueAndGrad ||
  now.transcendentals > before.transcendentals;

/** Whether a number is further from the truth than it was. */
async function isWrong({ subject, points }: Known, candidate: Candidate): Promise<boolean> {
  for (const point of await points()) {
    const result = await candidate(point.data);
    if (same(result, point.result)) continue;
    const before = point.errors();
    const after = errorsOf(subject, result, point.truth(), point.data);
    if (after.some((error, k) => error > TOLERANCE && error > SLACK * (before[k] ?? 0))) return true;
  }
  return false;
}

/** Bit for bit. */
function same(x: CandidateResult, y: CandidateResult): boolean {
  const numbers = ({ value, gradients }: CandidateResult): readonly number[] =>
    [value, ...Object.values(gradients)].flatMap((part) =>
      typeof part === 'number' ? [part] : Array.from(part),
    );
  const other = numbers(y);
  return numbers(x).every((number, k) => Object.is(number, other[k]));
}
