/** Constants: a `const`, or an expression of constants alone, in; a complaint where no finite number comes out. */
import { isConst } from '../graph/node.ts';
import { textOf } from '../text/source.ts';
import type { Binary, ConstDeclaration, Expression } from '../syntax/tree.ts';
import { checkExpression, constantScope } from './expression.ts';
import { complain, type Scope } from './scope.ts';
import type { Value } from './value.ts';

/** Complains of a `const` whose value is wrong or none, whether or not anything uses it. */
export function checkConstant({ value }: ConstDeclaration, outside: Scope): void {
  const checked = checkExpression(value, constantScope({ ...outside, known: new Map() }));
  if (checked !== undefined && !isConst(checked.node)) complain(outside, 'default-constant', value.span, {});
}

/** Complains of the operation that makes NaN of constants, or infinity of finite ones. */
export function complainOfConstant(expression: Expression, { node }: Value, scope: Scope): void {
  if (node.op !== 'const' || Number.isFinite(node.value)) return;
  const operands = operandsOf(expression);
  const values = operands.map((operand) => scope.known.get(operand)?.node);
  // Infinity of infinity is meant: that was written `inf`, or complained of where it arose. So was NaN of NaN.
  const arose = Number.isNaN(node.value)
    ? !values.some((n) => n?.op === 'const' && Number.isNaN(n.value))
    : !values.some((n) => n?.op === 'const' && !Number.isFinite(n.value));
  if (operands.length === 0 || !arose || !isWritten(expression, scope)) return;
  const value = Number.isNaN(node.value) ? 'not a number' : node.value > 0 ? 'inf' : '-inf';
  complain(
    scope,
    'constant-not-finite',
    expression.span,
    { expression: textOf(expression.span), value },
    { remedy: value === 'not a number' ? undefined : `Write \`${value}\` where that is meant.` },
  );
}

/** Complains of a division by a constant 0, whatever is divided. */
export function complainOfDivision({ operator, right, span }: Binary, divisor: Value, scope: Scope): void {
  if (operator !== '/' || !isConst(divisor.node, 0) || !isWritten(right, scope)) return;
  complain(scope, 'constant-not-finite', span, { expression: textOf(span), value: 'no finite number' });
}

/** What an operation works on; nothing for what is none, and for a choice, of which one branch is not computed. */
function operandsOf(expression: Expression): readonly Expression[] {
  if (expression.kind === 'unary') return [expression.operand];
  if (expression.kind === 'binary') return [expression.left, expression.right];
  return expression.kind === 'call' ? expression.arguments : [];
}

/** Whether it is a constant as it is written, and not for the arguments or pinned values of one call. */
function isWritten(expression: Expression, scope: Scope): boolean {
  switch (expression.kind) {
    case 'number':
      return true;
    case 'reference': {
      const name = expression.name.text;
      const binding = scope.bindings.get(name);
      return binding === undefined ? !scope.values.has(name) : isWritten(binding.value, scope);
    }
    case 'group':
      return isWritten(expression.inner, scope);
    case 'if':
      return [expression.test, expression.yes, expression.no].every((part) => isWritten(part, scope));
    case 'call':
      return [...expression.arguments, ...expression.named.map(({ value }) => value)].every((part) =>
        isWritten(part, scope),
      );
    default:
      return operandsOf(expression).every((part) => isWritten(part, scope));
  }
}
