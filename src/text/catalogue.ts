/**
 * Every message that lossc can give about a `.loss` file: code, severity, text with `{holes}`, and the
 * explanation that docs/diagnostics.md prints. Codes are stable: a retired code is not used again.
 * L01xx syntax, L02xx names and calls, L03xx axes, L04xx kinds and domains, L05xx mathematics (mostly
 * warnings), L06xx files.
 */

export type Severity = 'error' | 'warning';

interface Entry {
  readonly code: `L${number}`;
  readonly severity: Severity;
  readonly message: string;
  /** Why it is so and what to do, in Markdown, for the documentation. */
  readonly explanation: string;
}

export const catalogue = {
  'unexpected-character': {
    code: 'L0101',
    severity: 'error',
    message: 'The character {character} means nothing in a loss file.',
    explanation:
      'Loss files use letters of any script, digits, and the signs `+ - * / ^ ( ) [ ] { } , ; : = < > ! . _ "`.',
  },
} as const satisfies Record<string, Entry>;

export type Catalogue = typeof catalogue;
export type DiagnosticName = keyof Catalogue;
