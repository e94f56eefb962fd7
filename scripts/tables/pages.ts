/** The compiler's tables in, the pages of documentation that list them out, by path. */
import { diagnosticsPage, type Read } from './diagnostics.ts';
import { operatorsPage } from './operators.ts';
import { rulesPage } from './rules.ts';

/** Generated pages. */
export const pages = (read: Read): Readonly<Record<string, string>> => ({
  'docs/operators.md': operatorsPage(),
  'docs/rules.md': rulesPage(),
  'docs/diagnostics.md': diagnosticsPage(read),
});
