/** Numbers in, their 16-bit floats as bits out, and back. */

const view = new DataView(new ArrayBuffer(4));

/** Rounded to the nearest, halfway cases to even; beyond 65504 to infinity. */
export function toHalf(x: number): number {
  view.setFloat32(0, x);
  const sign = (view.getUint32(0) >>> 16) & 0x8000;
  const size = Math.abs(x);
  if (Number.isNaN(x)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const steps = roundEven(size / 2 ** (exponent - 10));
  // Below the normal numbers the exponent field is 0; a carry into it is the next exponent, as it should be.
  return sign | (steps < 1024 ? steps : ((exponent + 14) << 10) + steps);
}

export function fromHalf(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

function roundEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}
