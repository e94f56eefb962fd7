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
  L07: 'Backends',
};

function entrySection(name: string, { code, severity, message, explanation }: Entry, read: Read): string {
  return section(
    `### ${code} ${name}`,
    `${severity === 'error' ? 'Error' : 'Warning'}: ${message.replaceAll(/\{(\w+)\}/g, '*$1*')}`,
    explanation,
    ...example(name, read),
  );
}

/** A file of test/diagnostics, which has one for every code, and what is said of it. */
function example(name: string, read: Read): readonly string[] {
  const [file, said] = ['loss', 'txt'].map((extension) =>
    read(`test/diagnostics/${name}.${extension}`)?.trim(),
  );
  if (file === undefined || said === undefined) return [];
  return [
    'A file that has it, and what lossc says of it:',
    `\`\`\`\n${file}\n\`\`\``,
    `\`\`\`\n${said}\n\`\`\``,
  ];
}

/** The text of a file of the repository, where there is one. */
export type Read = (path: string) => string | undefined;

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
