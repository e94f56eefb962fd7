/** One loss in; its page of documentation, as Markdown for GitHub, out. */
import type { CompiledLoss, DomainValues } from '../../src/compile.ts';
import type { LibraryDeclaration } from './library.ts';

/** How accurate a loss was when it was measured: see measure.ts. */
export interface Accuracy {
  /** The worst relative error of a single number of value and gradient, in f64; null where one is NaN or infinite. */
  readonly worst: number | null;
  /** Where that was: `dL/dz with extreme values`. */
  readonly at: string;
}

export interface PageContents {
  readonly loss: LibraryDeclaration;
  readonly compiled: CompiledLoss;
  /** Empty for a metric. */
  readonly gradient: string;
  /** Whether there is a plot beside the page. */
  readonly plotted: boolean;
  readonly accuracy: Accuracy | undefined;
  /** Losses that this one calls; functions have no page. */
  readonly callees: readonly string[];
  /** Losses that call this one. */
  readonly callers: readonly string[];
  /** Losses whose names begin alike. */
  readonly variants: readonly string[];
}

export function page(contents: PageContents): string {
  const { loss, compiled, plotted } = contents;
  const { doc, name } = loss;
  const parts = [
    `# ${name}`,
    doc.summary,
    fence('math', doc.formula),
    doc.remarks,
    plotted ? `![The loss and its gradient](plots/${name}.svg)` : '',
    '## Source',
    `[losses/${loss.file}](../../losses/${loss.file})`,
    fence('', loss.source),
    ...arguments_(contents),
    ...use(contents),
    ...gradient(contents),
    '## Finiteness',
    fence('', section(compiled, 'finiteness')),
    '## Cost and accuracy',
    cost(contents),
    fence('', section(compiled, 'schedule')),
    '## Where it comes from',
    [...doc.cites, ...doc.origins].map((source) => `- ${source}`).join('\n'),
    ...related(contents),
  ];
  return `${made}\n\n${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** At the head of every page that is generated. */
export const made = '<!-- Generated from losses/ by `npm run regenerate`: edit the .loss file instead. -->';

export const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

function arguments_({ loss, compiled }: PageContents): readonly string[] {
  const { inputs, hyperparameters } = compiled.signature;
  const describe = (name: string): string => (loss.doc.params.get(name) ?? '').replaceAll('|', '\\|');
  const rows = inputs.map((input) => {
    const of = input.of === undefined ? '' : ` of ${input.of}`;
    const type = `${input.kind}[${input.axes.join(', ')}]${of}`;
    const values =
      input.of === undefined ? domain(input.domain) : `0 … size(${input.of}) − 1, others ignored`;
    return `| \`${input.name}\` | \`${type}\` | ${values} | ${input.differentiable ? 'yes' : ''} | ${describe(input.name)} |`;
  });
  const options = hyperparameters.map(
    (h) => `| \`${h.name}\` | ${h.value ?? 'none'} | ${domain(h.domain)} | ${describe(h.name)} |`,
  );
  return [
    '## Arguments',
    ['| input | type | values | gradient | |', '|---|---|---|---|---|', ...rows].join('\n'),
    options.length === 0
      ? ''
      : ['| hyperparameter | default | values | |', '|---|---|---|---|', ...options].join('\n'),
  ];
}

function domain(values: DomainValues): string {
  if (values.kind === 'set') return `{${values.values.join(', ')}}`;
  const { low, lowOpen, high, highOpen } = values;
  const end = (value: number): string => String(value).replace('Infinity', '∞').replace('-', '−');
  const left = lowOpen || low === -Infinity ? '(' : '[';
  const right = highOpen || high === Infinity ? ')' : ']';
  return `${left}${end(low)}, ${end(high)}${right}`;
}

function use({ compiled }: PageContents): readonly string[] {
  const { name, inputs, kind, terms, result, axes } = compiled.signature;
  const given = `{ ${inputs.map((input) => input.name).join(', ')} }`;
  const gradients = inputs.filter(({ differentiable }) => differentiable).map((input) => input.name);
  const written = `{ ${gradients.map((input) => `${input}: d${input}`).join(', ')} }`;
  const sizes = `{ ${axes.join(', ')} }`;
  const into = [...(result.length === 0 ? [] : ['value: out']), ...(terms.length === 0 ? [] : ['terms'])];
  const rest = into.length === 0 ? '' : `, {}, { ${into.join(', ')} }`;
  const reported = terms.map((term) => `terms.${term.name}`).join(', ');
  const code = [
    `import { ${name} } from 'lossc/losses/js';`,
    '',
    ...gradients.map((input) => `const d${input} = new Float32Array(${input}.length);`),
    ...(result.length === 0 ? [] : [`const out = new Float64Array(${result.join(' * ')});`]),
    ...(terms.length === 0 ? [] : [`const terms = {}; // gets ${reported}`]),
    kind === 'metric'
      ? `const value = ${name}.value(${given}, ${sizes}${rest});`
      : `const value = ${name}.valueAndGrad(${given}, ${written}, ${sizes}${rest});`,
  ];
  return ['## Use', fence('js', code.join('\n'))];
}

const gradient = ({ gradient: text }: PageContents): readonly string[] =>
  text === ''
    ? []
    : ['## Gradient', 'As the compiler derived it, in the language of the source:', fence('', text)];

function cost({ compiled, accuracy }: PageContents): string {
  const { cost: found, signature } = compiled;
  const passes = (count: number): string => (count === 1 ? '1 pass' : `${count} passes`);
  const both = signature.kind === 'metric' ? '' : `; value and gradient in ${passes(found.valueAndGrad)}`;
  const calls =
    ['no transcendental call', '1 transcendental call'][found.transcendentals] ??
    `${found.transcendentals} transcendental calls`;
  const numbers = signature.kind === 'metric' ? 'the value' : 'value and gradient';
  const measured =
    accuracy === undefined
      ? []
      : [
          `- The worst single number of ${numbers} against the exact one, over everyday data, edges of the domains and values up to ±10⁴, in f64: ${error(accuracy)}.`,
        ];
  return [
    `- The value takes ${passes(found.value)} over the data${both}; ${calls} for each element.`,
    '- Held against PyTorch in float64 (value, terms, every gradient) to 1e-12 of the largest entry, and in f32 to 1e-6.',
    ...measured,
  ].join('\n');
}

/** A section of `lossc explain`, without its title and indentation. */
const section = (compiled: CompiledLoss, pass: string): string =>
  compiled
    .explain({ pass })
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/^ {2}/, ''))
    .join('\n');

function error({ worst, at }: Accuracy): string {
  if (worst === null) return `not a number, in ${at}`;
  return worst === 0 ? 'no error' : `a relative error of ${worst.toExponential(0)}, in ${at}`;
}

function related({ callees, callers, variants }: PageContents): readonly string[] {
  const link = (name: string): string => `[${name}](${name}.md)`;
  const row = (title: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [`- ${title}: ${names.map(link).join(', ')}`];
  const rows = [...row('Made of', callees), ...row('Used by', callers), ...row('Variants', variants)];
  return rows.length === 0 ? [] : ['## Related', rows.join('\n')];
}
