/**
 * Elementary functions in fixed point on BigInt: integers that count units of 2^-digits. Each result is off
 * by a few units only where stated otherwise; callers work with guard digits.
 */
import { integerSquareRoot, shift } from './bigfloat.ts';

/** 1/x - 1/(3x³) + … (sign -1) or 1/x + 1/(3x³) + … (sign 1) for an integer x: atan or atanh of 1/x. */
function inverseTangent(x: number, sign: 1 | -1, digits: number): bigint {
  const square = BigInt(x * x);
  let power = (1n << BigInt(digits)) / BigInt(x);
  let total = power;
  for (let k = 3; power !== 0n; k += 2) {
    power = power / (sign === 1 ? square : -square);
    total += power / BigInt(k);
  }
  return total;
}

/** A constant computed once to the most digits that were asked for. */
function constant(compute: (digits: number) => bigint): (digits: number) => bigint {
  let known = { digits: 0, value: 0n };
  return (digits) => {
    if (known.digits < digits) {
      const more = Math.ceil(digits / 256) * 256 + 64;
      known = { digits: more, value: compute(more) };
    }
    return known.value >> BigInt(known.digits - digits);
  };
}

/** Machin: π = 16 atan(1/5) - 4 atan(1/239). */
export const pi = constant(
  (digits) => 16n * inverseTangent(5, -1, digits) - 4n * inverseTangent(239, -1, digits),
);

/** log 2 = 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749). */
export const ln2 = constant(
  (digits) =>
    18n * inverseTangent(26, 1, digits) -
    2n * inverseTangent(4801, 1, digits) +
    8n * inverseTangent(8749, 1, digits),
);

/** exp of a number of magnitude below 1: argument halved √digits times, series, squared back. */
export function exp(x: bigint, digits: number): bigint {
  const halvings = Math.ceil(Math.sqrt(digits) * 0.75);
  const working = digits + 2 * halvings + 16;
  const reduced = shift(x, working - digits - halvings);
  const one = 1n << BigInt(working);
  let term = reduced;
  let total = one + reduced;
  for (let k = 2n; term !== 0n && term !== -1n; k++) {
    term = ((term * reduced) >> BigInt(working)) / k;
    total += term;
  }
  for (let i = 0; i < halvings; i++) total = (total * total) >> BigInt(working);
  return total >> BigInt(working - digits);
}

/** log of a number between 1/2 and 2 by Halley's iteration y + 2 (x - eʸ) / (x + eʸ), which triples digits. */
export function log(x: bigint, digits: number): bigint {
  if (digits <= 40) {
    const value = Math.log(Number(shift(x, 50 - digits)) / 2 ** 50);
    return BigInt(Math.round(value * 2 ** digits));
  }
  const fewer = Math.ceil(digits / 3) + 8;
  const start = fewer < digits ? log(shift(x, fewer - digits), fewer) : 0n;
  const y = shift(start, digits - fewer);
  const e = exp(y, digits);
  return y + ((x - e) << BigInt(digits + 1)) / (x + e);
}

/** Sine and cosine of an angle of magnitude below 1. */
export function sineAndCosine(x: bigint, digits: number): readonly [bigint, bigint] {
  let term = 1n << BigInt(digits);
  let [sine, cosine] = [0n, term];
  for (let k = 1; term !== 0n && term !== -1n; k++) {
    term = ((term * x) >> BigInt(digits)) / BigInt(k);
    const signed = (k & 2) === 0 ? term : -term;
    if (k % 2 === 1) sine += signed;
    else cosine += signed;
  }
  return [sine, cosine];
}

/** atan of a number of magnitude at most 1: halved a few times, then the series. */
export function atan(x: bigint, digits: number): bigint {
  const halvings = Math.ceil(Math.sqrt(digits) / 2);
  const working = digits + 2 * halvings + 8;
  const one = 1n << BigInt(working);
  let y = shift(x, working - digits);
  for (let i = 0; i < halvings; i++) {
    const root = integerSquareRoot(one * one + y * y);
    y = (y << BigInt(working)) / (one + root);
  }
  const square = (y * y) >> BigInt(working);
  let [power, total] = [y, y];
  for (let k = 3; power !== 0n && power !== -1n; k += 2) {
    power = -((power * square) >> BigInt(working));
    total += power / BigInt(k);
  }
  return shift(total, halvings + digits - working);
}

/** Σ 2ᵏ x²ᵏ⁺¹ / (2k+1)!!, which is erf(x) · √π/2 · exp(x²), for a positive x; all terms have one sign. */
export function erfSeries(x: bigint, digits: number): bigint {
  const doubled = (2n * x * x) >> BigInt(digits);
  let [term, total] = [x, x];
  for (let k = 3n; term !== 0n; k += 2n) {
    term = ((term * doubled) >> BigInt(digits)) / k;
    total += term;
  }
  return total;
}
