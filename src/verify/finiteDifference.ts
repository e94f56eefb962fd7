/**
 * A loss and data in; its gradient by differences of f64 values out. Five points, a step of ε^(1/5) on the
 * scale of the point, inside the domain; stencils that cross a kink are left out and counted.
 */
import type { Program } from '../syntax/program.ts';
import { inputDomain } from './domain.ts';
import type { Data } from './oracle/data.ts';
import { findLoss, run } from './oracle/evaluate.ts';
import { real, sum } from './oracle/real.ts';
import type { Stops } from './oracle/session.ts';
import type { NamedTensor } from './oracle/tensor.ts';

export interface Coordinate {
  readonly input: string;
  readonly element: number;
}

/** A derivative and how far it may be off, judged by a step of half the length. */
export interface Difference extends Coordinate {
  readonly derivative: number;
  readonly uncertainty: number;
}

export interface Differences {
  readonly found: readonly Difference[];
  /** Coordinates whose stencil crosses a kink or a jump. */
  readonly kinks: number;
  /** Coordinates at an end of their domain, where no stencil fits. */
  readonly skipped: number;
}

/** Keeps what `stop` yields at the point itself, and gives it back in the runs around the point. */
class HeldStops implements Stops<number> {
  readonly #held: NamedTensor<number>[] = [];
  #next: number | undefined;

  pass(x: NamedTensor<number>): NamedTensor<number> {
    if (this.#next === undefined) {
      this.#held.push(x);
      return x;
    }
    return this.#held[this.#next++] ?? x;
  }

  rewind(): void {
    this.#next = 0;
  }
}

const STEP = Number.EPSILON ** (1 / 5);

/** The step at x: relative to its size, and to its distance from the nearest end of the domain. */
function stepAt(x: number, low: number, high: number): number {
  const length = STEP * Math.min(Math.max(1, Math.abs(x)), x - low, high - x);
  // A step that is exact in f64 at this x.
  return x + length - x;
}

/** The value and the signature of its decisions at a point beside the data. */
type Beside = (
  moved: Coordinate | undefined,
  by: number,
) => { readonly value: number; readonly signature: string };

/** Evaluates the (summed) loss at the data first and beside it after that. */
function evaluator(program: Program, name: string, data: Data): Beside {
  const stops = new HeldStops();
  return (moved, by) => {
    const lift = (input: string, element: number, value: number): number =>
      input === moved?.input && element === moved.element ? value + by : value;
    const result = run(program, name, data, { arithmetic: real, lift, stops, terms: false });
    stops.rewind();
    return { value: sum(result.value.data), signature: result.trace.signature };
  };
}

/** The five-point rule (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12h. */
const fivePoints = (near: readonly [number, number], far: readonly [number, number], h: number): number =>
  (8 * (near[1] - near[0]) - (far[1] - far[0])) / (12 * h);

/** The derivative of the (summed) loss in the given coordinates, by differences. */
export function differences(
  program: Program,
  name: string,
  data: Data,
  coordinates: readonly Coordinate[],
): Differences {
  const { declaration, module } = findLoss(program, name);
  const domains = new Map(
    declaration.inputs.map((input) => [input.name.text, inputDomain(program, module, input)]),
  );
  const beside = evaluator(program, name, data);
  const { signature } = beside(undefined, 0);
  const found: Difference[] = [];
  let [kinks, skipped] = [0, 0];
  for (const coordinate of coordinates) {
    const x = data.inputs[coordinate.input]?.data[coordinate.element];
    const domain = domains.get(coordinate.input);
    const h = x !== undefined && domain?.kind === 'interval' ? stepAt(x, domain.low, domain.high) : 0;
    const difference = h > 0 ? differenceAt(beside, signature, coordinate, h) : 'skipped';
    if (difference === 'kink') kinks++;
    else if (difference === 'skipped') skipped++;
    else found.push(difference);
  }
  return { found, kinks, skipped };
}

function differenceAt(
  beside: Beside,
  signature: string,
  coordinate: Coordinate,
  h: number,
): Difference | 'kink' | 'skipped' {
  let crossed = false;
  const pair = (steps: number): readonly [number, number] => {
    const [low, high] = [beside(coordinate, -steps * h), beside(coordinate, steps * h)];
    crossed ||= low.signature !== signature || high.signature !== signature;
    return [low.value, high.value];
  };
  const [quarter, middle, far] = [pair(0.5), pair(1), pair(2)];
  if (crossed) return 'kink';
  const derivative = fivePoints(middle, far, h);
  if (!Number.isFinite(derivative)) return 'skipped';
  return {
    ...coordinate,
    derivative,
    uncertainty: Math.abs(derivative - fivePoints(quarter, middle, h / 2)),
  };
}
