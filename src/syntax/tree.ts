/** The syntax tree: what the user wrote, with the span of every node. Nothing is resolved here. */
import type { Source, Span } from '../text/source.ts';

/** An identifier as written, normalised to Unicode NFC so that `ŷ` is one name however it was typed. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** A parsed file. Declarations that could not be parsed are left out; their mistakes were reported. */
export interface Module {
  readonly source: Source;
  readonly imports: readonly Import[];
  readonly declarations: readonly Declaration[];
  /** Names that a left out declaration or import would have brought: that they are missing is no new mistake. */
  readonly broken?: readonly string[];
}

/** `import { dice, bce as binary } from "./region.loss"` */
export interface Import {
  readonly names: readonly ImportedName[];
  readonly from: { readonly text: string; readonly span: Span };
  readonly span: Span;
}

export interface ImportedName {
  readonly name: Name;
  /** The local name after `as`; the imported name itself where there is none. */
  readonly local: Name;
}

export type Declaration = LossDeclaration | FunctionDeclaration | ConstDeclaration;

/** The `///` lines before a declaration, without the slashes and one following space. */
export interface Doc {
  readonly text: string;
  readonly span: Span;
}

/** `loss name(inputs; hyperparameters) = result where …`, or `metric …`. */
export interface LossDeclaration {
  readonly kind: 'loss' | 'metric';
  readonly name: Name;
  readonly doc?: Doc;
  readonly inputs: readonly Input[];
  readonly hyperparameters: readonly Hyperparameter[];
  readonly body: Body;
  readonly span: Span;
}

/** `fn name[axes](parameters; k = 1) = result where …` */
export interface FunctionDeclaration {
  readonly kind: 'fn';
  readonly name: Name;
  readonly doc?: Doc;
  readonly axes: readonly Name[];
  readonly parameters: readonly Name[];
  readonly hyperparameters: readonly Hyperparameter[];
  readonly body: Body;
  readonly span: Span;
}

/** `const epsilon = 1e-7` */
export interface ConstDeclaration {
  readonly kind: 'const';
  readonly name: Name;
  readonly doc?: Doc;
  readonly value: Expression;
  readonly span: Span;
}

/** `z: const logit[n, i]`, `t: index[n] of c`, `x: real[i] in (0, inf)` */
export interface Input {
  readonly name: Name;
  /** `const` before the kind: no gradient flows into it. */
  readonly constant: boolean;
  /** The kind as written; whether it exists is for the checker to say. */
  readonly kind: Name;
  readonly axes: readonly Name[];
  /** The class axis of an `index`. */
  readonly of?: Name;
  readonly domain?: Domain;
  readonly span: Span;
}

/** `gamma: real in [0, 10] = 2`, or `smooth = 1` */
export interface Hyperparameter {
  readonly name: Name;
  readonly kind?: Name;
  readonly domain?: Domain;
  readonly value?: Expression;
  readonly span: Span;
}

export type Domain = IntervalDomain | SetDomain;

/** `[0, inf)`: round brackets leave the end out. */
export interface IntervalDomain {
  readonly kind: 'interval';
  readonly low: Expression;
  readonly lowOpen: boolean;
  readonly high: Expression;
  readonly highOpen: boolean;
  readonly span: Span;
}

/** `{0, 1}` */
export interface SetDomain {
  readonly kind: 'set';
  readonly values: readonly Expression[];
  readonly span: Span;
}

export interface Body {
  readonly result: Expression;
  readonly bindings: readonly Binding[];
}

/** `overlap = sum[i](p * y)` in a `where`; `part` reports its value beside the result. */
export interface Binding {
  readonly part: boolean;
  readonly name: Name;
  readonly value: Expression;
  readonly span: Span;
}

export type Expression = NumberLiteral | Reference | Group | Unary | Binary | Conditional | Call;

export interface NumberLiteral {
  readonly kind: 'number';
  readonly value: number;
  /** As written, so that `1e-7` is printed as `1e-7`. */
  readonly text: string;
  readonly span: Span;
}

/** A name used as a value. `inf` and `pi` are references too. */
export interface Reference {
  readonly kind: 'reference';
  readonly name: Name;
  readonly span: Span;
}

/** Parentheses, kept so that the formatter leaves them alone. */
export interface Group {
  readonly kind: 'group';
  readonly inner: Expression;
  readonly span: Span;
}

export type UnaryOperator = '-' | 'not';
export interface Unary {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly operand: Expression;
  readonly span: Span;
}

export type BinaryOperator =
  '+' | '-' | '*' | '/' | '^' | '<' | '<=' | '>' | '>=' | '==' | '!=' | 'and' | 'or';
export interface Binary {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  /** Of the sign itself. */
  readonly operatorSpan: Span;
  readonly span: Span;
}

/** `if test then yes else no`, elementwise. */
export interface Conditional {
  readonly kind: 'if';
  readonly test: Expression;
  readonly yes: Expression;
  readonly no: Expression;
  readonly span: Span;
}

/** `name[axes](arguments; named)`: an operator, a loss, a metric or a function; the checker finds out. */
export interface Call {
  readonly kind: 'call';
  readonly callee: Name;
  /** Absent where no bracket was written. */
  readonly axes?: readonly AxisArgument[];
  readonly arguments: readonly Expression[];
  readonly named: readonly NamedArgument[];
  readonly span: Span;
}

/** An entry of a call's bracket: `i`, `i: px` (rename), `c: 1..` or `c: 1..3` (a part of the axis). */
export interface AxisArgument {
  readonly name: Name;
  readonly rename?: Name;
  /** Half-open: `from` is in, `to` is out; either may be left out. */
  readonly slice?: { readonly from?: Expression; readonly to?: Expression; readonly span: Span };
  readonly span: Span;
}

/** `smooth = 1`, or a bare `smooth`, which means `smooth = smooth`. */
export interface NamedArgument {
  readonly name: Name;
  readonly value: Expression;
  readonly span: Span;
}
