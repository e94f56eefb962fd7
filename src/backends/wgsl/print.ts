/** Plans and a signature in; all files of the WebGPU backend out: shader, host module and its declarations. */
import { printWgslDeclarations } from './declarations.ts';
import { printHost } from './module.ts';
import { printShader, type WgslInput } from './shader.ts';

export interface WgslCode {
  /** The shader, for reading and for hosts in other languages; the module holds the same text. */
  readonly shader: string;
  /** An ES module without imports that makes pipelines and records dispatches. */
  readonly code: string;
  readonly declarations: string;
}

export function printWgsl(input: WgslInput): WgslCode {
  const shader = printShader(input);
  return {
    shader: shader.text,
    code: printHost(shader, input.signature, input.header),
    declarations: printWgslDeclarations(shader, input.signature),
  };
}
