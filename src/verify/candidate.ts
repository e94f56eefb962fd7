/** What is verified: any implementation of a loss, called with data. */
import type { Judge } from './judge.ts';
import type { Data } from './oracle/data.ts';

export interface CandidateResult {
  /** A number, or for a tensor of losses its elements. */
  readonly value: number | ArrayLike<number>;
  /** The order of the axes of such a tensor, where it is not the one that the oracle has. */
  readonly axes?: readonly string[];
  /** By input, in the order of the input's data; of hyperparameters too, where the candidate has them. */
  readonly gradients: Readonly<Record<string, ArrayLike<number>>>;
  /** What it reports beside the result; compared where given. */
  readonly terms?: Readonly<Record<string, number | ArrayLike<number>>>;
  /** The order of the axes of terms that are tensors. */
  readonly termAxes?: Readonly<Record<string, readonly string[]>>;
}

/** Any implementation of a loss: value and gradient (for a tensor of losses, of their sum). */
export type Candidate = (data: Data) => CandidateResult | Promise<CandidateResult>;

/** Runs the candidate; what it throws is a complaint, and the verification goes on. */
export async function attempt(
  judge: Judge,
  situation: string,
  compute: () => CandidateResult | Promise<CandidateResult>,
): Promise<CandidateResult | undefined> {
  try {
    return await compute();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    judge.complaints.push(`The implementation failed with ${situation}: ${message}`);
    return undefined;
  }
}
