/**
 * An array in; the functions out by which kernels read and write its elements. How elements are stored, and with which of
 * them the binding begins, is known here alone.
 */
import { Writer } from '../../text/writer.ts';
import { param, type AccessNames, type ArrayPlace } from './memory.ts';
import type { Namer } from './namer.ts';

/** The names that an array has in the shader beside its own. */
export function namesOf(name: string, written: boolean, names: Namer): AccessNames {
  const [one, four] = written ? [`store_${name}`, `store_${name}Quad`] : [`${name}At`, `${name}QuadAt`];
  return {
    one: names.take(one),
    four: names.take(four),
    quads: names.take(`${name}Quads`),
    ofQuads: names.take(`${name}OfQuadsAt`),
  };
}

/** The type of an element as it is stored. */
export const storedType = ({ element }: ArrayPlace): string => (element === 'u8' ? 'u32' : element);

/** The type of an element as kernels compute with it. */
const computedType = ({ whole }: ArrayPlace): 'i32' | 'f32' => (whole ? 'i32' : 'f32');

/** Whether four elements are read at once from an array of vectors; four bytes are a word anyway. */
export const hasQuads = ({ element }: ArrayPlace): boolean => element !== 'u8';

/** A function of an array: its head, and what it does with the array of a name at an index. */
interface Access {
  readonly name: string;
  readonly head: string;
  /** The array as it is seen. */
  readonly array: string;
  readonly body: (array: string, index: string) => readonly string[];
}

function accessesOf(place: ArrayPlace, written: boolean): readonly Access[] {
  const { name, functions } = place;
  const { one, four, ofQuads } = functions;
  const quads = hasQuads(place) ? functions.quads : name;
  if (written)
    return [
      {
        name: one,
        head: `fn ${one}(index: i32, value: f32) {`,
        array: name,
        body: (a, at) => [`${a}[${at}] = ${asStored(place, 'value', false)};`],
      },
      {
        name: four,
        head: `fn ${four}(index: i32, four: vec4f) {`,
        array: quads,
        body: (a, at) => [`${a}[${quarter(at)}] = ${asStored(place, 'four', true)};`],
      },
    ];
  const type = computedType(place);
  const oneHead = (as: string): string => `fn ${as}(index: i32) -> ${type} {`;
  return [
    { name: one, head: oneHead(one), array: name, body: (a, at) => oneLines(place, a, at) },
    {
      name: four,
      head: `fn ${four}(index: i32) -> ${type === 'i32' ? 'vec4i' : 'vec4f'} {`,
      array: quads,
      body: (a, at) => fourLines(place, a, at),
    },
    {
      name: ofQuads,
      head: oneHead(ofQuads),
      array: quads,
      body: (a, at) => [`let at = ${at};`, `return ${asComputed(place, `${a}[at / 4][at % 4]`)};`],
    },
  ];
}

const quarter = (index: string): string => (/^\w+$/.test(index) ? `${index} / 4` : `(${index}) / 4`);

function oneLines(place: ArrayPlace, array: string, index: string): readonly string[] {
  if (place.element !== 'u8') return [`return ${asComputed(place, `${array}[${index}]`)};`];
  return [`let at = ${index};`, `return i32(extractBits(${array}[at / 4], 8 * u32(at % 4), 8u));`];
}

function fourLines(place: ArrayPlace, array: string, index: string): readonly string[] {
  const stored = `${array}[${quarter(index)}]`;
  if (place.element !== 'u8') return [`return ${asComputed(place, stored, true)};`];
  return [
    `let word = ${stored};`,
    'return vec4i((vec4<u32>(word) >> vec4<u32>(0u, 8u, 16u, 24u)) & vec4<u32>(255u));',
  ];
}

function asComputed({ element, whole }: ArrayPlace, stored: string, four = false): string {
  if (element === 'u32') return `bitcast<${four ? 'vec4i' : 'i32'}>(${stored})`;
  if (whole) return `${four ? 'vec4i' : 'i32'}(${stored})`;
  return element === 'f32' ? stored : `${four ? 'vec4f' : 'f32'}(${stored})`;
}

/** What is written stays inside the finite numbers of 16 bits: WGSL leaves open what becomes of the others. */
function asStored({ element }: ArrayPlace, value: string, four: boolean): string {
  if (element === 'f32') return value;
  const end = (x: string): string => (four ? `vec4f(${x})` : x);
  const held = `clamp(${value} * params.gradientScale, ${end('-65504.0')}, ${end('65504.0')})`;
  return four ? `vec4<f16>(${held})` : `f16(${held})`;
}

/** The functions of this array that the kernels call. */
const calledIn = (code: string, place: ArrayPlace, written: boolean): readonly Access[] =>
  accessesOf(place, written).filter(({ name }) => calls(code, name));

const ofName = /[\p{L}\p{N}_]/u;

/** Whether a function is called: its name stands before a parenthesis, and is not the end of another name. */
function calls(code: string, name: string): boolean {
  const call = `${name}(`;
  for (let at = code.indexOf(call); at >= 0; at = code.indexOf(call, at + 1))
    if (!ofName.test(code.charAt(at - 1))) return true;
  return false;
}

/** Their text. */
export function accessText(place: ArrayPlace, written: boolean, code: string): string {
  const { first } = place;
  const index = first === undefined ? 'index' : `index - ${param(first)}`;
  const w = new Writer();
  for (const { head, array, body } of calledIn(code, place, written))
    w.block(head, () => w.lines(body(array, index))).blank();
  return w.toString().trimEnd();
}

/**
 * The functions that read or write elements, and the same for an array in two bindings: `first` is where the second
 * begins then.
 */
export function inHalves(
  place: ArrayPlace,
  written: boolean,
  code: string,
  binding: number,
): { readonly one: string; readonly two: string } | undefined {
  const { first } = place;
  if (first === undefined) return undefined;
  const w = new Writer();
  const called = calledIn(code, place, written);
  for (const array of new Set(called.map((access) => access.array))) {
    const element = array === place.functions.quads ? `vec4<${storedType(place)}>` : storedType(place);
    const space = written ? 'storage, read_write' : 'storage, read';
    w.line(`@group(0) @binding(${binding}) var<${space}> ${array}Upper: array<${element}>;`).blank();
  }
  for (const { head, array, body } of called)
    w.block(head, () => {
      w.block(`if (index < ${param(first)}) {`, () => w.lines(body(array, 'index')), '} else {');
      w.indent(() => w.lines(body(`${array}Upper`, `index - ${param(first)}`))).line('}');
    }).blank();
  return { one: accessText(place, written, code), two: w.toString().trimEnd() };
}
