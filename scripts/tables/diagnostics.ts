/** The catalogue of messages and a file that provokes each in, docs/diagnostics.md out. */
import { catalogue, type Entry } from '../../src/text/catalogue.ts';
import { page, section } from './markdown.ts';

const introduction = `Everything that lossc can say about a \`.loss\` file, by code. Codes are stable: tools may filter by them, and a
retired code is not used again.`;

const chapters: Readonly<Record<string, string>> = {
  L01: 'Writing',
  L02: 'Names and calls',
  L03: 'Axes',
  L04: 'Kinds and domains',
  L05: 'Mathematics',
  L06: 'Files',
};

function entrySection(name: string, { code, severity, message, explanation }: Entry, read: Read): string {
  const folder = 'test/diagnostics';
  return section(
    `### ${code} ${name}`,
    `${severity === 'error' ? 'Error' : 'Warning'}: ${message.replaceAll(/\{(\w+)\}/g, '*$1*')}`,
    explanation,
    'A file that has it, and what lossc says of it:',
    `\`\`\`\n${read(`${folder}/${name}.loss`).trim()}\n\`\`\``,
    `\`\`\`\n${read(`${folder}/${name}.txt`).trim()}\n\`\`\``,
  );
}

type Read = (path: string) => string;

export function diagnosticsPage(read: Read): string {
  const entries = Object.entries<Entry>(catalogue).sort(([, p], [, q]) => p.code.localeCompare(q.code));
  return page(
    'Diagnostics',
    introduction,
    Object.entries(chapters).flatMap(([prefix, title]) => [
      `## ${title}`,
      ...entries
        .filter(([, { code }]) => code.startsWith(prefix))
        .map(([name, entry]) => entrySection(name, entry, read)),
    ]),
  );
}
