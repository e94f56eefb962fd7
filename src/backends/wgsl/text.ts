/** The parts of a shader in; its text out. */
import { Writer } from '../../text/writer.ts';
import { storedType } from './access.ts';
import type { Binding } from './bindings.ts';
import { functionsIn } from './functions.ts';
import type { Kernel } from './kernel.ts';
import type { ArrayPlace, Field, Symbols } from './memory.ts';
import { scratchText } from './scratch.ts';
import type { WgslInput } from './shader.ts';

export interface Parts {
  readonly kernels: readonly Kernel[];
  readonly bindings: readonly Binding[];
  readonly fields: readonly Field[];
  readonly symbols: Symbols;
  /** The functions that read and write arrays. */
  readonly access: string;
}

export function shaderText({ header, floats, subgroups }: WgslInput, parts: Parts): string {
  const { kernels, fields, access } = parts;
  const body = kernels
    .flatMap((k) => (k.quads === undefined ? [k.code.trimEnd()] : [k.code.trimEnd(), k.quads.trimEnd()]))
    .join('\n\n');
  const w = new Writer();
  w.lines(header.map((line) => (line === '' ? '//' : `// ${line}`))).blank();
  if (floats === 'f16') w.line('enable f16;');
  if (subgroups) w.line('enable subgroups;');
  if (floats === 'f16' || subgroups) w.blank();
  if (fields.length > 0)
    w.block('struct Params {', () => fields.forEach((f) => w.line(`${f.name}: ${f.type},`))).blank();
  w.lines(bindingLines(parts));
  w.blank().line(scratchText(body, subgroups)).blank().line(body).blank();
  if (access !== '') w.line(access).blank();
  functionsIn(body).forEach((source) => w.line(source).blank());
  return `${w.toString().trim()}\n`;
}

function bindingLines({ bindings, fields, symbols, access }: Parts): readonly string[] {
  return bindings.flatMap(({ name, kind }, k) => {
    if (name === 'params' && fields.length === 0) return [];
    const space =
      kind === 'uniform' ? 'uniform' : kind === 'storage' ? 'storage, read_write' : 'storage, read';
    const place = placeOf(symbols, name);
    const type = place === undefined ? 'f32' : storedType(place);
    const declared = (as: string, what: string): string =>
      `@group(0) @binding(${k}) var<${space}> ${as}: ${what};`;
    // The same memory as vectors, for entry points that take four neighbours at a time.
    const quads = place?.functions.quads;
    return [
      declared(name, name === 'params' ? 'Params' : `array<${type}>`),
      ...(quads !== undefined && access.includes(`${quads}[`)
        ? [declared(quads, `array<vec4<${type}>>`)]
        : []),
    ];
  });
}

function placeOf({ inputs, outputs }: Symbols, name: string): ArrayPlace | undefined {
  return [...inputs.values(), ...outputs.values()].find((place) => place.name === name);
}
