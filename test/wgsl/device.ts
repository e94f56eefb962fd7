/** Whether WGSL can be executed here, said once and clearly; and losses to execute. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type CompiledLoss, type CompileOptions } from '../../src/compile.ts';
import { findWebGpu } from '../../src/cli/webgpu/driver.ts';
import type { WebGpuJob, WebGpuRunner } from '../../src/cli/webgpu/runner.ts';
import { loadWgsl, type Storage, type WgslOutcome } from '../../src/cli/wgslModule.ts';
import type { Program } from '../../src/syntax/program.ts';
import { Random } from '../../src/verify/random.ts';
import { Sampler, type Situation } from '../../src/verify/sample.ts';
import { inSingle } from '../../src/verify/single.ts';
import type { Data } from '../../src/verify/oracle/data.ts';
import { libraryFile } from '../verify/program.ts';

/** Why WGSL is not executed on this machine; `LOSSC_REQUIRE_WGSL=1` makes that an error. */
export const missing = whyNot();

function whyNot(): string | undefined {
  try {
    findWebGpu();
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (process.env['LOSSC_REQUIRE_WGSL'] === '1') throw error;
    console.warn(`WGSL is not executed: ${message}`);
    return message;
  }
}

export interface LibraryLoss {
  readonly name: string;
  readonly kind: 'loss' | 'metric';
  readonly program: Program;
}

/** Every loss and metric below `losses/`. */
export function library(): readonly LibraryLoss[] {
  const files = readdirSync('losses', { recursive: true, encoding: 'utf8' }).filter((f) =>
    f.endsWith('.loss'),
  );
  return files.sort().flatMap((file) => {
    const program = libraryFile(join('losses', file));
    return program.entry.declarations.flatMap(({ kind, name }) =>
      kind === 'loss' || kind === 'metric' ? [{ name: name.text, kind, program }] : [],
    );
  });
}

export function compiled(program: Program, name: string, options: CompileOptions = {}): CompiledLoss {
  const mistakes: string[] = [];
  const loss = compile(program, name, options, (d) => {
    if (d.severity === 'error') mistakes.push(d.message);
  });
  if (loss === undefined) throw new Error(mistakes.join(' '));
  return loss;
}

/** Data that f32 can hold. */
export const sample = (
  { program, name }: LibraryLoss,
  situation: Situation,
  sizes: Readonly<Record<string, number>> = {},
  seed = 7,
): Data => inSingle(program, name, new Sampler(program, name, new Random(seed)).data(situation, sizes));

export interface Execution extends Storage {
  readonly gradient?: boolean;
  readonly gradientScale?: number;
  readonly limits?: WebGpuJob['limits'];
  readonly runner?: WebGpuRunner;
}

/** Value and gradient on a device. */
export function execute(
  loss: CompiledLoss,
  data: Data,
  { gradient = true, gradientScale = 1, limits, runner, ...storage }: Execution = {},
): Promise<WgslOutcome> {
  const inputs = new Map(Object.entries(data.inputs).map(([name, input]) => [name, input.data]));
  const call = loadWgsl(loss, storage, runner);
  return call({
    inputs,
    sizes: data.axes,
    params: data.parameters,
    gradient,
    gradientScale,
    ...(limits === undefined ? {} : { limits }),
  });
}
