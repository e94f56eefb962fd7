/** Data files: their three parts, and what is said about anything else. */
import { expect, test } from 'vitest';
import { readDocument } from '../../src/data/document.ts';
import type { DataProblem } from '../../src/data/problem.ts';

function read(text: string) {
  const problems: DataProblem[] = [];
  const document = readDocument(text, (problem) => problems.push(problem));
  return { document, problems };
}

test('all parts are read', () => {
  const { document, problems } = read(
    '{"inputs": {"z": [1]}, "params": {"w": 0.5, "k": "Infinity"}, "axes": {"c": 4, "i": [2, 3]}}',
  );
  expect(problems).toEqual([]);
  expect(document?.inputs).toEqual(new Map([['z', [1]]]));
  expect(document?.params).toEqual(
    new Map([
      ['w', 0.5],
      ['k', Infinity],
    ]),
  );
  expect(document?.axes).toEqual(new Map<string, unknown>([['c', 4], ['i', [2, 3]]])); // prettier-ignore
});

test('params and axes may be absent', () => {
  expect(read('{"inputs": {}}').document?.params.size).toBe(0);
});

test('names that JavaScript objects have are names like others', () => {
  const { document } = read('{"inputs": {"__proto__": [1]}, "params": {"__proto__": 2, "toString": 3}}');
  expect([...(document?.inputs.keys() ?? [])]).toEqual(['__proto__']);
  expect([...(document?.params ?? [])]).toEqual([['__proto__', 2], ['toString', 3]]); // prettier-ignore
});

const refused: readonly [name: string, text: string, where: string, message: RegExp, remedy: RegExp][] = [
  ['no JSON', '{"inputs": {', '', /not JSON/, /Write \{"inputs"/],
  ['a bare NaN', '{"inputs": {"z": [1, NaN]}}', '', /not JSON/, /the strings "NaN"/],
  ['an array', '[1]', '', /not a JSON object/, /Write/],
  ['no inputs', '{"params": {}}', '', /has no "inputs"/, /Write/],
  ['a misspelt part', '{"inputs": {}, "parms": {}}', 'parms', /not a part/, /mean `params`/],
  ['inputs outside "inputs"', '{"inputs": {}, "z": [1]}', 'z', /not a part/, /belong inside "inputs"/],
  ['the name of a prototype', '{"inputs": {}, "__proto__": {"z": [1]}}', '__proto__', /not a part/, /belong/],
  ['a parameter that is an array', '{"inputs": {}, "params": {"w": [1]}}', 'params.w', /an array/, /number/],
  ['an axis of size 0', '{"inputs": {}, "axes": {"c": 0}}', 'axes.c', /is 0, which is no size/, /positive/],
  ['an axis without dimensions', '{"inputs": {}, "axes": {"c": []}}', 'axes.c', /no size/, /positive/],
];

test.each(refused)('%s is refused', (_, text, where, message, remedy) => {
  const { document, problems } = read(text);
  expect(document).toBeUndefined();
  expect(problems).toHaveLength(1);
  expect(problems[0]?.where).toBe(where);
  expect(problems[0]?.message).toMatch(message);
  expect(problems[0]?.remedy).toMatch(remedy);
});

test('all mistakes are reported in one run', () => {
  expect(read('{"input": {}, "params": {"w": null}, "axes": {"c": 1.5}}').problems).toHaveLength(4);
});
