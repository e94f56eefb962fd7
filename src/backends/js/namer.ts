/** Names for generated code: readable, valid in JavaScript, and unique in their scope. */
import { Names } from '../names.ts';
import { helpers } from './helpers.ts';
import { domainChecks, moduleRuntime } from './runtime.ts';

/** Words that JavaScript keeps for itself. */
export const keywords: readonly string[] = (
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
  'false finally for function if implements import in instanceof interface let new null package private protected ' +
  'public return static super switch this throw true try typeof undefined var void while with yield'
).split(' ');

const reserved = new Set([
  ...Object.keys(helpers),
  ...[moduleRuntime, ...domainChecks(true)].flatMap((source) =>
    [...source.matchAll(/^(?:function|const|let) (\w+)/gm)].map(([, name = '']) => name),
  ),
  ...keywords,
  ...(
    'Math Number Float32Array Float64Array Infinity NaN Error Object inputs gradients sizes params into value start ' +
    'count memory tile isExact largestLogit'
  ).split(' '),
]);

export class Namer extends Names {
  protected readonly reserved = reserved;

  protected spell(wish: string): string {
    return wish.replace(/[^\p{L}\p{N}_$]/gu, '_').replace(/^(?=\p{N})/u, '_') || '_';
  }

  /** A scope inside this one. */
  inner(): Namer {
    return new Namer(this);
  }
}
