/** The functions of a generated module that its users call. */
import type { Signature } from '../../compile.ts';
import { upstreamName } from '../../graph/upstream.ts';
import { Writer } from '../../text/writer.ts';
import { callsOf } from './calls.ts';
import { key, literal } from './literal.ts';

/** How the gradient comes back: one value for each example, a scalar, or a tensor of losses. */
export type Way = 'examples' | 'scalar' | 'tensor';

/** `bceDice`, `bceDiceFrom`, and what they share. */
export function printEntries(signature: Signature, gradients: readonly string[], way: Way): string {
  const { name, pair } = callsOf(signature);
  const w = new Writer();
  if (pair !== undefined) {
    const what = signature.kind === 'loss' ? 'loss' : 'metrics';
    w.line(`/** A function of the true and the predicted values, for \`model.compile({ ${what} })\`. */`);
    w.block(`export function ${name}(params, options) {`, () => {
      w.line(
        `if (params instanceof tf.Tensor) throw new Error('${name}() makes the function: ${name}()(yTrue, yPred).');`,
      );
      w.line('const settled = settle(params);');
      w.line(`return (yTrue, yPred) => evaluate(${pairText(signature)}, settled, options);`);
    });
    w.blank();
  }
  w.line('/** The value for inputs by name. */');
  w.block(`export function ${name}From(inputs, params, options) {`, () =>
    w.line('return evaluate(inputs, settle(params), options);'),
  );
  w.blank();
  if (signature.kind === 'metric') printMetric(w);
  else printLoss(w, signature, gradients, way);
  return w.toString();
}

/** The inputs of a loss of two, by name: `{ z: yPred, y: yTrue }`. */
function pairText(signature: Signature): string {
  const { pair } = callsOf(signature);
  const fields = signature.inputs.map(
    (i) => `${key(i.name)}: ${i.name === pair?.target ? 'yTrue' : 'yPred'}`,
  );
  return `{ ${fields.join(', ')} }`;
}

function printMetric(w: Writer): void {
  w.block('function evaluate(inputs, params, options = {}) {', () => {
    w.line('checkCall(inputs, options);');
    w.line('return tf.tidy(() => compute(inputs, params, options, false).value);');
  });
}

function printLoss(w: Writer, { inputs }: Signature, gradients: readonly string[], way: Way): void {
  const names = inputs.map((i) => i.name);
  const saved = way === 'tensor' ? 'the tensors' : 'only the gradient';
  w.line(
    `/** The value with the compiled gradient; ${saved} is kept for the way back. */`.replace(
      'tensors is',
      'tensors are',
    ),
  );
  w.block('function evaluate(inputs, params, options = {}) {', () => {
    w.line('checkCall(inputs, options);');
    w.block(
      'const loss = tf.customGrad((...given) => {',
      () => {
        w.line('const save = given.pop();');
        w.line('const tensors = Object.fromEntries(names.map((name, k) => [name, given[k]]));');
        if (way === 'tensor') printLazily(w, names, gradients, upstreamName(inputs));
        else printEagerly(w, names, gradients, way);
        w.line('return { value, gradFunc };');
      },
      '});',
    );
    w.line('return loss(...names.map((name) => inputs[name]));');
  });
}

/** The gradient is computed with the value, and weighted on the way back. */
function printEagerly(w: Writer, names: readonly string[], gradients: readonly string[], way: Way): void {
  w.line('// Where no tape is recorded there is no need for the gradient.');
  w.line('const recording = tf.engine().state.gradientDepth !== 0;');
  w.line('const { value, gradients } = compute(tensors, params, options, recording);');
  w.line('save(gradients);');
  const weighted = (k: number): string =>
    way === 'examples' ? `weigh(saved[${k}], upstream)` : `tf.mul(saved[${k}], upstream)`;
  w.line(`const gradFunc = (upstream, saved) => [${backText(names, gradients, weighted, 'given')}];`);
}

/** The gradient of a tensor of losses depends on what comes back for each of them. */
function printLazily(
  w: Writer,
  names: readonly string[],
  gradients: readonly string[],
  weight: string,
): void {
  w.line('save(given);');
  w.line('const { value } = compute(tensors, params, options, false);');
  const own = weight === 'upstream' ? weight : `${weight}: upstream`;
  w.block(
    'const gradFunc = (upstream, saved) => {',
    () => {
      w.line('const again = Object.fromEntries(names.map((name, k) => [name, saved[k]]));');
      w.line(`const gradients = slopes({ ...again, ${own} }, params, options);`);
      w.line(`return [${backText(names, gradients, (k) => `gradients[${k}]`, 'saved')}];`);
    },
    '};',
  );
}

/** A gradient for each input, zeros for those that have none. */
function backText(
  names: readonly string[],
  gradients: readonly string[],
  found: (k: number) => string,
  tensors: string,
): string {
  const back = names.map((name, k) => {
    const place = gradients.indexOf(name);
    return place < 0 ? `tf.zeros(${tensors}[${k}].shape)` : found(place);
  });
  return back.join(', ');
}

/** `bceDiceTerms` and `bceDiceMetrics`; `compute` is the text of the function behind them. */
export function printTermEntries(signature: Signature, names: readonly string[], compute: string): string {
  const { name, pair } = callsOf(signature);
  const w = new Writer();
  w.line('/** The terms of the loss, for inputs by name. */');
  w.block(`export function ${name}Terms(inputs, params, options = {}) {`, () => {
    w.line('checkCall(inputs, options);');
    w.line('return tf.tidy(() => computeTerms(inputs, settle(params), options));');
  });
  if (pair !== undefined) {
    w.blank().line(
      '/** The terms as metrics, for `model.compile({ metrics })`: a metric is called what its function is. */',
    );
    w.block(`export function ${name}Metrics(params, options) {`, () => {
      w.line(`const terms = (yTrue, yPred) => ${name}Terms(${pairText(signature)}, params, options);`);
      w.block(
        'return {',
        () => {
          for (const term of names)
            w.line(`${key(term)}: (yTrue, yPred) => tf.tidy(() => terms(yTrue, yPred)[${literal(term)}]),`);
        },
        '};',
      );
    });
  }
  w.blank().line(compute.trimEnd());
  return w.toString();
}
