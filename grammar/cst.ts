/** The concrete syntax tree, one type per rule. Generated from grammar.ts by scripts/grammar.mjs: do not edit. */
import type { CstNode, IToken } from 'chevrotain';

export interface ModuleCstNode extends CstNode {
  name: 'module';
  children: ModuleCstChildren;
}

export type ModuleCstChildren = {
  importDeclaration?: ImportDeclarationCstNode[];
  lossDeclaration?: LossDeclarationCstNode[];
  functionDeclaration?: FunctionDeclarationCstNode[];
  constDeclaration?: ConstDeclarationCstNode[];
};

export interface ImportDeclarationCstNode extends CstNode {
  name: 'importDeclaration';
  children: ImportDeclarationCstChildren;
}

export type ImportDeclarationCstChildren = {
  Import: IToken[];
  LeftCurly: IToken[];
  importedNames: ImportedNamesCstNode[];
  RightCurly: IToken[];
  From: IToken[];
  Text: IToken[];
};

export interface ImportedNamesCstNode extends CstNode {
  name: 'importedNames';
  children: ImportedNamesCstChildren;
}

export type ImportedNamesCstChildren = {
  importedName?: ImportedNameCstNode[];
  Comma?: IToken[];
};

export interface ImportedNameCstNode extends CstNode {
  name: 'importedName';
  children: ImportedNameCstChildren;
}

export type ImportedNameCstChildren = {
  name: IToken[];
  As?: IToken[];
  local?: IToken[];
};

export interface LossDeclarationCstNode extends CstNode {
  name: 'lossDeclaration';
  children: LossDeclarationCstChildren;
}

export type LossDeclarationCstChildren = {
  Loss?: IToken[];
  Metric?: IToken[];
  Name: IToken[];
  LeftRound: IToken[];
  inputs: InputsCstNode[];
  Semicolon?: IToken[];
  hyperparameters?: HyperparametersCstNode[];
  RightRound: IToken[];
  Equals: IToken[];
  body: BodyCstNode[];
};

export interface FunctionDeclarationCstNode extends CstNode {
  name: 'functionDeclaration';
  children: FunctionDeclarationCstChildren;
}

export type FunctionDeclarationCstChildren = {
  Fn: IToken[];
  Name: IToken[];
  axes?: AxesCstNode[];
  LeftRound: IToken[];
  parameters: ParametersCstNode[];
  Semicolon?: IToken[];
  hyperparameters?: HyperparametersCstNode[];
  RightRound: IToken[];
  Equals: IToken[];
  body: BodyCstNode[];
};

export interface ConstDeclarationCstNode extends CstNode {
  name: 'constDeclaration';
  children: ConstDeclarationCstChildren;
}

export type ConstDeclarationCstChildren = {
  Const: IToken[];
  Name: IToken[];
  Equals: IToken[];
  value: ValueCstNode[];
};

export interface InputsCstNode extends CstNode {
  name: 'inputs';
  children: InputsCstChildren;
}

export type InputsCstChildren = {
  inputDeclaration?: InputDeclarationCstNode[];
  Comma?: IToken[];
};

export interface InputDeclarationCstNode extends CstNode {
  name: 'inputDeclaration';
  children: InputDeclarationCstChildren;
}

export type InputDeclarationCstChildren = {
  name: IToken[];
  Colon: IToken[];
  Const?: IToken[];
  kind: IToken[];
  axes?: AxesCstNode[];
  Of?: IToken[];
  of?: IToken[];
  In?: IToken[];
  domain?: DomainCstNode[];
};

export interface ParametersCstNode extends CstNode {
  name: 'parameters';
  children: ParametersCstChildren;
}

export type ParametersCstChildren = {
  identifier?: IdentifierCstNode[];
  Comma?: IToken[];
};

export interface IdentifierCstNode extends CstNode {
  name: 'identifier';
  children: IdentifierCstChildren;
}

