/** Mistakes about hyperparameters, declared and given: without a kind, with axes, without a name. */
import * as t from '../../../grammar/tokens.ts';
import { diagnostic, type Diagnostic } from '../../text/diagnostic.ts';
import { tokenSpan } from '../building/place.ts';
import { isAny, quoted, type Scene } from './scene.ts';

/** `; g in [0, 1] = 0.5`, where the kind is left out. */
export function domainWithoutKind({ source, found, before, open }: Scene): Diagnostic | undefined {
  if (!t.is(found, t.In) || !t.is(before, t.Name) || found === undefined || before === undefined)
    return undefined;
  if (open?.role !== 'signature' || !open.afterSemicolon) return undefined;
  return diagnostic(
    'unexpected-text',
    tokenSpan(source, found),
    { expected: '`:`, `=` or `,`', found: quoted(found) },
    { remedy: `A domain follows a kind: write \`${before.image}: real in …\`.` },
  );
}

/** `; g: real[c] = 1`: what has axes is an input. */
export function hyperparameterWithAxes({
  source,
  tokens,
  index,
  found,
  before,
  open,
}: Scene): Diagnostic | undefined {
  if (!t.is(found, t.LeftSquare) || found === undefined || before === undefined) return undefined;
  if (open?.role !== 'signature' || !open.afterSemicolon || !t.is(tokens[index - 2], t.Colon))
    return undefined;
  const name = tokens[index - 3]?.image ?? 'w';
  return diagnostic(
    'unexpected-text',
    tokenSpan(source, found),
    { expected: '`in`, `=` or `,`', found: quoted(found) },
    {
      remedy: `A hyperparameter is a single number. One per class or element is an input: write \`${name}: ${before.image}[…]\` before the \`;\`.`,
    },
  );
}

/** `f(x; 3)`: which hyperparameter is meant is said by its name. */
export function valueWithoutName({ source, found, before, open }: Scene): Diagnostic | undefined {
  if (found === undefined || open?.role !== 'call' || !open.afterSemicolon) return undefined;
  if (!isAny(before, [t.Semicolon, t.Comma]) || !isAny(found, [t.NumberToken, t.LeftRound, t.Minus]))
    return undefined;
  return diagnostic(
    'unexpected-text',
    tokenSpan(source, found),
    { expected: 'a name', found: quoted(found) },
    { remedy: 'After the `;` hyperparameters and options are given by name: `name = value`.' },
  );
}

/** `; k: real > 0`, for a domain. */
export function comparisonForDomain({
  source,
  tokens,
  index,
  found,
  before,
  open,
}: Scene): Diagnostic | undefined {
  if (found === undefined || before === undefined || !t.is(found, t.ComparisonSign)) return undefined;
  if (open?.role !== 'signature' || !isAny(tokens[index - 2], [t.Colon]) || !t.is(before, t.Name))
    return undefined;
  return diagnostic(
    'unexpected-text',
    tokenSpan(source, found),
    { expected: '`in`, `=` or `,`', found: quoted(found) },
    { remedy: `Write the values that are allowed as a domain: \`${before.image} in (0, inf)\`.` },
  );
}
