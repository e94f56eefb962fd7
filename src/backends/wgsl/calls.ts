/** A function of WGSL or of ours, and its arguments, in; the call out: of its form for four where an argument is four. */
import { asFloat, asFour, atom, type Code } from './code.ts';

/** Functions of WGSL itself: they take vectors of any length. */
const builtIn = new Set(['abs', 'sign', 'floor', 'round', 'max', 'min', 'select']);

/** The name of one of our functions in its form for four numbers at once. */
export const ofFour = (name: string): string => `${name}Four`;

/** A call on floating-point numbers. */
export function call(name: string, given: readonly Code[]): Code {
  const four = given.some((c) => c.four);
  const floats = given.map(asFloat).map((c) => (four ? asFour(c) : c).text);
  return atom(`${four && !builtIn.has(name) ? ofFour(name) : name}(${floats.join(', ')})`, { four });
}

/** `select(no, yes, test)`, of numbers of one type. */
export function choice(test: Code, yes: Code, no: Code): Code {
  const four = test.four || yes.four || no.four;
  const same = yes.type === no.type && yes.type !== 'f32';
  const part = (c: Code): string => {
    const one = same ? c : asFloat(c);
    return (four ? asFour(one) : one).text;
  };
  return atom(`select(${part(no)}, ${part(yes)}, ${test.text})`, { type: same ? yes.type : 'f32', four });
}
