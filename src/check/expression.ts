/** Expressions: syntax and a scope in, a typed graph node out; every mistake is reported, none stops the rest. */
import type { ElementwiseName } from '../operators/elementwise.ts';
import { isConst, union } from '../graph/node.ts';
import { didYouMean } from '../text/suggest.ts';
import { textOf, type Span } from '../text/source.ts';
import type { Binary, BinaryOperator, Conditional, Expression, Reference } from '../syntax/tree.ts';
import { isBuiltin } from './builtins.ts';
import { checkCall } from './call.ts';
import { complainOfConstant, complainOfDivision } from './constants.ts';
import { complain, nameNode, type Scope } from './scope.ts';
import { numberValue, type Value } from './value.ts';

/** Checks an expression once per scope; undefined where it or a part of it is mistaken. */
export function checkExpression(expression: Expression, scope: Scope): Value | undefined {
  if (scope.known.has(expression)) return scope.known.get(expression);
  const value = checkOnce(expression, scope);
  if (value !== undefined) complainOfConstant(expression, value, scope);
  scope.known.set(expression, value);
  return value;
}

function checkOnce(expression: Expression, scope: Scope): Value | undefined {
  const { builder } = scope.context;
  switch (expression.kind) {
    case 'number':
      return numberValue(builder.constant(expression.value), []);
    case 'reference':
      return checkReference(expression, scope);
    case 'group':
      return checkExpression(expression.inner, scope);
    case 'unary': {
      const operand = checkNumber(
        expression.operand,
        scope,
        expression.operator === '-' ? 'a minus sign' : '`not`',
      );
      if (operand === undefined) return undefined;
      const node =
        expression.operator === '-' ? builder.negate(operand.node) : builder.apply('not', [operand.node]);
      return numberValue(node, operand.axes);
    }
    case 'binary':
      return checkBinary(expression, scope);
    case 'if':
      return checkConditional(expression, scope);
    case 'call':
      return checkCall(expression, scope);
  }
}

/** An expression that must be a number: indexes are refused. */
export function checkNumber(expression: Expression, scope: Scope, operation: string): Value | undefined {
  const value = checkExpression(expression, scope);
  if (value?.of === undefined) return value;
  const text = textOf(expression.span);
  return complain(
    scope,
    'index-arithmetic',
    expression.span,
    { value: text, operation },
    { remedy: remedyForIndex(expression, text, value.of) },
  );
}

function remedyForIndex({ kind }: Expression, text: string, axis: string): string {
  const comparison = `a comparison such as \`${text} == 0\``;
  if (kind !== 'reference') return `Use ${comparison}.`;
  return `Use \`one_hot[${axis}](${text})\`, \`pick[${axis}](x, ${text})\`, \`valid[${axis}](${text})\` or ${comparison}.`;
}

function checkReference(expression: Reference, scope: Scope): Value | undefined {
  const { builder, program } = scope.context;
  const name = expression.name.text;
  const binding = scope.bindings.get(name);
  if (binding !== undefined) return checkBinding(name, binding.value, expression.span, scope);
  if (scope.values.has(name)) return scope.values.get(name);
  const found = program.lookup(scope.module, name);
  if (found?.declaration.kind === 'const') {
    const value = found.declaration.value;
    return checkBinding(name, value, expression.span, constantScope({ ...scope, module: found.module }));
  }
  if (!isName(expression, scope)) return undefined;
  return numberValue(builder.constant(name === 'inf' ? Infinity : Math.PI), []);
}

