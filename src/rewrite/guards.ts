/** Procedures about tests: branches know their test, and a product with log(0) keeps the convention 0 · log 0 = 0. */
import { factorsOf } from '../graph/builder.ts';
import { contains } from '../graph/range.ts';
import { assume } from './assume.ts';
import type { Procedures } from './rule.ts';

/** Run once more after expansion, which may wrap a pick in the test of its index again. */
export const branches = {
  'branch-knows-test': {
    why: 'inside a branch the test has one outcome',
    apply(b, node) {
      if (node.op !== 'apply' || node.name !== 'select') return undefined;
      const [test, yes, no] = node.args;
      if (test === undefined || yes === undefined || no === undefined) return undefined;
      return b.select(test, assume(b, yes, test, true), assume(b, no, test, false));
    },
  },
} satisfies Procedures;

export const guards: Procedures = {
  ...branches,
  'zero-times-log-zero': {
    why: '0 · log(0) is 0, as in information theory',
    apply(b, node) {
      if (node.op !== 'multiply') return undefined;
      const factors = factorsOf(node);
      const log = factors.find(
        ({ node: f, exponent }) =>
          exponent === 1 &&
          f.op === 'apply' &&
          (f.name === 'log' || f.name === 'log1p') &&
          singular(f.name, f.args[0]),
      );
      const zeros = factors.filter((f) => f !== log && f.exponent > 0 && contains(f.node.range, 0));
      const x = log?.node.args[0];
      if (log === undefined || x === undefined || zeros.length === 0 || log.node.op !== 'apply')
        return undefined;
      const guarded = b.apply(log.node.name === 'log' ? 'xlogy' : 'xlog1py', [b.multiply(zeros), x]);
      const rest = factors.filter((f) => f !== log && !zeros.includes(f));
      return b.multiply([...rest, { node: guarded, exponent: 1 }]);
    },
  },
};

const singular = (name: 'log' | 'log1p', x: { range: Parameters<typeof contains>[0] } | undefined): boolean =>
  x !== undefined && contains(x.range, name === 'log' ? 0 : -1);
