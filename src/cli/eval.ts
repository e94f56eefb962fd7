/** `lossc eval`: a loss and a data file in; its value, gradient and terms out. */
import { text } from 'node:stream/consumers';
import { targets } from '../backends/targets.ts';
import type { CompiledLoss } from '../compile.ts';
import { bindData, type BoundData } from '../data/bind.ts';
import { readDocument } from '../data/document.ts';
import { ignoredText } from '../data/ignored.ts';
import { checkSingle } from '../data/precision.ts';
import type { Complain } from '../data/problem.ts';
import { isPrintable } from '../printable.ts';
import { arrange } from '../verify/oracle/tensor.ts';
import { readText } from './host.ts';
import { compileLoss, findLoss, type DeclaredLoss } from './losses.ts';
import { nestOutcome, type NestedOutcome, type Outcome } from './outcome.ts';
import { loadJs } from './jsModule.ts';
import { printJson, verdict, type Session } from './session.ts';
import { requireFile } from './sources.ts';
import { exitCode, UsageError, type ExitCode } from './usage.ts';

export async function run(session: Session): Promise<ExitCode> {
  const { arguments: given } = session;
  const [path = '', name = ''] = given.positionals;
  const dataPath = given.value('data');
  if (dataPath === undefined) throw new UsageError('`lossc eval` needs data: `--data DATA.json`.');
  const loss = findLoss(path, name, session);
  const compiled = loss && compileLoss(loss, { checked: true }, session);
  if (loss === undefined || compiled === undefined) return exitCode.failed;
  const backends = targets.filter((target) => target === given.value('backend'));
  if (!isPrintable(compiled, loss.declaration, backends, session.findings.report)) return exitCode.failed;
  const gradient = given.has('grad');
  if (gradient && compiled.signature.kind === 'metric')
    throw new UsageError(
      `\`${name}\` is a metric: it has no gradient.`,
      'Leave out `--grad`, or declare it as a loss.',
    );

  const complain: Complain = (problem) => session.findings.problem(dataPath, problem);
  const document = readDocument(await readData(dataPath), complain);
  const bound = document && bindData(compiled.signature, document, complain);
  if (bound === undefined || !isHeld(bound, session, complain)) return exitCode.failed;

  const outcome = await compute(loss, compiled, bound, session, complain);
  if (outcome === undefined) return exitCode.failed;
  const nested = nestOutcome(outcome, compiled.signature, bound.dimensions, gradient);
  if (given.has('json')) printJson(session, nested);
  else printOutcome(nested, bound, name, ignoredText(compiled.signature, bound), session);
  return verdict(session);
}

/** Whether the precision that is computed with holds the data. */
function isHeld({ inputs }: BoundData, { arguments: given }: Session, complain: Complain): boolean {
  const backend = given.value('backend');
  if (backend === 'reference' || (backend !== 'wgsl' && backend !== 'tfjs' && given.has('f64'))) return true;
  const others = backend === 'wgsl' || backend === 'tfjs' ? ' with `--backend js`' : '';
  return checkSingle(inputs, `Compute in double precision: \`--f64\`${others}.`, complain);
}

async function readData(path: string): Promise<string> {
  if (path === '-') return text(process.stdin);
  requireFile(path);
  const content = readText(path);
  if (content === undefined) throw new UsageError(`\`${path}\` is a folder, not a data file.`);
  return content;
}

async function compute(
  loss: DeclaredLoss,
  compiled: CompiledLoss,
  bound: BoundData,
  session: Session,
  complain: Complain,
): Promise<Outcome | undefined> {
  const { arguments: given } = session;
  const gradient = given.has('grad');
  if (given.value('backend') === 'reference') {
    const { runReference } = await import('./runReference.ts');
    return runReference(loss, compiled.signature, bound, gradient);
  }
  if (given.value('backend') === 'wgsl') return runWgsl(compiled, bound, gradient, complain);
  if (given.value('backend') === 'tfjs') return runTfjs(compiled, bound, gradient, complain);
  // Checked code knows no NaN; what may be NaN here, the binding of the data has decided.
  const finite = [...bound.inputs.values()].every(({ values }) => values.every(Number.isFinite));
  const runnable = finite ? compiled : compileLoss(loss, {}, session);
  if (runnable === undefined) return undefined;
  const call = await loadJs(runnable);
  const { sizes, params } = bound;
  const inputs = new Map([...bound.inputs].map(([input, { values }]) => [input, values]));
  try {
    return call({ inputs, sizes, params, f64: given.has('f64'), gradient });
  } catch (error) {
    if (!(error instanceof Error) || isBug(error)) throw error;
    complain({ where: '', message: error.message });
    return undefined;
  }
}

