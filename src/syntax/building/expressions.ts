/** Concrete syntax of expressions in, tree of expressions out. */
import type { CstNode, IToken, TokenType } from 'chevrotain';
import type * as cst from '../../../grammar/cst.ts';
import * as t from '../../../grammar/tokens.ts';
import { cover, type Source } from '../../text/source.ts';
import { nameOf, nodeSpan, present, tokenSpan } from './place.ts';
import type { AxisArgument, BinaryOperator, Call, Expression, NamedArgument } from '../tree.ts';

const operators: readonly { readonly token: TokenType; readonly operator: BinaryOperator }[] = [
  { token: t.Plus, operator: '+' },
  { token: t.Minus, operator: '-' },
  { token: t.Star, operator: '*' },
  { token: t.Slash, operator: '/' },
  { token: t.Caret, operator: '^' },
  { token: t.Less, operator: '<' },
  { token: t.LessEqual, operator: '<=' },
  { token: t.Greater, operator: '>' },
  { token: t.GreaterEqual, operator: '>=' },
  { token: t.EqualEqual, operator: '==' },
  { token: t.NotEqual, operator: '!=' },
  { token: t.And, operator: 'and' },
  { token: t.Or, operator: 'or' },
];

/** By its meaning, so that a foreign spelling such as `**` is the operator that it stands for. */
const operatorOf = (sign: IToken): BinaryOperator =>
  present(operators.filter(({ token }) => t.is(sign, token))).operator;

/** Builds the trees of one source. */
export class ExpressionBuilder {
  private readonly source: Source;

  constructor(source: Source) {
    this.source = source;
  }

  expression(node: cst.ExpressionCstNode): Expression {
    return this.disjunction(present(node.children.disjunction));
  }

  private disjunction({ children }: cst.DisjunctionCstNode): Expression {
    return this.chain(children.conjunction, children.Or, (each) => this.conjunction(each));
  }

  private conjunction({ children }: cst.ConjunctionCstNode): Expression {
    return this.chain(children.negation, children.And, (each) => this.negation(each));
  }

  private negation(node: cst.NegationCstNode): Expression {
    const { comparison, negation } = node.children;
    if (comparison !== undefined) return this.comparison(present(comparison));
    const operand = this.negation(present(negation));
    return { kind: 'unary', operator: 'not', operand, span: nodeSpan(this.source, node) };
  }

  private comparison({ children }: cst.ComparisonCstNode): Expression {
    return this.chain(children.sum, children.ComparisonSign, (each) => this.sum(each));
  }

  private sum({ children }: cst.SumCstNode): Expression {
    return this.chain(children.product, children.SumSign, (each) => this.product(each));
  }

  private product({ children }: cst.ProductCstNode): Expression {
    return this.chain(children.negative, children.ProductSign, (each) => this.negative(each));
  }

  private negative(node: cst.NegativeCstNode): Expression {
    const { power, negative } = node.children;
    if (power !== undefined) return this.power(present(power));
    const operand = this.negative(present(negative));
    return { kind: 'unary', operator: '-', operand, span: nodeSpan(this.source, node) };
  }

  private power({ children }: cst.PowerCstNode): Expression {
    const base = this.primary(present(children.primary));
    if (children.Caret === undefined) return base;
    return this.binary(base, present(children.Caret), this.negative(present(children.negative)));
  }

  private primary({ children }: cst.PrimaryCstNode): Expression {
    if (children.reference !== undefined) return this.reference(present(children.reference));
    if (children.group !== undefined) return this.group(present(children.group));
    if (children.conditional !== undefined) return this.conditional(present(children.conditional));
    const { image } = present(children.Number);
    const place = tokenSpan(this.source, present(children.Number));
    return { kind: 'number', value: Number(image), text: image, span: place };
  }

  private group(node: cst.GroupCstNode): Expression {
    const inner = this.expression(present(node.children.expression));
    return { kind: 'group', inner, span: nodeSpan(this.source, node) };
  }

  private conditional(node: cst.ConditionalCstNode): Expression {
    const { test, yes, no } = node.children;
    return {
      kind: 'if',
      test: this.expression(present(test)),
      yes: this.expression(present(yes)),
      no: this.expression(present(no)),
      span: nodeSpan(this.source, node),
    };
  }

  private reference(node: cst.ReferenceCstNode): Expression {
    const token = present(node.children.Name);
    const name = nameOf(this.source, token);
    if (node.children.call === undefined) return { kind: 'reference', name, span: name.span };
    return this.call(node, name, present(node.children.call));
  }

  private call(whole: CstNode, callee: Call['callee'], { children }: cst.CallCstNode): Call {
    const named = children.namedArguments?.[0]?.children.namedArgument ?? [];
    const positional = present(children.arguments).children.expression ?? [];
    const axes = children.axisArguments?.[0]?.children.axisArgument ?? [];
    return {
      kind: 'call',
      callee,
      ...(children.axisArguments === undefined ? {} : { axes: axes.map((each) => this.axis(each)) }),
      arguments: positional.map((each) => this.expression(each)),
      named: named.map((each) => this.named(each)),
      span: nodeSpan(this.source, whole),
    };
  }

  private named(node: cst.NamedArgumentCstNode): NamedArgument {
    const name = nameOf(this.source, present(node.children.Name));
    const value = node.children.expression?.[0];
    return {
      name,
      value: value === undefined ? { kind: 'reference', name, span: name.span } : this.expression(value),
      span: nodeSpan(this.source, node),
    };
  }

  private axis(node: cst.AxisArgumentCstNode): AxisArgument {
    const { Name, renamed, slice } = node.children;
    const rename = renamed?.[0]?.children.Name;
    return {
      name: nameOf(this.source, present(Name)),
      ...(rename === undefined ? {} : { rename: nameOf(this.source, present(rename)) }),
      ...(slice === undefined ? {} : { slice: this.slice(present(slice)) }),
      span: nodeSpan(this.source, node),
    };
  }

  private slice(node: cst.SliceCstNode): NonNullable<AxisArgument['slice']> {
    const from = node.children.from?.[0];
    const to = node.children.to?.[0];
    return {
      ...(from === undefined ? {} : { from: this.expression(from) }),
      ...(to === undefined ? {} : { to: this.expression(to) }),
      span: nodeSpan(this.source, node),
    };
  }

  /** `a - b - c` as `(a - b) - c`. */
  private chain<Node>(
    operands: readonly Node[],
    signs: readonly IToken[] | undefined,
    build: (operand: Node) => Expression,
  ): Expression {
    return operands
      .slice(1)
      .reduce<Expression>(
        (left, operand, index) => this.binary(left, present(signs?.slice(index)), build(operand)),
        build(present(operands)),
      );
  }

  private binary(left: Expression, sign: IToken, right: Expression): Expression {
    return {
      kind: 'binary',
      operator: operatorOf(sign),
      left,
      right,
      operatorSpan: tokenSpan(this.source, sign),
      span: cover(left.span, right.span),
    };
  }
}
