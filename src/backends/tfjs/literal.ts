/** Data as JavaScript is written by hand. */
import type { DomainValues } from '../../compile.ts';

/** A name, quoted where it has to be. */
export const key = (name: string): string =>
  /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : JSON.stringify(name);

export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, each]) => `${key(name)}: ${literal(each)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  if (typeof value === 'number') return number(value);
  return typeof value === 'string'
    ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    : JSON.stringify(value);
}

export const number = (x: number): string =>
  Number.isFinite(x) ? String(x) : x > 0 ? 'Infinity' : '-Infinity';

/** `[0, inf)` */
export function domainText(domain: DomainValues): string {
  if (domain.kind === 'set') return `{${domain.values.join(', ')}}`;
  const { low, lowOpen, high, highOpen } = domain;
  const [from, to] = [low === -Infinity ? '-inf' : low, high === Infinity ? 'inf' : high];
  return `${lowOpen ? '(' : '['}${from}, ${to}${highOpen ? ')' : ']'}`;
}

/** Whether x lies in the domain, in JavaScript. */
export function domainTest(domain: DomainValues): string {
  if (domain.kind === 'set') return `[${domain.values.join(', ')}].includes(x)`;
  const { low, lowOpen, high, highOpen } = domain;
  const tests = [
    'Number.isFinite(x)',
    ...(low === -Infinity ? [] : [`x ${lowOpen ? '>' : '>='} ${number(low)}`]),
    ...(high === Infinity ? [] : [`x ${highOpen ? '<' : '<='} ${number(high)}`]),
  ];
  return tests.join(' && ');
}
