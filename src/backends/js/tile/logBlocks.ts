/** Products of logarithms that may grow without bounds are looked at after every few factors, and settled in time. */
import { isBoundedLogSum, isLogSum } from '../../../schedule/logProducts.ts';
import type { Loop, Sink } from '../../../schedule/plan.ts';
import { logArgument } from '../sinks.ts';
import type { Scope } from './scope.ts';
import type { Values } from './values.ts';
import { Variables } from './variables.ts';

export type Growing = Extract<Sink, { kind: 'accumulate' }>;

/** A sum of logarithms whose product has no bound. */
export const isGrowing = (sink: Sink): sink is Growing =>
  sink.kind === 'accumulate' && isLogSum(sink.node) && !isBoundedLogSum(sink.node);

/** A product of so many factors overflows only where they average 1e9 and more. */
const block = 16;

/** Writes a loop over pixels from one expression to another. */
export type Steps = (from: string, to: string, write: () => void) => void;

/** The loop over pixels in blocks; `steps` writes the loop over those of one block, `again` one that is hardly ever run. */
export function inBlocks(
  scope: Scope,
  values: Values,
  loop: Loop,
  growing: readonly Growing[],
  { steps, again }: { readonly steps: Steps; readonly again: Steps },
  write: () => void,
): void {
  const { locals, namer, writer } = scope;
  const [from, to] = [namer.take('from'), namer.take('to')];
  writer.block(`for (let ${from} = 0; ${from} < count; ${from} += ${block}) {`, () => {
    writer.line(`const ${to} = Math.min(${from} + ${block}, count);`);
    const befores = growing.map((sink) => {
      const before = namer.take('before');
      writer.line(`const ${before} = ${locals.get(sink.node)?.value ?? '0'};`);
      return { sink, before };
    });
    steps(from, to, write);
    for (const { sink, before } of befores)
      settle(scope, values, loop, sink, before, (body) => again(from, to, body));
  });
}

/** Takes the logarithm of a large product; of factors that were too large for it, one logarithm each. */
function settle(
  scope: Scope,
  values: Values,
  loop: Loop,
  sink: Growing,
  before: string,
  again: (body: () => void) => void,
): void {
  const { at, context, locals, parked, writer } = scope;
  const product = locals.get(sink.node)?.value ?? '0';
  const sum = at.element(at.accumulator(sink.node));
  writer.block(`if (!(${product} < 1e150)) {`, () => {
    writer.block(`if (!(${product} < Infinity)) {`, () => {
      writer.line(`${product} = ${before};`);
      // For float64 data worked out again: what was parked meanwhile may have been rounded.
      const there = [...parked];
      if (!context.fast) parked.clear();
      else if (parked.size > 0) scope.isFaster = true;
      const variables = new Variables(scope, values, { ...loop, sinks: [sink] });
      again(() => {
        variables.declare(loop.registers.length + 1);
        writer.line(`${sum} += Math.log1p(${values.number(logArgument(sink.node))});`);
      });
      there.forEach((node) => parked.add(node));
    });
    writer.line(`${sum} += Math.log1p(${product});`).line(`${product} = 0;`);
  });
}
