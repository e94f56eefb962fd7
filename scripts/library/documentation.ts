/** The text of a doc comment in; its summary, formula, remarks and tags out. */

export interface Documentation {
  readonly summary: string;
  /** LaTeX without the dollar signs; empty where there is none. */
  readonly formula: string;
  /** What follows the formula, as one paragraph or more. */
  readonly remarks: string;
  readonly params: ReadonlyMap<string, string>;
  /** `Authors: Title, year`. */
  readonly cites: readonly string[];
  /** Where a formula without a paper comes from. */
  readonly origins: readonly string[];
  readonly category: string;
}

const formulaLine = /^\$(.+)\$$/;

/** Reads a doc comment of the library: a summary, a line `$formula$`, remarks, and tags at the end. */
export function readDocumentation(text: string): Documentation {
  const lines = text.split('\n');
  const firstTag = lines.findIndex((line) => line.startsWith('@'));
  const prose = firstTag < 0 ? lines : lines.slice(0, firstTag);
  const at = prose.findIndex((line) => formulaLine.test(line));
  const tags = lines.flatMap((line) => /^@(\w+)\s+(.*)$/.exec(line)?.slice(1) ?? []);
  const tagged = (name: string): string[] =>
    tags.flatMap((value, k) => (k % 2 === 1 && tags[k - 1] === name ? [value] : []));
  return {
    summary: joined(at < 0 ? prose : prose.slice(0, at)),
    formula: formulaLine.exec(prose[at] ?? '')?.[1] ?? '',
    remarks: at < 0 ? '' : joined(prose.slice(at + 1)),
    params: new Map(tagged('param').map((value) => splitAtSpace(value))),
    cites: tagged('cite'),
    origins: tagged('origin'),
    category: tagged('category')[0] ?? '',
  };
}

/** Lines as paragraphs: an empty line parts them. */
const joined = (lines: readonly string[]): string =>
  lines
    .join('\n')
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll('\n', ' '))
    .join('\n\n');

function splitAtSpace(text: string): readonly [string, string] {
  const end = text.indexOf(' ');
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
}
