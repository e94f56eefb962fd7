/** Pieces of WGSL: a text, how strongly it binds and its type in; the text as another type or in parentheses out. */

/** How strongly a text binds; WGSL wants comparisons and logic that are mixed in parentheses anyway. */
export const binding = { logic: 0, relation: 1, sum: 2, product: 3, unary: 4, atom: 5 } as const;

export interface Code {
  readonly text: string;
  readonly binding: number;
  readonly type: 'f32' | 'i32' | 'bool';
  /** Has a value for each of four neighbours: a vector. */
  readonly four: boolean;
}

type Kind = Partial<Pick<Code, 'type' | 'four'>>;

export const code = (text: string, at: number, { type = 'f32', four = false }: Kind = {}): Code => ({
  text,
  binding: at,
  type,
  four,
});

export const atom = (text: string, kind: Kind = {}): Code => code(text, binding.atom, kind);

export const wrap = ({ text, binding: own }: Code, at: number): string => (own < at ? `(${text})` : text);

const vectors = { f32: 'vec4f', i32: 'vec4i', bool: 'vec4<bool>' } as const;

/** The type of a variable that holds it. */
export const typeText = ({ type, four }: Pick<Code, 'type' | 'four'>): string =>
  four ? vectors[type] : type;

/** A number of its own for each of four neighbours, or the same for all of them: most functions want vectors only. */
export const asFour = (c: Code): Code =>
  c.four ? c : atom(`${vectors[c.type]}(${c.text})`, { type: c.type, four: true });

const isNumber = (text: string): boolean => /^-?\d+$/.test(text);

/** As a floating-point number: a test becomes 0 or 1. */
export const asFloat = (c: Code): Code => {
  if (c.type === 'f32') return c;
  if (isNumber(c.text)) return code(`${c.text}.0`, c.binding);
  return atom(`${typeText({ type: 'f32', four: c.four })}(${c.text})`, { four: c.four });
};

/** As a whole number, for an index. */
export const asInteger = (c: Code): Code =>
  c.type === 'i32'
    ? c
    : atom(`${typeText({ type: 'i32', four: c.four })}(${c.text})`, { type: 'i32', four: c.four });

/** As a test: a number holds where it is not 0. */
export function asTest(c: Code): Code {
  if (c.type === 'bool') return c;
  const zero = atom(c.type === 'i32' ? '0' : '0.0', { type: c.type });
  const against = c.four ? asFour(zero) : zero;
  return code(`${wrap(c, binding.sum)} != ${against.text}`, binding.relation, { type: 'bool', four: c.four });
}

/** What stands for infinity: far beyond any data, and small enough that a million of them can be added. */
const farthest = 1e30;
const smallestNormal = 2 ** -126;

/** A literal that is a finite f32. */
export function floatText(value: number): string {
  if (Math.abs(value) === Infinity) return floatText(Math.sign(value) * farthest);
  if (Math.abs(Math.fround(value)) === Infinity) return floatText(Math.sign(value) * 3.4028234e38);
  if (value !== 0 && Math.abs(value) < smallestNormal) return floatText(Math.sign(value) * 1.1754944e-38);
  const text = String(value);
  return isNumber(text) ? `${text}.0` : text;
}