export type IdentifierCstChildren = {
  Name: IToken[];
};

export interface AxesCstNode extends CstNode {
  name: 'axes';
  children: AxesCstChildren;
}

export type AxesCstChildren = {
  LeftSquare: IToken[];
  identifier?: IdentifierCstNode[];
  Comma?: IToken[];
  RightSquare: IToken[];
};

export interface HyperparametersCstNode extends CstNode {
  name: 'hyperparameters';
  children: HyperparametersCstChildren;
}

export type HyperparametersCstChildren = {
  hyperparameter?: HyperparameterCstNode[];
  Comma?: IToken[];
};

export interface HyperparameterCstNode extends CstNode {
  name: 'hyperparameter';
  children: HyperparameterCstChildren;
}

export type HyperparameterCstChildren = {
  name: IToken[];
  Colon?: IToken[];
  kind?: IToken[];
  In?: IToken[];
  domain?: DomainCstNode[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface DomainCstNode extends CstNode {
  name: 'domain';
  children: DomainCstChildren;
}

export type DomainCstChildren = {
  interval?: IntervalCstNode[];
  set?: SetCstNode[];
};

export interface IntervalCstNode extends CstNode {
  name: 'interval';
  children: IntervalCstChildren;
}

export type IntervalCstChildren = {
  LeftRound?: IToken[];
  LeftSquare?: IToken[];
  expression: ExpressionCstNode[];
  Comma: IToken[];
  RightRound?: IToken[];
  RightSquare?: IToken[];
};

export interface SetCstNode extends CstNode {
  name: 'set';
  children: SetCstChildren;
}

export type SetCstChildren = {
  LeftCurly: IToken[];
  expression?: ExpressionCstNode[];
  Comma?: IToken[];
  RightCurly: IToken[];
};

export interface BodyCstNode extends CstNode {
  name: 'body';
  children: BodyCstChildren;
}

export type BodyCstChildren = {
  value: ValueCstNode[];
  Where?: IToken[];
  binding?: BindingCstNode[];
};

export interface BindingCstNode extends CstNode {
  name: 'binding';
  children: BindingCstChildren;
}

export type BindingCstChildren = {
  Part?: IToken[];
  BoundName: IToken[];
  Equals: IToken[];
  value: ValueCstNode[];
};

export interface ValueCstNode extends CstNode {
  name: 'value';
  children: ValueCstChildren;
}

export type ValueCstChildren = {
  expression: ExpressionCstNode[];
};

export interface ExpressionCstNode extends CstNode {
  name: 'expression';
  children: ExpressionCstChildren;
}

export type ExpressionCstChildren = {
  disjunction: DisjunctionCstNode[];
};

export interface DisjunctionCstNode extends CstNode {
  name: 'disjunction';
  children: DisjunctionCstChildren;
}

export type DisjunctionCstChildren = {
  conjunction: ConjunctionCstNode[];
  Or?: IToken[];
};

export interface ConjunctionCstNode extends CstNode {
  name: 'conjunction';
  children: ConjunctionCstChildren;
}

export type ConjunctionCstChildren = {
  negation: NegationCstNode[];
  And?: IToken[];
};

export interface NegationCstNode extends CstNode {
  name: 'negation';
  children: NegationCstChildren;
}

export type NegationCstChildren = {
  Not?: IToken[];
  negation?: NegationCstNode[];
  comparison?: ComparisonCstNode[];
};

export interface ComparisonCstNode extends CstNode {
  name: 'comparison';
  children: ComparisonCstChildren;
}

export type ComparisonCstChildren = {
  sum: SumCstNode[];
  ComparisonSign?: IToken[];
};

export interface SumCstNode extends CstNode {
  name: 'sum';
  children: SumCstChildren;
}

export type SumCstChildren = {
  product: ProductCstNode[];
  SumSign?: IToken[];
};

export interface ProductCstNode extends CstNode {
  name: 'product';
  children: ProductCstChildren;
}

export type ProductCstChildren = {
  negative: NegativeCstNode[];
  ProductSign?: IToken[];
};

export interface NegativeCstNode extends CstNode {
  name: 'negative';
  children: NegativeCstChildren;
}

export type NegativeCstChildren = {
  Minus?: IToken[];
  negative?: NegativeCstNode[];
  power?: PowerCstNode[];
};

export interface PowerCstNode extends CstNode {
  name: 'power';
  children: PowerCstChildren;
}

export type PowerCstChildren = {
  primary: PrimaryCstNode[];
  Caret?: IToken[];
  negative?: NegativeCstNode[];
};

export interface PrimaryCstNode extends CstNode {
  name: 'primary';
  children: PrimaryCstChildren;
}

export type PrimaryCstChildren = {
  Number?: IToken[];
  reference?: ReferenceCstNode[];
  group?: GroupCstNode[];
  conditional?: ConditionalCstNode[];
};

export interface GroupCstNode extends CstNode {
  name: 'group';
  children: GroupCstChildren;
}

export type GroupCstChildren = {
  LeftRound: IToken[];
  expression: ExpressionCstNode[];
  RightRound: IToken[];
};

export interface ConditionalCstNode extends CstNode {
  name: 'conditional';
  children: ConditionalCstChildren;
}

export type ConditionalCstChildren = {
  If: IToken[];
  test: ExpressionCstNode[];
  Then: IToken[];
  yes: ExpressionCstNode[];
  Else: IToken[];
  no: ExpressionCstNode[];
};

export interface ReferenceCstNode extends CstNode {
  name: 'reference';
  children: ReferenceCstChildren;
}

export type ReferenceCstChildren = {
  Name: IToken[];
  call?: CallCstNode[];
};

export interface CallCstNode extends CstNode {
  name: 'call';
  children: CallCstChildren;
}

export type CallCstChildren = {
  axisArguments?: AxisArgumentsCstNode[];
  LeftRound: IToken[];
  arguments: ArgumentsCstNode[];
  Semicolon?: IToken[];
  namedArguments?: NamedArgumentsCstNode[];
  RightRound: IToken[];
};

export interface ArgumentsCstNode extends CstNode {
  name: 'arguments';
  children: ArgumentsCstChildren;
}

export type ArgumentsCstChildren = {
  expression?: ExpressionCstNode[];
  Comma?: IToken[];
};

export interface NamedArgumentsCstNode extends CstNode {
  name: 'namedArguments';
  children: NamedArgumentsCstChildren;
}

export type NamedArgumentsCstChildren = {
  namedArgument?: NamedArgumentCstNode[];
  Comma?: IToken[];
};

export interface NamedArgumentCstNode extends CstNode {
  name: 'namedArgument';
  children: NamedArgumentCstChildren;
}

export type NamedArgumentCstChildren = {
  Name: IToken[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface AxisArgumentsCstNode extends CstNode {
  name: 'axisArguments';
  children: AxisArgumentsCstChildren;
}

export type AxisArgumentsCstChildren = {
  LeftSquare: IToken[];
  axisArgument?: AxisArgumentCstNode[];
  Comma?: IToken[];
  RightSquare: IToken[];
};

export interface AxisArgumentCstNode extends CstNode {
  name: 'axisArgument';
  children: AxisArgumentCstChildren;
}

export type AxisArgumentCstChildren = {
  Name: IToken[];
  Colon?: IToken[];
  renamed?: RenamedCstNode[];
  slice?: SliceCstNode[];
};

export interface RenamedCstNode extends CstNode {
  name: 'renamed';
  children: RenamedCstChildren;
}

export type RenamedCstChildren = {
  Name: IToken[];
};

export interface SliceCstNode extends CstNode {
  name: 'slice';
  children: SliceCstChildren;
}

export type SliceCstChildren = {
  from?: ExpressionCstNode[];
  DotDot: IToken[];
  to?: ExpressionCstNode[];
};
