/**
 * The source of the process that runs WebGPU code: jobs come in as messages, results go out. It is a process of its
 * own, since where the graphics driver is has to be known before a process starts. It imports nothing of lossc, so
 * that it can be handed to Node as text.
 */
import { jobSource } from './job.ts';

/** `webgpu` is the URL of the module that brings WebGPU to Node; `flags` are for its `create`. */
export const childSource = (webgpu: string, flags: readonly string[] = []): string => `
import { create, globals } from ${JSON.stringify(webgpu)};
Object.assign(globalThis, globals);
const gpu = create(${JSON.stringify(flags)});
const lost = ({ message }) => process.exit(message === '' ? 0 : 1);
${jobSource}
process.on('message', async ({ id, job }) => {
  try {
    process.send({ id, result: await run(job) });
  } catch (error) {
    process.send({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
`;
