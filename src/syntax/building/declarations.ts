/** Concrete syntax of declarations in, declarations of the tree out. */
import type { IToken } from 'chevrotain';
import type * as cst from '../../../grammar/cst.ts';
import type { Source } from '../../text/source.ts';
import { ExpressionBuilder } from './expressions.ts';
import { nameOf, nodeSpan, present, tokenSpan } from './place.ts';
import type {
  Binding,
  Body,
  ConstDeclaration,
  Doc,
  Domain,
  Expression,
  FunctionDeclaration,
  Hyperparameter,
  Import,
  ImportedName,
  Input,
  LossDeclaration,
  Name,
} from '../tree.ts';

/** Finds the documentation that stands before a token. */
export type DocBefore = (token: IToken) => Doc | undefined;

/** Builds the declarations of one source. */
export class DeclarationBuilder {
  private readonly expressions: ExpressionBuilder;
  private readonly source: Source;
  private readonly docBefore: DocBefore;

  constructor(source: Source, docBefore: DocBefore) {
    this.source = source;
    this.docBefore = docBefore;
    this.expressions = new ExpressionBuilder(source);
  }

  import(node: cst.ImportDeclarationCstNode): Import {
    const names = present(node.children.importedNames).children.importedName ?? [];
    const from = present(node.children.Text);
    return {
      names: names.map((each) => this.importedName(each)),
      from: { text: from.image.slice(1, -1), span: tokenSpan(this.source, from) },
      span: nodeSpan(this.source, node),
    };
  }

  loss(node: cst.LossDeclarationCstNode): LossDeclaration {
    const { Loss, Metric, Name, inputs, hyperparameters, body } = node.children;
    return {
      kind: Loss === undefined ? 'metric' : 'loss',
      name: this.name(Name),
      ...this.documented(present(Loss ?? Metric)),
      inputs: (present(inputs).children.inputDeclaration ?? []).map((each) => this.input(each)),
      hyperparameters: this.hyperparameters(hyperparameters),
      body: this.body(present(body)),
      span: nodeSpan(this.source, node),
    };
  }

  function(node: cst.FunctionDeclarationCstNode): FunctionDeclaration {
    const { Fn, Name, axes, parameters, hyperparameters, body } = node.children;
    return {
      kind: 'fn',
      name: this.name(Name),
      ...this.documented(present(Fn)),
      axes: this.axes(axes),
      parameters: this.names(present(parameters).children.identifier),
      hyperparameters: this.hyperparameters(hyperparameters),
      body: this.body(present(body)),
      span: nodeSpan(this.source, node),
    };
  }

  const(node: cst.ConstDeclarationCstNode): ConstDeclaration {
    const { Const, Name, value } = node.children;
    return {
      kind: 'const',
      name: this.name(Name),
      ...this.documented(present(Const)),
      value: this.value(present(value)),
      span: nodeSpan(this.source, node),
    };
  }

  private documented(first: IToken): { doc?: Doc } {
    const doc = this.docBefore(first);
    return doc === undefined ? {} : { doc };
  }

  private importedName({ children }: cst.ImportedNameCstNode): ImportedName {
    const name = this.name(children.name);
    return { name, local: children.local === undefined ? name : this.name(children.local) };
  }

  private input(node: cst.InputDeclarationCstNode): Input {
    const { name, Const, kind, axes, of, domain } = node.children;
    return {
      name: this.name(name),
      constant: Const !== undefined,
      kind: this.name(kind),
      axes: this.axes(axes),
      ...(of === undefined ? {} : { of: this.name(of) }),
      ...(domain === undefined ? {} : { domain: this.domain(present(domain)) }),
      span: nodeSpan(this.source, node),
    };
  }

  private hyperparameters(list: readonly cst.HyperparametersCstNode[] | undefined): Hyperparameter[] {
    return (list?.[0]?.children.hyperparameter ?? []).map((each) => this.hyperparameter(each));
  }

  private hyperparameter(node: cst.HyperparameterCstNode): Hyperparameter {
    const { name, kind, domain, expression } = node.children;
    return {
      name: this.name(name),
      ...(kind === undefined ? {} : { kind: this.name(kind) }),
      ...(domain === undefined ? {} : { domain: this.domain(present(domain)) }),
      ...(expression === undefined ? {} : { value: this.expressions.expression(present(expression)) }),
      span: nodeSpan(this.source, node),
    };
  }

  private domain({ children }: cst.DomainCstNode): Domain {
    return children.set === undefined
      ? this.interval(present(children.interval))
      : {
          kind: 'set',
          values: this.elements(present(children.set)),
          span: nodeSpan(this.source, present(children.set)),
        };
  }

  private elements({ children }: cst.SetCstNode): Expression[] {
    return (children.expression ?? []).map((each) => this.expressions.expression(each));
  }

  private interval(node: cst.IntervalCstNode): Domain {
    const { expression, LeftRound, RightRound } = node.children;
    return {
      kind: 'interval',
      low: this.expressions.expression(present(expression)),
      lowOpen: LeftRound !== undefined,
      high: this.expressions.expression(present(expression.slice(1))),
      highOpen: RightRound !== undefined,
      span: nodeSpan(this.source, node),
    };
  }

  private body({ children }: cst.BodyCstNode): Body {
    return {
      result: this.value(present(children.value)),
      bindings: (children.binding ?? []).map((each) => this.binding(each)),
    };
  }

  private binding(node: cst.BindingCstNode): Binding {
    const { Part, BoundName, value } = node.children;
    return {
      part: Part !== undefined,
      name: this.name(BoundName),
      value: this.value(present(value)),
      span: nodeSpan(this.source, node),
    };
  }

  private value({ children }: cst.ValueCstNode): Expression {
    return this.expressions.expression(present(children.expression));
  }

  private axes(list: readonly cst.AxesCstNode[] | undefined): Name[] {
    return this.names(list?.[0]?.children.identifier);
  }

  private names(list: readonly cst.IdentifierCstNode[] | undefined): Name[] {
    return (list ?? []).map((each) => this.name(each.children.Name));
  }

  private name(tokens: readonly IToken[]): Name {
    return nameOf(this.source, present(tokens));
  }
}
