/** A shader and a signature in; the TypeScript declarations of the generated host module out. */
import type { Signature } from '../../compile.ts';
import { Writer } from '../../text/writer.ts';
import { domainText, valuesText } from '../js/domain.ts';
import type { ArrayPlace } from './memory.ts';
import type { Shader } from './shader.ts';

const storage: Readonly<Record<ArrayPlace['element'], string>> = {
  f32: '32-bit floats',
  f16: '16-bit floats, the buffer a multiple of 4 bytes long',
  u32: '32-bit integers',
  u8: 'bytes, four to a word, the buffer a multiple of 4 long',
};

export function printWgslDeclarations(shader: Shader, signature: Signature): string {
  const w = new Writer();
  const { inputs, hyperparameters, axes, result, terms, kind } = signature;
  const key = (name: string): string =>
    /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : JSON.stringify(name);
  const list = (name: string, lines: readonly string[]): void =>
    void w.block(`export interface ${name} {`, () => w.lines(lines)).blank();
  const range = 'GPUBuffer | BufferRange';
  w.line('/** A part of a buffer; the usage has to include STORAGE. */');
  list('BufferRange', [
    'readonly buffer: GPUBuffer;',
    '/** In bytes. */',
    'readonly offset?: number;',
    'readonly size?: number;',
  ]);
  list(
    'Sizes',
    axes.map((axis) => `readonly ${key(axis)}: number;`),
  );
  list(
    'Inputs',
    inputs.flatMap((i) => [
      `/** ${i.kind}${i.of === undefined ? '' : ` of ${i.of}`} [${i.layout.join(', ')}]${valuesText(i)}: ${storage[shader.symbols.inputs.get(i.name)?.element ?? 'f32']}. */`,
      `readonly ${key(i.name)}: ${range};`,
    ]),
  );
  list(
    'Params',
    hyperparameters
      .filter((h) => !h.pinned)
      .flatMap((h) => [
        `/** In ${domainText(h.domain)}${h.value === undefined ? '' : `; ${h.value} by default`}. */`,
        `readonly ${key(h.name)}${h.value === undefined ? '' : '?'}: number;`,
      ]),
  );
  const tensors = terms.filter((t) => t.axes.length > 0);
  const required = hyperparameters.some((h) => !h.pinned && h.value === undefined);
  list('Arguments', [
    'readonly sizes: Sizes;',
    'readonly inputs: Inputs;',
    `readonly params${required ? '' : '?'}: Params;`,
    ...(result.length > 0 ? [`/** The result [${result.join(', ')}]. */`, `readonly value: ${range};`] : []),
    ...(tensors.length > 0
      ? [`readonly terms: { ${tensors.map((t) => `readonly ${key(t.name)}: ${range}`).join('; ')} };`]
      : []),
    '/** Where scalar results go, `resultSize` bytes; made once where it is left out. */',
    `readonly result?: ${range};`,
    '/** What is kept between dispatches, `workspaceSize` bytes; made once where it is left out. */',
    `readonly workspace?: ${range};`,
    'readonly label?: string;',
  ]);
  const scalarTerms = terms.filter((t) => t.axes.length === 0);
  list('Scalars', [
    ...(result.length === 0 ? ['readonly value: number;'] : []),
    `readonly terms: { ${scalarTerms.map((t) => `readonly ${key(t.name)}: number`).join('; ')} };`,
    `readonly gradients: { ${hyperparameters
      .filter((h) => h.differentiable)
      .map((h) => `readonly ${key(h.name)}?: number`)
      .join('; ')} };`,
  ]);
  w.line('/** Dispatches that are ready to be recorded, as often as wanted; recording allocates nothing. */');
  list('Recording', [
    'readonly dispatches: number;',
    '/** Where the scalar results lie. */',
    'readonly result: { readonly buffer: GPUBuffer; readonly offset: number; readonly size: number } | undefined;',
    '/** Records into a command encoder, or into a compute pass that is open. Nothing is submitted. */',
    'record(target: GPUCommandEncoder | GPUComputePassEncoder): void;',
    '/** Other hyperparameters for what is submitted from now on. */',
    'setParams(params: Partial<Params>): void;',
    '/** Copies the scalar results and waits for them: this submits, so use it for logging now and then. */',
    'read(): Promise<Scalars>;',
    '/** Destroys the buffers that were not handed in. */',
    'destroy(): void;',
  ]);
  const gradients = inputs.filter((i) => i.differentiable);
  if (kind === 'loss') {
    w.line(
      '/** Buffers to write gradients into, one at least; what is left out takes no buffer of yours. */',
    );
    list(
      'Gradients',
      gradients.map((i) => `readonly ${key(i.name)}?: ${range};`),
    );
    list('GradientArguments extends Arguments', [
      'readonly gradients: Gradients;',
      ...(shader.features.includes('shader-f16')
        ? [
            '/** Gradients are multiplied by this before they become 16-bit floats, which hold 6e-5 to 65504: the number of pixels, say. */',
            'readonly gradientScale: number;',
          ]
        : []),
      ...(result.length > 0
        ? [`/** The weight of each element of the result in the gradient. */`, `readonly upstream: ${range};`]
        : []),
    ]);
  }
  list('Loss', [
    'readonly device: GPUDevice;',
    'readonly resultSize: number;',
    'workspaceSize(sizes: Sizes, what?: Evaluation): number;',
    'value(given: Arguments): Recording;',
    ...(kind === 'loss' ? ['valueAndGrad(given: GradientArguments): Recording;'] : []),
  ]);
  w.line(`export type Evaluation = 'value'${kind === 'loss' ? " | 'valueAndGrad'" : ''};`);
  const needed = shader.features.map((feature) => `\`${feature}\``).join(' and ');
  w.line(
    '/** Creates the pipelines for a device, each once; of the evaluations named, or of all.' +
      `${needed === '' ? '' : ` The device has to be created with ${needed}.`} */`,
  );
  w.line('export function load(device: GPUDevice, evaluations?: readonly Evaluation[]): Promise<Loss>;');
  w.line('export function workspaceSize(sizes: Sizes, what?: Evaluation): number;');
  w.line('export const resultSize: number;');
  w.line('export const shader: string;');
  w.block(
    'export const signature: {',
    () => {
      w.line('readonly name: string;').line(`readonly kind: '${kind}';`);
      w.line(
        'readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string; ' +
          "readonly element: 'f32' | 'u32' | 'u8'; readonly differentiable: boolean }[];",
      );
      w.line('readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];');
      w.line('readonly result: readonly string[];');
    },
    '};',
  );
  return w.toString();
}
