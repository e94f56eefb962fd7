/** How diagnostics look: for people, for programs, for GitHub. */
import { describe, expect, test } from 'vitest';
import { diagnostic } from '../../src/text/diagnostic.ts';
import { annotation, plainObject, render } from '../../src/text/render.ts';
import { span, type Source } from '../../src/text/source.ts';

const text = 'loss f(x: real[n]) =\n  mean[n](ŷ x)\n\n\nloss g(x: real[n]) =\n\tsum[n](权重 x)\n';
const source: Source = { path: 'losses/a.loss', text };
const other: Source = { path: 'losses/b.loss', text: 'fn h(x) = x' };
const at = (words: string, from: Source = source): ReturnType<typeof span> => {
  const start = from.text.indexOf(words);
  return span(from, start, start + words.length);
};
const sides = { left: '`a`', right: '`b`' };

describe('for people', () => {
  test('the place is shown and underlined, with the remedy below', () => {
    const found = diagnostic('operator-missing', at('ŷ x'), sides, { remedy: 'Write `*`.' });
    expect(render(found, { colour: false })).toMatchInlineSnapshot(`
      "error L0113: Two values stand side by side: an operator is missing between \`a\` and \`b\`.
       --> losses/a.loss:2:11
        |
      2 |   mean[n](ŷ x)
        |           ^^^
        help: Write \`*\`."
    `);
  });

  test('related places come with it, in the order of the file, and those of other files after', () => {
    const related = [
      { span: at('g('), message: 'one here' },
      { span: at('f('), message: 'and here' },
      { span: at('h', other), message: 'elsewhere' },
    ];
    const found = diagnostic('operator-missing', at('ŷ x'), sides, { related });
    expect(render(found, { colour: false })).toMatchInlineSnapshot(`
      "error L0113: Two values stand side by side: an operator is missing between \`a\` and \`b\`.
       --> losses/a.loss:2:11
        |
      1 | loss f(x: real[n]) =
        |      -- and here
      2 |   mean[n](ŷ x)
        |           ^^^
        …
      5 | loss g(x: real[n]) =
        |      -- one here
       --> losses/b.loss:1:4
        |
      1 | fn h(x) = x
        |    - elsewhere"
    `);
  });

  test('tabs and wide letters do not shift the underline', () => {
    const found = diagnostic('operator-missing', at('x)'), sides);
    const wide = diagnostic(
      'operator-missing',
      span(source, text.lastIndexOf('x'), text.lastIndexOf('x') + 1),
      sides,
    );
    expect(render(found, { colour: false }).split('\n').slice(-1)).toEqual(['  |             ^^']);
    expect(render(wide, { colour: false }).split('\n').slice(-2)).toEqual([
      '6 |   sum[n](权重 x)',
      '  |               ^',
    ]);
  });

  test('an empty place has one sign, and a long one is underlined on its first line', () => {
    const empty = diagnostic('comment-not-closed', span(source, text.length, text.length), {});
    expect(render(empty, { colour: false }).split('\n').slice(1)).toEqual([
      ' --> losses/a.loss:7:1',
      '  |',
      '7 |',
      '  | ^',
    ]);
    const long = diagnostic('comment-not-closed', span(source, 0, 40), {});
    expect(render(long, { colour: false }).split('\n').at(-1)).toBe(`  | ${'^'.repeat(20)}`);
  });

  test('colour is added only where it is wanted, and changes no letter', () => {
    const found = diagnostic('documentation-of-nothing', at('ŷ x'), {}, { remedy: 'Write `//` instead.' });
    const plain = render(found, { colour: false });
    const coloured = render(found, { colour: true });
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[33mwarning L0105\u001b[0m');
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });
});

test('for programs: plain data with lines and columns', () => {
  const related = [{ span: at('h', other), message: 'there' }];
  const found = diagnostic('operator-missing', at('ŷ x'), sides, { remedy: 'Write `*`.', related });
  expect(JSON.parse(JSON.stringify(plainObject(found)))).toEqual({
    code: 'L0113',
    name: 'operator-missing',
    severity: 'error',
    message: 'Two values stand side by side: an operator is missing between `a` and `b`.',
    remedy: 'Write `*`.',
    path: 'losses/a.loss',
    start: { line: 2, column: 11 },
    end: { line: 2, column: 14 },
    related: [
      { message: 'there', path: 'losses/b.loss', start: { line: 1, column: 4 }, end: { line: 1, column: 5 } },
    ],
  });
});

test('for GitHub: one line, with what would end it escaped', () => {
  const odd: Source = { path: 'a,b:c.loss', text };
  const found = diagnostic(
    'operator-missing',
    span(odd, 0, 4),
    { left: '50%', right: 'b' },
    { remedy: 'Write `*`.' },
  );
  expect(annotation(found)).toBe(
    '::error file=a%2Cb%3Ac.loss,line=1,endLine=1,col=1,endColumn=5,title=L0113::' +
      'Two values stand side by side: an operator is missing between 50%25 and b.%0AWrite `*`.',
  );
});
