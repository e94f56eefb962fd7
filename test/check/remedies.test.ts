/** What is suggested: names that there are, axes of this loss, and what the mistake was probably meant to be. */
import { expect, test } from 'vitest';
import { diagnose } from './mistakes.ts';

const inputs = 'x: prob[n, c], z: logit[n, c], t: index[n] of c, y: label[n]';

test.each([
  ['mean(x)', /`mean\[c\]\(…\)`, or `mean\[n, c\]\(…\)` for all axes/],
  ['mean[n](cumsum(x))', /`cumsum\[c\]\(…\)`\.$/],
  ['mean[n, c](x * t)', /`one_hot\[c\]\(t\)`, `pick\[c\]\(x, t\)`/],
  ['mean[n](argmax[c](x))', /a comparison such as `argmax\[c\]\(x\) == 0`/],
  ['mean[c](pick[n](x, t))', /Did you mean `pick\[c\]\(…\)`/],
  ['mean[n](pick[c](t, x))', /The index comes second: `pick\[c\]\(x, t\)`/],
  ['mean[n](pick[c](x, y))', /Declare it as `y: index\[…\] of c`/],
  ['mean[n](g(x))', /for example `g\[c\]\(…\)`/],
  ['mean[n](h[c](x))', /Leave the bracket out: `h\(…\)`/],
  ['mean[n, c](ln(x))', /It is written `log\(x\)`/],
  ['mean[n, c](σ(x))', /It is written `sigmoid\(x\)`/],
  ['Σ(x)', /It is written `sum\[i\]\(x\)`/],
  ['mean[n, c](x * size)', /Write `size\(…\)`/],
  ['mean[n](max[c](x, 0))', /Element by element it is `max\(x, y\)`/],
  ['mean[n, c](clamp(x, 0))', /Write `clamp\(x, low, high\)`/],
])('%s', (formula, remedy) => {
  const found = diagnose(`fn g[i](x) = sum[i](x) fn h(x) = x loss f(${inputs}) = ${formula}`);
  expect(found.filter(({ severity }) => severity === 'error')).toHaveLength(1);
  expect(found[0]?.remedy).toMatch(remedy);
});
