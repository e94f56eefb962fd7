/** The host code that makes pipelines, each once for a device. */

export const pipelineRuntime = `const loaded = new WeakMap();

/**
 * Creates the pipelines for a device, each once: later calls get the same. \`evaluations\` says of what, for those who
 * want the value alone or never want it alone. Kernels that can take four neighbours at a time are made for that; for
 * sizes that do not allow it they are made when such sizes first come.
 */
export async function load(device, evaluations = Object.keys(plans)) {
  checkNames('evaluation', Object.fromEntries(evaluations.map((name) => [name, true])), Object.keys(plans));
  const most = device.limits.maxStorageBuffersPerShaderStage;
  if (most < 8) throw new Error(\`\${title} needs 8 storage buffers in a shader stage; the device was created with \${most}.\`);
  for (const feature of features)
    if (!device.features.has(feature))
      throw new Error(
        \`\${title} was built for the feature \${feature}, which the device was created without: ask for it in requiredFeatures \` +
          'where adapter.features has it, or build without that option.',
      );
  if (!loaded.has(device))
    loaded.set(device, {
      module: device.createShaderModule({ label: title, code: shader }),
      made: new Map(),
      ready: new Map(),
      halves: new Map(),
    });
  const pipelines = loaded.get(device);
  const { module, made, ready } = pipelines;
  const wanted = evaluations.flatMap((what) => plans[what].kernels);
  await Promise.all(
    wanted.map((kernel) => {
      const entry = kernel.quads?.entry ?? kernel.name;
      if (!made.has(entry)) made.set(entry, createPipeline(device, module, kernel, entry));
      return made.get(entry);
    }),
  ).catch((error) => {
    loaded.delete(device);
    throw error;
  });
  for (const [entry, each] of made) ready.set(entry, await each);
  const loss = { device, workspaceSize, resultSize };
  for (const what of evaluations) loss[what] = (given) => prepare(device, pipelines, plans[what], what, given);
  return loss;
}

/** What makes a pipeline, and the layout of its bind group. */
function describe(device, module, numbers, entry) {
  const label = \`\${title} \${entry}\`;
  const typeOf = (binding) => bindings[binding % bindings.length].type;
  const layout = device.createBindGroupLayout({
    label,
    entries: numbers.map((binding) => ({ binding, visibility: 0x4, buffer: { type: typeOf(binding) } })),
  });
  const pipelineLayout = device.createPipelineLayout({ label, bindGroupLayouts: [layout] });
  return { layout, descriptor: { label, layout: pipelineLayout, compute: { module, entryPoint: entry } } };
}

async function createPipeline(device, module, kernel, entry) {
  const { layout, descriptor } = describe(device, module, kernel.bindings, entry);
  return { layout, pipeline: await device.createComputePipelineAsync(descriptor) };
}

/** The pipeline of an entry point: one that was made by \`load\`, or that sizes ask for now. */
function pipelineOf(device, { module, ready }, kernel, entry) {
  if (!ready.has(entry)) {
    const { layout, descriptor } = describe(device, module, kernel.bindings, entry);
    ready.set(entry, { layout, pipeline: device.createComputePipeline(descriptor) });
  }
  return ready.get(entry);
}

/**
 * The pipeline of a kernel that reads or writes some arrays through two bindings each. It is made when sizes first ask
 * for it, and the numbers that it computes are those of the other.
 */
function pipelineWithHalves(device, halves, kernel, entry, halved) {
  const key = [entry, ...halved].join(' ');
  if (!halves.has(key)) {
    const code = halved.reduce((text, binding) => {
      const { one, two } = inHalves[bindings[binding].name];
      return text.replace(one, () => two);
    }, shader);
    const module = device.createShaderModule({ label: \`\${title} in halves\`, code });
    const numbers = [...kernel.bindings, ...halved.map((binding) => bindings.length + binding)];
    const { layout, descriptor } = describe(device, module, numbers, entry);
    halves.set(key, { layout, numbers, pipeline: device.createComputePipeline(descriptor) });
  }
  return halves.get(key);
}`;
