/** What generated modules say of a wrong call, before a tensor is touched: each is copied into a module that calls it. */
import { checkNames, checkObject, told } from '../refusals.ts';

const settle = `/** Hyperparameters with their defaults filled in. */
function settle(given = {}) {
  checkNames('hyperparameter', given, Object.keys(hyperparameters));
  return Object.fromEntries(
    Object.entries(hyperparameters).map(([name, { value, domain, holds }]) => {
      const found = given[name] ?? value;
      if (found === undefined) throw new Error(\`\${name} is missing and has no default.\`);
      if (typeof found !== 'number' || !holds(found)) throw new Error(\`\${name} must lie in \${domain}; it is \${told(found)}.\`);
      return [name, found];
    }),
  );
}`;

const checkCall = `/** Refuses what is missing or misspelt, which would pass for something left out. */
function checkCall(inputs, options) {
  checkNames('input', inputs, names);
  for (const name of names) {
    if (inputs[name] === undefined) throw new Error(\`\${name} is missing: pass a tensor.\`);
    if (!(inputs[name] instanceof tf.Tensor)) throw new Error(\`\${name} must be a tensor.\`);
  }
  checkNames('option', options, ['sizes', ...(reductions.length > 0 ? ['reduction'] : [])]);
  const { reduction, sizes } = options;
  if (reduction !== undefined && !reductions.includes(reduction))
    throw new Error(\`reduction must be one of \${reductions.join(', ')}; it is \${told(reduction)}.\`);
  if (sizes !== undefined) checkSizes(sizes);
}

function checkSizes(sizes) {
  checkNames('axis', sizes, signature.axes);
  for (const [axis, size] of Object.entries(sizes))
    if (size !== undefined && (!Number.isInteger(size) || size < 1))
      throw new Error(\`The size of \${axis} must be a whole number from 1 on; it is \${told(size)}.\`);
}`;

export const checks: Readonly<Record<string, string>> = { settle, checkCall, checkNames, checkObject, told };
