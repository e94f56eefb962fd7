/** A domain in; how messages write it, `[0, inf)`, out. */
import type { HyperparameterSignature, InputSignature } from '../../compile.ts';

export function domainText(d: HyperparameterSignature['domain']): string {
  if (d.kind === 'set') return `{${d.values.join(', ')}}`;
  const end = (v: number): string => (v === Infinity ? 'inf' : v === -Infinity ? '-inf' : String(v));
  return `${d.lowOpen ? '(' : '['}${end(d.low)}, ${end(d.high)}${d.highOpen ? ')' : ']'}`;
}

/** The values of an input, as they go on after its axes. */
export const valuesText = ({ kind, of, domain }: Pick<InputSignature, 'kind' | 'of' | 'domain'>): string =>
  kind === 'index' && domain.kind === 'interval' && domain.high === Infinity
    ? `, 0 … size(${of}) - 1, others are ignored`
    : ` in ${domainText(domain)}`;