/** On a device: what it complains of, a missing driver included, is said of the data. */
async function runWgsl(
  compiled: CompiledLoss,
  { inputs, sizes, params }: BoundData,
  gradient: boolean,
  complain: Complain,
): Promise<Outcome | undefined> {
  const { loadWgsl } = await import('./wgslModule.ts');
  const arrays = new Map([...inputs].map(([input, { values }]) => [input, values]));
  try {
    return await loadWgsl(compiled)({ inputs: arrays, sizes, params, gradient });
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UsageError || isBug(error)) throw error;
    complain({ where: '', message: error.message });
    return undefined;
  }
}

/** With the TensorFlow.js that is installed where the user is; its layout has the class axes last. */
async function runTfjs(
  { tfjs, signature }: CompiledLoss,
  { inputs, sizes, params }: BoundData,
  gradient: boolean,
  complain: Complain,
): Promise<Outcome | undefined> {
  const { loadTfjs } = await import('./tfjsModule.ts');
  const { call } = await loadTfjs({ tfjs });
  const ordered = new Map(tfjs.signature.inputs.map((i) => [i.name, i]));
  const move = (
    values: ArrayLike<number>,
    from: readonly string[],
    to: readonly string[],
  ): ArrayLike<number> => {
    const sizesOf = (axes: readonly string[]) => axes.map((axis) => sizes[axis] ?? 1);
    return arrange(
      { axes: from, sizes: sizesOf(from), data: Array.from(values) },
      { axes: to, sizes: sizesOf(to) },
    ).data;
  };
  const arrays = new Map(
    [...inputs].map(([name, { values }]) => {
      const { axes = [], layout = [] } = ordered.get(name) ?? {};
      return [name, move(values, axes, layout)];
    }),
  );
  try {
    const outcome = call({ inputs: arrays, sizes, params, gradient });
    const gradients = [...outcome.gradients].map(([name, values]): [string, ArrayLike<number>] => {
      const { axes = [], layout = [] } = ordered.get(name) ?? {};
      return [name, move(values, layout, axes)];
    });
    const terms = [...outcome.terms].map(([name, values]): [string, ArrayLike<number>] => {
      const from = tfjs.signature.terms.find((t) => t.name === name)?.axes ?? [];
      return [name, move(values, from, signature.terms.find((t) => t.name === name)?.axes ?? [])];
    });
    const value = move(outcome.value, tfjs.signature.result, signature.result);
    return { value, gradients: new Map(gradients), terms: new Map(terms) };
  } catch (error) {
    if (!(error instanceof Error) || isBug(error)) throw error;
    complain({ where: '', message: error.message });
    return undefined;
  }
}

/** Generated code complains of data with a plain Error or a RangeError; the others are mistakes of ours. */
const isBug = (error: Error): boolean =>
  error instanceof TypeError || error instanceof ReferenceError || error instanceof SyntaxError;

function printOutcome(
  outcome: NestedOutcome,
  { dimensions }: BoundData,
  name: string,
  ignored: readonly string[],
  { out }: Session,
): void {
  const sizes = [...dimensions].map(([axis, lengths]) => `${axis} = ${lengths.join(' × ')}`);
  const axes = [...sizes, ...ignored];
  out.line(out.style('bold', name) + (axes.length === 0 ? '' : `  ${out.style('dim', axes.join(', '))}`));
  const rows = [
    ['value', outcome.value] as const,
    ...Object.entries(outcome.terms).map(([term, value]) => [`term ${term}`, value] as const),
    ...Object.entries(outcome.grad ?? {}).map(([input, value]) => [`gradient ${input}`, value] as const),
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  for (const [label, value] of rows) out.line(`  ${label.padEnd(width)}  ${JSON.stringify(value)}`);
}
