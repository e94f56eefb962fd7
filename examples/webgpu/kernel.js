/** Shader files and compute pipelines: the few lines that every kernel needs. */

/** A shader module from a file beside this one. */
export async function shader(device, name) {
  const response = await fetch(new URL(name, import.meta.url));
  if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
  return device.createShaderModule({ label: name, code: await response.text() });
}

/** A compute pipeline; `constants` are the `override`s of the shader. */
export const pipeline = (device, module, entryPoint, constants) =>
  device.createComputePipelineAsync({
    label: entryPoint,
    layout: 'auto',
    compute: { module, entryPoint, constants },
  });

/** Buffers bound by number, as a dispatch that can be recorded as often as wanted. */
export function dispatch(device, pipeline, buffers, groups) {
  const group = device.createBindGroup({
    label: pipeline.label,
    layout: pipeline.getBindGroupLayout(0),
    entries: Object.entries(buffers).map(([binding, buffer]) => ({
      binding: Number(binding),
      resource: { buffer },
    })),
  });
  return (pass) => {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(...groups);
  };
}
