/** Mistakes in declarations: their heads, inputs, hyperparameters and bindings. */
import { EOF, type IToken } from 'chevrotain';
import { valueEnd } from '../../../grammar/grammar.ts';
import * as t from '../../../grammar/tokens.ts';
import { diagnostic, type Diagnostic } from '../../text/diagnostic.ts';
import { didYouMean } from '../../text/suggest.ts';
import { tokenSpan } from '../building/place.ts';
import { isAny, isReserved, quoted, startsLine, type Scene } from './scene.ts';

export function reservedWord(scene: Scene): Diagnostic | undefined {
  const { source, tokens, index, found, open, expected } = scene;
  const startsBinding = expected === 'body' && t.is(tokens[index + 1], t.Equals);
  const wantsName = startsBinding || [t.Name.name, t.BoundName.name, 'identifier'].includes(expected);
  const next = [t.Colon, t.Comma, t.RightRound, t.RightSquare];
  const listsNames = open !== undefined && ['signature', 'axes', 'import'].includes(open.role);
  const isEntry = listsNames && isAny(tokens[index + 1], next);
  if (found === undefined || !isReserved(found) || !(wantsName || isEntry)) return undefined;
  return diagnostic('reserved-word', tokenSpan(source, found), { word: found.image });
}

export function declarationExpected(scene: Scene): Diagnostic | undefined {
  const { source, found, expected, before, open } = scene;
  if (found === undefined || scene.rules[0] === 'expression') return undefined;
  const startsLine = found.startColumn === 1 && t.is(found, t.Name) && open === undefined;
  const outside = expected === EOF.name || expected === 'module' || before === undefined;
  if (!outside && !(expected === valueEnd && startsLine)) return undefined;
  const word = declarationWords.get(found.image) ?? headRemedy(found.image);
  return diagnostic(
    'declaration-expected',
    tokenSpan(source, found),
    { found: quoted(found) },
    { remedy: word ?? 'Start it with `loss`, `metric`, `fn`, `const` or `import`.' },
  );
}

/** A head word without a name after it, or nearly one. */
function headRemedy(word: string): string | undefined {
  const heads = t.headWords.map((each) => each.LABEL ?? '').filter((each) => each !== 'part');
  if (heads.includes(word)) return `A name follows \`${word}\`, and it starts with a letter.`;
  const guess = didYouMean(word, heads);
  return guess === undefined ? undefined : `Did you mean \`${guess}\`?`;
}

/** How other languages start a declaration. */
const declarationWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    function: 'Write `fn name(x) = …`.',
    def: 'Write `fn name(x) = …`.',
    func: 'Write `fn name(x) = …`.',
    let: 'Write `const name = …`, or name it in the `where` of the expression that uses it.',
    var: 'Write `const name = …`, or name it in the `where` of the expression that uses it.',
    export: 'Everything is exported: leave the word out.',
    from: 'Write `import { name } from "file"`.',
  }),
);

export function bindingExpected(scene: Scene): Diagnostic | undefined {
  const { source, found, before, expected } = scene;
  if (expected !== 'body' && !(t.is(before, t.Where) && expected === t.BoundName.name)) return undefined;
  const place = found === undefined || startsLine(scene) ? before : found;
  if (place === undefined) return undefined;
  return diagnostic(
    'binding-expected',
    tokenSpan(source, place),
    { found: quoted(found) },
    { remedy: 'Write `where name = value`.' },
  );
}

/** `dice(p, y, smooth = 1)`, where a `;` belongs before `smooth`. */
export function hyperparameterTooEarly(scene: Scene): Diagnostic | undefined {
  const { source, tokens, index, found, before, open } = scene;
  if (!t.is(found, t.Equals) || before === undefined || open === undefined) return undefined;
  if (open.afterSemicolon || !scene.isClosedLater) return undefined;
  const name = tokens.findLast(
    (token, at) => at < index && t.is(token, t.Name) && startsEntry(tokens[at - 1]),
  );
  const isNamed = open.role === 'signature' || (open.role === 'call' && name === before);
  if (!isNamed || name === undefined) return undefined;
  const remedy = `Write \`;\` before \`${name.image}\`${open.role === 'call' ? '; to compare, write `==`' : ''}.`;
  return diagnostic('named-before-semicolon', tokenSpan(source, name), { name: name.image }, { remedy });
}

const startsEntry = (before: IToken | undefined): boolean =>
  t.is(before, t.Comma) || t.is(before, t.LeftRound);

export function kindNotAllowed({ source, found, before, rules, expected }: Scene): Diagnostic | undefined {
  const inFunction = rules.at(-1) === 'functionDeclaration' && expected === t.RightRound.name;
  if (!inFunction || found === undefined || before === undefined || !t.is(found, t.Colon)) return undefined;
  return diagnostic(
    'kind-not-allowed',
    tokenSpan(source, found),
    { name: `\`${before.image}\`` },
    { remedy: `Write only \`${before.image}\`.` },
  );
}

export function kindMissing({ source, before, rules, expected }: Scene): Diagnostic | undefined {
  if (before === undefined || rules.at(-1) !== 'inputDeclaration' || expected !== t.Colon.name)
    return undefined;
  return diagnostic(
    'kind-missing',
    tokenSpan(source, before),
    { name: `\`${before.image}\`` },
    { remedy: `Write for example \`${before.image}: logit[n, i]\`.` },
  );
}