/** Whether there is a value of this name; a mistake where there is not. */
export function isName({ name: { text: name }, span }: Reference, scope: Scope): boolean {
  const { program } = scope.context;
  if (scope.bindings.has(name) || scope.values.has(name)) return true;
  const found = program.lookup(scope.module, name);
  if (found !== undefined) {
    if (found.declaration.kind === 'const') return true;
    complain(scope, 'value-of-call', span, { name }, { remedy: `Write \`${name}(…)\`.` });
    return false;
  }
  if (program.isBroken(scope.module, name)) return false;
  if (name === 'inf' || name === 'pi') return true;
  if (isBuiltin(name)) {
    complain(scope, 'value-of-call', span, { name }, { remedy: `Write \`${name}(…)\`.` });
    return false;
  }
  const known = [...scope.values.keys(), ...scope.bindings.keys(), ...program.names(scope.module)];
  const guess = didYouMean(name, known);
  const remedy = guess === undefined ? undefined : `Did you mean \`${guess}\`?`;
  complain(scope, 'name-unknown', span, { name }, { remedy });
  return false;
}

/** The scope of a `const`: it sees other constants only. */
export const constantScope = (scope: Scope): Scope => {
  const { outer: _, ...rest } = scope;
  return { ...rest, values: new Map(), bindings: new Map(), axes: new Map() };
};

function checkBinding(name: string, value: Expression, at: Span, scope: Scope): Value | undefined {
  if (scope.open.includes(name)) {
    const chain = [...scope.open.slice(scope.open.indexOf(name)), name].join(' → ');
    return complain(scope, 'binding-cycle', at, { name, chain });
  }
  scope.open.push(name);
  const checked = checkExpression(value, scope);
  scope.open.pop();
  if (checked !== undefined) nameNode(scope.context, checked.node, name);
  return checked;
}

const comparisons: ReadonlySet<BinaryOperator> = new Set(['<', '<=', '>', '>=', '==', '!=']);
const words: Partial<Record<BinaryOperator, string>> = {
  '+': 'adding',
  '-': 'subtracting',
  '*': 'multiplying',
  '/': 'dividing',
  '^': 'a power',
  and: '`and`',
  or: '`or`',
};

function checkBinary(expression: Binary, scope: Scope): Value | undefined {
  const { operator } = expression;
  const check = (side: Expression): Value | undefined =>
    comparisons.has(operator)
      ? checkExpression(side, scope)
      : checkNumber(side, scope, words[operator] ?? operator);
  const left = check(expression.left);
  const right = check(expression.right);
  if (left === undefined || right === undefined) return undefined;
  const node = combine(operator, left, right, scope);
  if (!isConst(node)) complainOfDivision(expression, right, scope);
  return numberValue(node, union(left.axes, right.axes));
}

function combine(operator: BinaryOperator, left: Value, right: Value, scope: Scope): Value['node'] {
  const { builder } = scope.context;
  const [a, b] = [left.node, right.node];
  const apply = (name: ElementwiseName, x = a, y = b): Value['node'] => builder.apply(name, [x, y]);
  switch (operator) {
    case '+':
      return builder.plus(a, b);
    case '-':
      return builder.minus(a, b);
    case '*':
      return builder.times(a, b);
    case '/':
      return builder.divide(a, b);
    case '^':
      return apply('pow');
    case '<':
      return apply('less');
    case '<=':
      return apply('less_equal');
    case '>':
      return apply('less', b, a);
    case '>=':
      return apply('less_equal', b, a);
    case '==':
      return apply('equal');
    case '!=':
      return apply('not_equal');
    case 'and':
    case 'or':
      return apply(operator);
  }
}

function checkConditional(expression: Conditional, scope: Scope): Value | undefined {
  const test = checkNumber(expression.test, scope, 'a test');
  const yes = checkNumber(expression.yes, scope, '`then`');
  const no = checkNumber(expression.no, scope, '`else`');
  if (test === undefined || yes === undefined || no === undefined) return undefined;
  const { builder } = scope.context;
  return numberValue(
    builder.select(test.node, yes.node, no.node),
    union(test.axes, union(yes.axes, no.axes)),
  );
}

/** A constant expression: its number, or undefined, which the caller reports in words of its own. */
export function constantOf(expression: Expression, scope: Scope): number | undefined {
  const quiet = { ...scope.context, report: () => undefined };
  const value = checkExpression(expression, { ...constantScope(scope), context: quiet, known: new Map() });
  return value !== undefined && isConst(value.node) ? value.node.value : undefined;
}
