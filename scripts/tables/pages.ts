/** The compiler's tables in, the pages of documentation that list them out, by path. */
import { diagnosticsPage } from './diagnostics.ts';
import { operatorsPage } from './operators.ts';
import { rulesPage } from './rules.ts';

/** Generated pages; `read` gives the text of a file of the repository. */
export const pages = (read: (path: string) => string): Readonly<Record<string, string>> => ({
  'docs/operators.md': operatorsPage(),
  'docs/rules.md': rulesPage(),
  'docs/diagnostics.md': diagnosticsPage(read),
});
