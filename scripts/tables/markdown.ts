/** Small pieces of Markdown. */

export const generated =
  '<!-- Written by `node scripts/tables.mjs` from the tables of the compiler: change those instead. -->';

/** Code in a line of text; formulas over several lines are joined. */
export const code = (text: string): string => `\`${text.replace(/\s+/g, ' ').trim()}\``;

/** A heading with its lines, empty ones between them. */
export const section = (heading: string, ...lines: readonly string[]): string =>
  [heading, ...lines.filter((line) => line !== '')].join('\n\n');

/** A list of what is there: lines without a value are left out. */
export const list = (items: readonly (readonly [string, string | undefined])[]): string =>
  items.flatMap(([name, value]) => (value === undefined ? [] : [`- ${name}: ${value}`])).join('\n');

export const page = (title: string, introduction: string, sections: readonly string[]): string =>
  `${[`# ${title}`, generated, introduction, ...sections].join('\n\n')}\n`;
