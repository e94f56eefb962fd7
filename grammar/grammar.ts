/** Tokens in, concrete syntax tree out. Pure syntax: no operator, kind or function is known by name here. */
import { CstParser, EOF, MismatchedTokenException, type ParserMethod, type TokenType } from 'chevrotain';
import type { CstNode, IToken } from 'chevrotain';
import type { ExpressionCstNode, ModuleCstNode } from './cst.ts';
import * as t from './tokens.ts';

/** Where a value can stop: the landmarks between which mistakes are independent. */
export const landmarks: readonly TokenType[] = [
  t.Loss,
  t.Metric,
  t.Fn,
  t.Const,
  t.Import,
  t.Part,
  t.BoundName,
  t.Where,
  EOF,
];

/** The name under which an error says that a value went on where it could not. */
export const valueEnd = 'the end of the value';

export class Grammar extends CstParser {
  /** Validating the grammar takes longer than parsing a file; it cannot change, so a test does it once. */
  constructor({ validate = false } = {}) {
    super(t.vocabulary, {
      skipValidations: !validate,
      recoveryEnabled: true,
      maxLookahead: 2,
      nodeLocationTracking: 'onlyOffset',
      // Messages are made elsewhere, in the user's words; here an error only carries what was expected.
      errorMessageProvider: {
        buildMismatchTokenMessage: ({ expected }) => expected.name,
        buildNotAllInputParsedMessage: () => EOF.name,
        buildNoViableAltMessage: ({ ruleName }) => ruleName,
        buildEarlyExitMessage: ({ ruleName }) => ruleName,
      },
    });
    this.performSelfAnalysis();
  }

