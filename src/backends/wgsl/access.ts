/**
 * An array in; the functions out by which kernels read and write its elements. How elements are stored, and with which of
 * them the binding begins, is known here alone.
 */
import { Writer } from '../../text/writer.ts';
import { param, type ArrayPlace } from './memory.ts';
import type { Namer } from './namer.ts';

/** The names that an array has in the shader: its own, and those of its functions. */
export function namesOf(name: string, written: boolean, names: Namer): ArrayPlace['functions'] {
  const [one, four] = written ? [`store_${name}`, `store_${name}Quad`] : [`${name}At`, `${name}QuadAt`];
  return { one: names.take(one), four: names.take(four), quads: names.take(`${name}Quads`) };
}

/** The type of an element as it is stored. */
export const storedType = ({ element }: ArrayPlace): string => (element === 'u8' ? 'u32' : element);

/** The type of an element as kernels compute with it. */
const computedType = ({ whole }: ArrayPlace): 'i32' | 'f32' => (whole ? 'i32' : 'f32');

/** Whether four elements are read at once from an array of vectors; four bytes are a word anyway. */
export const hasQuads = ({ element }: ArrayPlace): boolean => element !== 'u8';

/** The functions of this array that the kernels call. */
export function accessText(place: ArrayPlace, written: boolean, body: string): string {
  const { one, four } = place.functions;
  const calls = (name: string): boolean => new RegExp(`(?<![\\p{L}\\p{N}_])${name}\\(`, 'u').test(body);
  const w = new Writer();
  if (calls(one)) w.lines(written ? storeLines(place) : loadLines(place)).blank();
  if (calls(four)) w.lines(written ? storeFourLines(place) : loadFourLines(place)).blank();
  return w.toString().trimEnd();
}

/** What is written stays inside the finite numbers of 16 bits: WGSL leaves open what becomes of the others. */
const heldIn16 = (value: string, four: boolean): string =>
  four ? `clamp(${value}, vec4<f32>(-65504.0), vec4<f32>(65504.0))` : `clamp(${value}, -65504.0, 65504.0)`;

const from = ({ first }: ArrayPlace): string => (first === undefined ? 'index' : `index - ${param(first)}`);

function loadLines(place: ArrayPlace): readonly string[] {
  const { name, element, functions } = place;
  const type = computedType(place);
  const head = `fn ${functions.one}(index: i32) -> ${type} {`;
  if (element !== 'u8') return [head, `  return ${asComputed(place, `${name}[${from(place)}]`)};`, '}'];
  return [
    head,
    `  let at = ${from(place)};`,
    `  return i32(extractBits(${name}[at / 4], 8 * u32(at % 4), 8u));`,
    '}',
  ];
}

function asComputed({ element, whole }: ArrayPlace, stored: string, four = false): string {
  const type = (name: string): string => (four ? `vec4<${name}>` : name);
  if (element === 'u32') return `bitcast<${type('i32')}>(${stored})`;
  if (whole) return `${type('i32')}(${stored})`;
  return element === 'f32' ? stored : `${type('f32')}(${stored})`;
}

function loadFourLines(place: ArrayPlace): readonly string[] {
  const { name, element, functions } = place;
  const head = `fn ${functions.four}(index: i32) -> vec4<${computedType(place)}> {`;
  const at = place.first === undefined ? 'index / 4' : `(${from(place)}) / 4`;
  if (element !== 'u8')
    return [head, `  return ${asComputed(place, `${functions.quads}[${at}]`, true)};`, '}'];
  return [
    head,
    `  let word = ${name}[${at}];`,
    '  return vec4<i32>((vec4<u32>(word) >> vec4<u32>(0u, 8u, 16u, 24u)) & vec4<u32>(255u));',
    '}',
  ];
}

function storeLines(place: ArrayPlace): readonly string[] {
  const { name, element, functions } = place;
  const value = element === 'f32' ? 'value' : `f16(${heldIn16('value * params.gradientScale', false)})`;
  return [`fn ${functions.one}(index: i32, value: f32) {`, `  ${name}[${from(place)}] = ${value};`, '}'];
}

function storeFourLines(place: ArrayPlace): readonly string[] {
  const { element, functions } = place;
  const at = place.first === undefined ? 'index / 4' : `(${from(place)}) / 4`;
  const value = element === 'f32' ? 'four' : `vec4<f16>(${heldIn16('four * params.gradientScale', true)})`;
  return [
    `fn ${functions.four}(index: i32, four: vec4<f32>) {`,
    `  ${functions.quads}[${at}] = ${value};`,
    '}',
  ];
}

/**
 * The function that reads or writes one element, and the same for an array in two bindings: `first` is where the second
 * begins then.
 */
export function inHalves(
  place: ArrayPlace,
  written: boolean,
  binding: number,
): { readonly one: string; readonly two: string } | undefined {
  const { name, first } = place;
  if (first === undefined) return undefined;
  const lines = written ? storeLines(place) : loadLines(place);
  const upper = `${name}Upper`;
  const space = written ? 'storage, read_write' : 'storage, read';
  const body = lines.slice(1, -1).map((line) => `  ${line}`);
  const inLower = body.map((line) => line.replace(from(place), 'index'));
  const inUpper = body.map((line) => line.replace(`${name}[`, `${upper}[`));
  const two = [
    `@group(0) @binding(${binding}) var<${space}> ${upper}: array<${storedType(place)}>;`,
    '',
    lines[0],
    `  if (index < ${param(first)}) {`,
    ...inLower,
    '  } else {',
    ...inUpper,
    '  }',
    '}',
  ];
  return { one: lines.join('\n'), two: two.join('\n') };
}
