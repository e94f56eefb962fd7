/** A domain in; how messages write it, `[0, inf)`, out. */
import type { HyperparameterSignature } from '../../compile.ts';

export function domainText(d: HyperparameterSignature['domain']): string {
  if (d.kind === 'set') return `{${d.values.join(', ')}}`;
  const end = (v: number): string => (v === Infinity ? 'inf' : v === -Infinity ? '-inf' : String(v));
  return `${d.lowOpen ? '(' : '['}${end(d.low)}, ${end(d.high)}${d.highOpen ? ')' : ']'}`;
}