  readonly module = this.RULE('module', () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.importDeclaration) },
        { ALT: () => this.SUBRULE(this.lossDeclaration) },
        { ALT: () => this.SUBRULE(this.functionDeclaration) },
        { ALT: () => this.SUBRULE(this.constDeclaration) },
      ]);
    });
  });

  readonly importDeclaration = this.RULE('importDeclaration', () => {
    this.CONSUME(t.Import);
    this.CONSUME(t.LeftCurly);
    this.SUBRULE(this.importedNames);
    this.CONSUME(t.RightCurly);
    this.CONSUME(t.From);
    this.CONSUME(t.Text);
  });

  readonly importedNames = this.RULE('importedNames', () => {
    this.listOf(this.importedName);
  });

  readonly importedName = this.RULE('importedName', () => {
    this.CONSUME(t.Name, { LABEL: 'name' });
    this.OPTION(() => {
      this.CONSUME(t.As);
      this.CONSUME2(t.Name, { LABEL: 'local' });
    });
  });

  readonly lossDeclaration = this.RULE('lossDeclaration', () => {
    this.OR([{ ALT: () => this.CONSUME(t.Loss) }, { ALT: () => this.CONSUME(t.Metric) }]);
    this.CONSUME(t.Name);
    this.CONSUME(t.LeftRound);
    this.SUBRULE(this.inputs);
    this.OPTION(() => {
      this.CONSUME(t.Semicolon);
      this.SUBRULE(this.hyperparameters);
    });
    this.CONSUME(t.RightRound);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.body);
  });

  readonly functionDeclaration = this.RULE('functionDeclaration', () => {
    this.CONSUME(t.Fn);
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.axes));
    this.CONSUME(t.LeftRound);
    this.SUBRULE(this.parameters);
    this.OPTION2(() => {
      this.CONSUME(t.Semicolon);
      this.SUBRULE(this.hyperparameters);
    });
    this.CONSUME(t.RightRound);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.body);
  });

  readonly constDeclaration = this.RULE('constDeclaration', () => {
    this.CONSUME(t.Const);
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.value);
  });

  readonly inputs = this.RULE('inputs', () => {
    this.listOf(this.inputDeclaration);
  });

  readonly inputDeclaration = this.RULE('inputDeclaration', () => {
    this.CONSUME(t.Name, { LABEL: 'name' });
    this.CONSUME(t.Colon);
    this.OPTION(() => this.CONSUME(t.Const));
    this.CONSUME2(t.Name, { LABEL: 'kind' });
    this.OPTION2(() => this.SUBRULE(this.axes));
    this.OPTION3(() => {
      this.CONSUME(t.Of);
      this.CONSUME3(t.Name, { LABEL: 'of' });
    });
    this.OPTION4(() => {
      this.CONSUME(t.In);
      this.SUBRULE(this.domain);
    });
  });

  readonly parameters = this.RULE('parameters', () => {
    this.listOf(this.identifier);
  });

  readonly identifier = this.RULE('identifier', () => {
    this.CONSUME(t.Name);
  });

  readonly axes = this.RULE('axes', () => {
    this.CONSUME(t.LeftSquare);
    this.listOf(this.identifier);
    this.CONSUME(t.RightSquare);
  });

  readonly hyperparameters = this.RULE('hyperparameters', () => {
    this.listOf(this.hyperparameter);
  });

  readonly hyperparameter = this.RULE('hyperparameter', () => {
    this.CONSUME(t.Name, { LABEL: 'name' });
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.CONSUME2(t.Name, { LABEL: 'kind' });
      this.OPTION2(() => {
        this.CONSUME(t.In);
        this.SUBRULE(this.domain);
      });
    });
    this.OPTION3(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.expression);
    });
  });

  readonly domain = this.RULE('domain', () => {
    this.OR([{ ALT: () => this.SUBRULE(this.interval) }, { ALT: () => this.SUBRULE(this.set) }]);
  });

  /** Round brackets leave an end out, square ones keep it: `[0, inf)`. */
  readonly interval = this.RULE('interval', () => {
    this.OR([{ ALT: () => this.CONSUME(t.LeftRound) }, { ALT: () => this.CONSUME(t.LeftSquare) }]);
    this.SUBRULE(this.expression);
    this.CONSUME(t.Comma);
    this.SUBRULE2(this.expression);
    this.OR2([{ ALT: () => this.CONSUME(t.RightRound) }, { ALT: () => this.CONSUME(t.RightSquare) }]);
  });

  readonly set = this.RULE('set', () => {
    this.CONSUME(t.LeftCurly);
    this.listOf(this.expression);
    this.CONSUME(t.RightCurly);
  });

  readonly body = this.RULE('body', () => {
    this.SUBRULE(this.value);
    this.OPTION(() => {
      this.CONSUME(t.Where);
      this.AT_LEAST_ONE(() => this.SUBRULE(this.binding));
    });
  });

  readonly binding = this.RULE('binding', () => {
    this.OPTION(() => this.CONSUME(t.Part));
    this.CONSUME(t.BoundName);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.value);
  });

  /** An expression that nothing can follow but a landmark; else the mistake is found here and not later. */
  readonly value = this.RULE('value', () => {
    this.SUBRULE(this.expression);
    this.ACTION(() => {
      if (this.isAtLandmark()) return;
      const error = new MismatchedTokenException(valueEnd, this.LA(1), this.LA(0));
      this.errors = [...this.errors, error];
      throw error;
    });
  });

  readonly expression = this.RULE('expression', () => {
    this.SUBRULE(this.disjunction);
  });

  readonly disjunction = this.RULE('disjunction', () => {
    this.SUBRULE(this.conjunction);
    this.MANY(() => {
      this.CONSUME(t.Or);
      this.SUBRULE2(this.conjunction);
    });
  });

  readonly conjunction = this.RULE('conjunction', () => {
    this.SUBRULE(this.negation);
    this.MANY(() => {
      this.CONSUME(t.And);
      this.SUBRULE2(this.negation);
    });
  });

  readonly negation = this.RULE('negation', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Not);
          this.SUBRULE(this.negation);
        },
      },
      { ALT: () => this.SUBRULE(this.comparison) },
    ]);
  });

  readonly comparison = this.RULE('comparison', () => {
    this.SUBRULE(this.sum);
    this.OPTION(() => {
      this.CONSUME(t.ComparisonSign);
      this.SUBRULE2(this.sum);
    });
  });

  readonly sum = this.RULE('sum', () => {
    this.SUBRULE(this.product);
    this.MANY(() => {
      this.CONSUME(t.SumSign);
      this.SUBRULE2(this.product);
    });
  });

  readonly product = this.RULE('product', () => {
    this.SUBRULE(this.negative);
    this.MANY(() => {
      this.CONSUME(t.ProductSign);
      this.SUBRULE2(this.negative);
    });
  });

  readonly negative = this.RULE('negative', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Minus);
          this.SUBRULE(this.negative);
        },
      },
      { ALT: () => this.SUBRULE(this.power) },
    ]);
  });

  /** To the right: `a ^ b ^ c` is `a ^ (b ^ c)`; the exponent may be negative. */
  readonly power = this.RULE('power', () => {
    this.SUBRULE(this.primary);
    this.OPTION(() => {
      this.CONSUME(t.Caret);
      this.SUBRULE(this.negative);
    });
  });

  readonly primary = this.RULE('primary', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.NumberToken) },
      { ALT: () => this.SUBRULE(this.reference) },
      { ALT: () => this.SUBRULE(this.group) },
      { ALT: () => this.SUBRULE(this.conditional) },
    ]);
  });

  readonly group = this.RULE('group', () => {
    this.CONSUME(t.LeftRound);
    this.SUBRULE(this.expression);
    this.CONSUME(t.RightRound);
  });

  /** It begins like a value and then takes as much as it can. */
  readonly conditional = this.RULE('conditional', () => {
    this.CONSUME(t.If);
    this.SUBRULE(this.expression, { LABEL: 'test' });
    this.CONSUME(t.Then);
    this.SUBRULE2(this.expression, { LABEL: 'yes' });
    this.CONSUME(t.Else);
    this.SUBRULE3(this.expression, { LABEL: 'no' });
  });

  /** A name alone, or a call. */
  readonly reference = this.RULE('reference', () => {
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.call));
  });

  readonly call = this.RULE('call', () => {
    this.OPTION(() => this.SUBRULE(this.axisArguments));
    this.CONSUME(t.LeftRound);
    this.SUBRULE(this.arguments);
    this.OPTION2(() => {
      this.CONSUME(t.Semicolon);
      this.SUBRULE(this.namedArguments);
    });
    this.CONSUME(t.RightRound);
  });

  readonly arguments = this.RULE('arguments', () => {
    this.listOf(this.expression);
  });

  readonly namedArguments = this.RULE('namedArguments', () => {
    this.listOf(this.namedArgument);
  });

  readonly namedArgument = this.RULE('namedArgument', () => {
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.expression);
    });
  });

  readonly axisArguments = this.RULE('axisArguments', () => {
    this.CONSUME(t.LeftSquare);
    this.listOf(this.axisArgument);
    this.CONSUME(t.RightSquare);
  });

  readonly axisArgument = this.RULE('axisArgument', () => {
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.OR([
        { GATE: () => this.namesAnAxis(), ALT: () => this.SUBRULE(this.renamed) },
        { ALT: () => this.SUBRULE(this.slice) },
      ]);
    });
  });

  /** The caller's axis in `i: px`. */
  readonly renamed = this.RULE('renamed', () => {
    this.CONSUME(t.Name);
  });

  readonly slice = this.RULE('slice', () => {
    this.OPTION(() => this.SUBRULE(this.expression, { LABEL: 'from' }));
    this.CONSUME(t.DotDot);
    this.OPTION2(() => this.SUBRULE2(this.expression, { LABEL: 'to' }));
  });

  /** `px` in `[i: px]`, but not in `[i: px..]`. */
  private namesAnAxis(): boolean {
    return t.is(this.LA(2), t.Comma) || t.is(this.LA(2), t.RightSquare);
  }

  /** Any number of elements between commas; one more comma may follow the last. */
  private listOf(element: ParserMethod<[], CstNode>): void {
    this.OPTION8(() => {
      this.SUBRULE8(element);
      this.MANY8(() => {
        this.CONSUME8(t.Comma);
        this.SUBRULE9(element);
      });
      this.OPTION9(() => this.CONSUME9(t.Comma));
    });
  }

  /** Recovery may pass over a token that is too much, but never over a landmark. */
  protected override canTokenTypeBeDeletedInRecovery(_type: TokenType): boolean {
    return !this.isAtLandmark();
  }

  /** Nor may it imagine a missing token there and read on across the landmark. */
  protected override canTokenTypeBeInsertedInRecovery(_type: TokenType): boolean {
    return !this.isAtLandmark();
  }

  private isAtLandmark(): boolean {
    return landmarks.some((type) => t.is(this.LA(1), type));
  }
}

