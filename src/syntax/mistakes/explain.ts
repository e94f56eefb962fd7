/** What the parser stumbled over in, a message in the user's words out. */
import type { IToken } from 'chevrotain';
import { valueEnd, type SyntaxError } from '../../../grammar/grammar.ts';
import * as t from '../../../grammar/tokens.ts';
import { diagnostic, type Diagnostic } from '../../text/diagnostic.ts';
import type { Source } from '../../text/source.ts';
import * as declarations from './declarations.ts';
import * as hyperparameters from './hyperparameters.ts';
import * as lists from './lists.ts';
import { pointBefore, quoted, sceneOf, type Explanation, type Scene } from './scene.ts';
import * as values from './values.ts';

/** Explains one mistake: the first explanation that fits. */
export function explain(source: Source, tokens: readonly IToken[], error: SyntaxError): Diagnostic {
  const scene = sceneOf(source, tokens, error);
  for (const explanation of explanations) {
    const result = explanation(scene);
    if (result !== undefined) return result;
  }
  return unexpected(scene);
}

/** From the most telling to the most general: several may fit. */
const explanations: readonly Explanation[] = [
  declarations.reservedWord,
  lists.bracketNotOpened,
  declarations.declarationExpected,
  declarations.bindingExpected,
  declarations.hyperparameterTooEarly,
  hyperparameters.domainWithoutKind,
  hyperparameters.hyperparameterWithAxes,
  hyperparameters.valueWithoutName,
  hyperparameters.comparisonForDomain,
  values.indexing,
  values.valueMissing,
  lists.separatorNotNeeded,
  values.equalsInExpression,
  values.chainedComparison,
  declarations.kindNotAllowed,
  declarations.kindMissing,
  values.keywordMissing,
  lists.commaMissing,
  values.operatorMissing,
  lists.bracketNotClosed,
];

function unexpected(scene: Scene): Diagnostic {
  const { expected, rules, found } = scene;
  return diagnostic(
    'unexpected-text',
    pointBefore(scene),
    { expected: inWords(expected), found: quoted(found) },
    { remedy: shapes[rules.at(-1) ?? ''] },
  );
}

/** What a rule looks like when it is right. */
const shapes: Readonly<Record<string, string>> = {
  importDeclaration: 'Write `import { name, other as local } from "./file.loss"`.',
  lossDeclaration: 'Write `loss name(x: real[i]; k = 1) = value`.',
  functionDeclaration: 'Write `fn name[axes](x, y; k = 1) = value`.',
  constDeclaration: 'Write `const name = value`.',
  domain: 'Write for example `[0, 1]`, or `[0, inf)` to leave an end out.',
  interval: 'Write for example `[0, 1]`, or `[0, inf)` to leave an end out.',
  call: 'Write `name[axes](values; hyperparameters)`; the entry of a class is `pick[c](x, t)`.',
  slice: 'Write `c: 1..` to leave out the first, or `c: 1..3` for the positions 1 and 2.',
  axisArgument: 'Write `c: 1..` to leave out the first, or `c: 1..3` for the positions 1 and 2.',
};

/** Rules and token types as people call them. */
function inWords(expected: string): string {
  const type = t.vocabulary.find(({ name }) => name === expected);
  if (type !== undefined) return plainNames[expected] ?? `\`${type.LABEL ?? ''}\``;
  return plainNames[expected] ?? 'something else';
}

const plainNames: Readonly<Record<string, string>> = {
  Name: 'a name',
  BoundName: 'a name with `=`',
  Text: 'a file name between double quotes',
  EOF: 'the end of the file',
  domain: 'a domain such as `[0, 1]` or `{0, 1}`',
  interval: 'a domain such as `[0, 1]`',
  axisArgument: 'an axis name or a range such as `1..3`',
  [valueEnd]: 'the end of the expression',
};
