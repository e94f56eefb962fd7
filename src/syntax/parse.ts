/** Source text in, syntax tree out; every mistake is reported, and what is whole is kept. */
import type { CstNode } from 'chevrotain';
import { parseExpression as parseTokens, parseModule, type SyntaxError } from '../../grammar/grammar.ts';
import type { ModuleCstNode } from '../../grammar/cst.ts';
import { tokenize, tokenizeExpression, type Lexed } from '../../grammar/lexer.ts';
import * as t from '../../grammar/tokens.ts';
import type { Diagnostic, Report } from '../text/diagnostic.ts';
import type { Source } from '../text/source.ts';
import { documentation } from './building/documentation.ts';
import { DeclarationBuilder } from './building/declarations.ts';
import { ExpressionBuilder } from './building/expressions.ts';
import { reportLexicalMistakes } from './mistakes/lexical.ts';
import { explain } from './mistakes/explain.ts';
import { isDeclaredName, regionsOf } from './mistakes/regions.ts';
import { anchorOf } from './mistakes/scene.ts';
import type { Declaration, Expression, Module } from './tree.ts';

/**
 * Parses one file. A declaration with a mistake is left out of the tree; the others are there, and every
 * independent mistake has been reported, in the order of the text.
 */
export function parse(source: Source, report: Report): Module {
  return inOrder(report, (collect) => {
    const lexed = tokenize(source.text);
    if (reportLexicalMistakes(source, lexed, collect)) return { source, imports: [], declarations: [] };
    const { tree, errors } = parseModule(lexed.tokens);
    reportSyntaxMistakes(source, lexed, errors, collect);
    const builder = new DeclarationBuilder(source, documentation(source, lexed, collect));
    return build(source, builder, tree, brokenIn(lexed, errors));
  });
}

/** Calls `report` with what `run` reports, sorted by place. */
function inOrder<Result>(report: Report, run: (collect: Report) => Result): Result {
  const found: Diagnostic[] = [];
  const result = run((diagnostic) => found.push(diagnostic));
  for (const each of found.sort((a, b) => a.span.start - b.span.start)) report(each);
  return result;
}

/** The declarations in which a mistake was found. */
interface Broken {
  has(node: CstNode): boolean;
  readonly names: readonly string[];
}

function brokenIn({ tokens, strays }: Lexed, errors: readonly SyntaxError[]): Broken {
  const regions = regionsOf(tokens);
  const numbers = new Set([
    ...errors.map((error) => regions.declarationAt(anchorOf(tokens, error))),
    ...strays.map(({ start }) => regions.declarationAt(start)),
    ...tokens
      .filter((token) => t.is(token, t.OpenText))
      .map((token) => regions.declarationAt(token.startOffset)),
  ]);
  if (numbers.size === 0) return { has: () => false, names: [] };
  const hasMistake = (offset: number): boolean => numbers.has(regions.declarationAt(offset));
  return {
    has: (node) => hasMistake(node.location?.startOffset ?? 0),
    names: tokens
      .filter((token, index) => hasMistake(token.startOffset) && isDeclaredName(tokens, index))
      .map(({ image }) => image.normalize('NFC')),
  };
}

function build(
  source: Source,
  builder: DeclarationBuilder,
  { children }: ModuleCstNode,
  broken: Broken,
): Module {
  const whole = <Node extends CstNode>(nodes: readonly Node[] = []): Node[] =>
    nodes.filter((node) => !broken.has(node));
  const declarations: Declaration[] = [
    ...whole(children.lossDeclaration).map((node) => builder.loss(node)),
    ...whole(children.functionDeclaration).map((node) => builder.function(node)),
    ...whole(children.constDeclaration).map((node) => builder.const(node)),
  ];
  return {
    source,
    imports: whole(children.importDeclaration).map((node) => builder.import(node)),
    declarations: declarations.sort((a, b) => a.span.start - b.span.start),
    ...(broken.names.length === 0 ? {} : { broken: broken.names }),
  };
}

/** Parses a formula, such as a derivative in the operator table: one expression and nothing else. */
export function parseExpression(source: Source, report: Report): Expression | undefined {
  return inOrder(report, (collect) => {
    const lexed = tokenizeExpression(source.text);
    if (reportLexicalMistakes(source, lexed, collect)) return undefined;
    const { tree, errors } = parseTokens(lexed.tokens);
    reportSyntaxMistakes(source, lexed, errors, collect);
    if (errors.length > 0 || lexed.strays.length > 0) return undefined;
    return new ExpressionBuilder(source).expression(tree);
  });
}

/** Between two landmarks only the first mistake is reported: later ones there may follow from it. */
function reportSyntaxMistakes(
  source: Source,
  lexed: Lexed,
  errors: readonly SyntaxError[],
  report: Report,
): void {
  const regions = regionsOf(lexed.tokens);
  const spent = new Set(lexed.strays.map(({ start }) => regions.partAt(start)));
  for (const error of errors) {
    const part = regions.partAt(anchorOf(lexed.tokens, error));
    if (spent.has(part)) continue;
    spent.add(part);
    report(explain(source, lexed.tokens, error));
  }
}