/** What Chevrotain found wrong: at which token, and what it would have taken there. */
export interface SyntaxError {
  readonly token: IToken;
  /** The name of a token type or rule, or `valueEnd`. */
  readonly expected: string;
  /** The rules that were being parsed, outermost first. */
  readonly rules: readonly string[];
}

export interface Parsed<Node> {
  readonly tree: Node;
  readonly errors: readonly SyntaxError[];
}

let grammar: Grammar | undefined;

/** Parses a file. The tree is whole where there are no errors. */
export function parseModule(tokens: IToken[]): Parsed<ModuleCstNode> {
  return run((parser) => parser.module() as ModuleCstNode, tokens);
}

/** Parses one expression and nothing else, for formulas that the compiler itself is written in. */
export function parseExpression(tokens: IToken[]): Parsed<ExpressionCstNode> {
  return run((parser) => parser.expression() as ExpressionCstNode, tokens);
}

// The two casts above: Chevrotain does not type its rules; the types are generated from the rules.
function run<Node>(rule: (parser: Grammar) => Node, tokens: IToken[]): Parsed<Node> {
  grammar ??= new Grammar();
  grammar.input = tokens;
  const tree = rule(grammar);
  const errors = grammar.errors.map(({ token, message, context }) => ({
    token,
    expected: message,
    rules: context?.ruleStack ?? [],
  }));
  return { tree, errors };
}
