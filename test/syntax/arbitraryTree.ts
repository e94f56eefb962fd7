/** Random trees for fast-check: everything that the language can write. Their spans mean nothing. */
import fc from 'fast-check';
import type {
  AxisArgument,
  Binary,
  BinaryOperator,
  Binding,
  Body,
  Declaration,
  Domain,
  Expression,
  Hyperparameter,
  Import,
  Input,
  Module,
  Name,
  NamedArgument,
} from '../../src/syntax/tree.ts';
import { span } from '../../src/text/source.ts';

const nowhere = { path: 'random.loss', text: '' };
const at = span(nowhere, 0, 0);
/** A place apart, so that `smooth = smooth` is not taken for a bare `smooth`. */
const apart = span(nowhere, 1, 1);

const word = fc.constantFrom(
  ...['x', 'p', 'y', 'γ', 'ŷ', 'p₀', 'log', 'weight', 'keep', 'mean', 'prob', 'c', 'n', 'inf', 'pi', '权重'],
  ...['part', 'as', 'from', 'of', 'in', 'const', 'loss', 'metric', 'fn', 'import', 'iffy', 'not_a', '_'],
);
export const name: fc.Arbitrary<Name> = word.map((text) => ({ text, span: at }));
/** No kind can be called `const`. */
const kind = name.filter(({ text }) => text !== 'const');
const names = fc.array(name, { maxLength: 3 });

const number: fc.Arbitrary<Expression> = fc
  .constantFrom('0', '1', '2.50', '.5', '1e-7', '3E+4', '1000000')
  .map((text) => ({ kind: 'number', value: Number(text), text, span: at }));
const reference: fc.Arbitrary<Expression> = name.map((each) => ({
  kind: 'reference',
  name: each,
  span: apart,
}));

const operators: readonly BinaryOperator[] = [
  '+',
  '-',
  '*',
  '/',
  '^',
  '<',
  '<=',
  '>',
  '>=',
  '==',
  '!=',
  'and',
  'or',
];

/** Optional fields are left out, not undefined, as the parser does. */
const optional = <Key extends string, Value>(
  key: Key,
  value: fc.Arbitrary<Value>,
): fc.Arbitrary<{ readonly [K in Key]?: Value }> =>
  fc.option(value, { nil: undefined }).map((each) => {
    const result: { [K in Key]?: Value } = {};
    if (each !== undefined) result[key] = each;
    return result;
  });

export const { expression } = fc.letrec<{ expression: Expression }>((tie) => {
  const inner = tie('expression');
  const list = fc.array(inner, { maxLength: 3 });
  const unary = fc.record({ operator: fc.constantFrom('-' as const, 'not' as const), operand: inner });
  const binary = fc.record({ operator: fc.constantFrom(...operators), left: inner, right: inner });
  const slice = fc
    .tuple(optional('from', inner), optional('to', inner))
    .map(([from, to]) => ({ ...from, ...to, span: at }));
  const axis: fc.Arbitrary<AxisArgument> = fc
    .tuple(
      name,
      fc.oneof(
        fc.constant({}),
        name.map((rename) => ({ rename })),
        slice.map((each) => ({ slice: each })),
      ),
    )
    .map(([each, rest]) => ({ name: each, ...rest, span: at }));
  const bare: fc.Arbitrary<NamedArgument> = name.map((each) => ({
    name: each,
    value: { kind: 'reference', name: each, span: at },
    span: at,
  }));
  const named = fc.oneof(
    bare,
    fc.record({ name, value: inner }).map((each) => ({ ...each, span: at })),
  );
  const call: fc.Arbitrary<Expression> = fc
    .tuple(name, optional('axes', fc.array(axis, { maxLength: 3 })), list, fc.array(named, { maxLength: 2 }))
    .map(([callee, axes, values, options]) => ({
      kind: 'call',
      callee,
      ...axes,
      arguments: values,
      named: options,
      span: at,
    }));
  return {
    expression: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      number,
      reference,
      call,
      inner.map((each): Expression => ({ kind: 'group', inner: each, span: at })),
      unary.map((each): Expression => ({ kind: 'unary', ...each, span: at })),
      binary.map((each): Binary => ({ kind: 'binary', ...each, operatorSpan: at, span: at })),
      fc
        .record({ test: inner, yes: inner, no: inner })
        .map((each): Expression => ({ kind: 'if', ...each, span: at })),
    ),
  };
});

const domain: fc.Arbitrary<Domain> = fc.oneof(
  fc
    .record({ low: expression, lowOpen: fc.boolean(), high: expression, highOpen: fc.boolean() })
    .map((each): Domain => ({ kind: 'interval', ...each, span: at })),
  fc.array(expression, { maxLength: 3 }).map((values): Domain => ({ kind: 'set', values, span: at })),
);

const input: fc.Arbitrary<Input> = fc
  .tuple(
    fc.record({ name, constant: fc.boolean(), kind, axes: names }),
    optional('of', name),
    optional('domain', domain),
  )
  .map(([required, of, values]) => ({ ...required, ...of, ...values, span: at }));

const hyperparameter: fc.Arbitrary<Hyperparameter> = fc
  .tuple(
    name,
    fc.oneof(
      fc.constant({}),
      fc.tuple(kind, optional('domain', domain)).map(([each, rest]) => ({ kind: each, ...rest })),
    ),
    optional('value', expression),
  )
  .map(([each, type, value]) => ({ name: each, ...type, ...value, span: at }));
const hyperparameters = fc.array(hyperparameter, { maxLength: 2 });

const binding: fc.Arbitrary<Binding> = fc
  .record({ part: fc.boolean(), name, value: expression })
  .map((each) => ({ ...each, span: at }));
const body: fc.Arbitrary<Body> = fc.record({
  result: expression,
  bindings: fc.array(binding, { maxLength: 3 }),
});

export const declaration: fc.Arbitrary<Declaration> = fc.oneof(
  fc
    .record({
      kind: fc.constantFrom('loss' as const, 'metric' as const),
      name,
      inputs: fc.array(input, { maxLength: 3 }),
      hyperparameters,
      body,
    })
    .map((each) => ({ ...each, span: at })),
  fc
    .record({ name, axes: names, parameters: names, hyperparameters, body })
    .map((each) => ({ kind: 'fn' as const, ...each, span: at })),
  fc.record({ name, value: expression }).map((each) => ({ kind: 'const' as const, ...each, span: at })),
);

const importStatement: fc.Arbitrary<Import> = fc
  .record({
    names: fc.array(
      fc.oneof(
        name.map((each) => ({ name: each, local: each })),
        fc.record({ name, local: name.map((each) => ({ ...each, span: apart })) }),
      ),
      { maxLength: 3 },
    ),
    from: fc.constantFrom('lossc', './region.loss', '../ü b.loss').map((text) => ({ text, span: at })),
  })
  .map((each) => ({ ...each, span: at }));

export const module: fc.Arbitrary<Module> = fc
  .record({
    imports: fc.array(importStatement, { maxLength: 2 }),
    declarations: fc.array(declaration, { maxLength: 3 }),
  })
  .map((each) => ({ ...each, source: nowhere }));
