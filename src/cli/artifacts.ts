/** A compiled loss in; the files that it is built into, by their path below the output folder, out. */
import type { Target } from '../backends/targets.ts';
import type { CompiledLoss } from '../compile.ts';

export interface Artifact {
  /** Below the output folder, with `/` between folders. */
  readonly path: string;
  readonly text: string;
}

/** What each backend writes, `stem` being the topic and the name of the loss. */
const written: {
  readonly [T in Target]: (stem: string, compiled: CompiledLoss) => readonly Artifact[];
} = {
  js: (stem, { js }) => [
    { path: `${stem}.js`, text: js.code },
    { path: `${stem}.d.ts`, text: js.declarations },
  ],
  wgsl: (stem, { wgsl }) => [
    { path: `${stem}.wgsl`, text: wgsl.shader },
    { path: `${stem}.webgpu.js`, text: wgsl.code },
    { path: `${stem}.webgpu.d.ts`, text: wgsl.declarations },
  ],
  tfjs: (stem, { tfjs }) => [
    { path: `${stem}.tfjs.js`, text: tfjs.code },
    { path: `${stem}.tfjs.d.ts`, text: tfjs.declarations },
  ],
};

/** All files of a loss: the code for each backend and the explanation. */
export function artifactsOf(
  topic: string,
  compiled: CompiledLoss,
  backends: readonly Target[],
): readonly Artifact[] {
  const stem = `${topic}/${compiled.signature.name}`;
  const story = { path: stem + explanation, text: endInNewline(compiled.explain()) };
  return [...backends.flatMap((backend) => written[backend](stem, compiled)), story];
}

const endInNewline = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

/** The ending of the file that every loss has, and that nobody else would choose. */
export const explanation = '.explain.txt';
const ending = /\.(((webgpu|tfjs)\.)?(js|d\.ts)|wgsl|explain\.txt)$/;

/** Whether lossc writes files of this name: others in the output folder are none of its business. */
export const isArtifact = (path: string): boolean => ending.test(path);

/** Topic and name of the loss that a file belongs to. */
export const stemOf = (path: string): string => path.replace(ending, '');

/** The bytes of the code that a backend's users load. */
export const codeSize = (compiled: CompiledLoss, backend: Target): number =>
  Buffer.byteLength(compiled[backend].code);
