/** Mistakes in brackets and lists: what does not close, does not open, or lacks its comma. */
import { valueEnd } from '../../../grammar/grammar.ts';
import * as t from '../../../grammar/tokens.ts';
import { diagnostic, type Diagnostic } from '../../text/diagnostic.ts';
import { cover, position } from '../../text/source.ts';
import { tokenSpan } from '../building/place.ts';
import { closingOf, isClosing } from './openBrackets.ts';
import { isAny, isLandmarkToken, isSideBySide, pointBefore, quoted, type Scene } from './scene.ts';

export function bracketNotOpened({ source, found, open }: Scene): Diagnostic | undefined {
  if (found === undefined || !isClosing(found) || open !== undefined) return undefined;
  return diagnostic('bracket-not-opened', tokenSpan(source, found), { close: found.image });
}

export function separatorNotNeeded({
  source,
  tokens,
  index,
  found,
  before,
  open,
}: Scene): Diagnostic | undefined {
  if (found === undefined || open !== undefined) return undefined;
  if (!t.is(found, t.Comma) && !t.is(found, t.Semicolon)) return undefined;
  const after = tokens[index + 1];
  const isDecimal = t.is(found, t.Comma) && t.is(before, t.NumberToken) && t.is(after, t.NumberToken);
  return diagnostic(
    'separator-not-needed',
    tokenSpan(source, found),
    { separator: found.image },
    {
      remedy: isDecimal
        ? `The decimal sign is a point: \`${before?.image}.${after?.image}\`.`
        : `Leave out the \`${found.image}\`.`,
    },
  );
}

export function commaMissing(scene: Scene): Diagnostic | undefined {
  const { source, found, before, open, expected } = scene;
  if (!isSideBySide(scene) || found === undefined || before === undefined || open === undefined)
    return undefined;
  const inCall = open.role === 'call' && open.afterSemicolon && !isLandmarkToken(found);
  if (!inCall && !['signature', 'axes', 'import', 'domain'].includes(open.role)) return undefined;
  // `sum[n(x)` and `{ dice from` lack a bracket, not a comma.
  const isEntry = open.role === 'domain' || isAny(found, [t.Name, t.BoundName]);
  if (expected === 'domain' || !isEntry || found.tokenType === t.From) return undefined;
  return diagnostic('comma-missing', cover(tokenSpan(source, before), tokenSpan(source, found)), {
    left: quoted(before),
    right: quoted(found),
  });
}

export function bracketNotClosed(scene: Scene): Diagnostic | undefined {
  const { source, open, expected } = scene;
  const closers = [t.RightRound.name, t.RightSquare.name, t.RightCurly.name, 'interval'];
  if (open === undefined || !(closers.includes(expected) || expected === valueEnd)) return undefined;
  const opening = tokenSpan(source, open.token);
  return diagnostic(
    'bracket-not-closed',
    pointBefore(scene),
    { close: closingOf(open), open: open.token.image, line: position(source, opening.start).line },
    { related: [{ span: opening, message: 'opened here' }] },
  );
}
