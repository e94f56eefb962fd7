/** The text of a data file in, its inputs, parameters and stated axis sizes out, the structure checked. */
import type { StatedSize } from './axes.ts';
import { notANumber, readNumber } from './number.ts';
import { suggestion, type Complain } from './problem.ts';

/** What the user handed over; the values of the inputs are not looked at yet. */
export interface DataDocument {
  readonly inputs: ReadonlyMap<string, unknown>;
  readonly params: ReadonlyMap<string, number>;
  readonly axes: ReadonlyMap<string, StatedSize>;
}

const sections = ['inputs', 'params', 'axes'];
const example = 'Write {"inputs": {"z": [[0.5]]}, "params": {"w": 0.5}}.';

/** Reads a data document; undefined where its structure is wrong, which was reported. */
export function readDocument(text: string, complain: Complain): DataDocument | undefined {
  let sound = true;
  const report: Complain = (problem) => {
    sound = false;
    complain(problem);
  };
  const root = object(parseJson(text, report), '', report);
  if (root === undefined) return undefined;
  for (const key of root.keys()) if (!sections.includes(key)) report({ where: key, ...unknownSection(key) });

  const inputs = section(root, 'inputs', report);
  if (!root.has('inputs')) report({ where: '', message: 'The data has no "inputs".', remedy: example });
  const params = numbers(section(root, 'params', report), report);
  const axes = sizes(section(root, 'axes', report), report);
  return sound ? { inputs, params, axes } : undefined;
}

const unknownSection = (key: string) => ({
  message: `is not a part of a data file; the parts are "inputs", "params" and "axes"`,
  remedy: suggestion(key, sections) ?? `Inputs belong inside "inputs". ${example}`,
});

const nothing = Symbol('unreadable');

function parseJson(text: string, complain: Complain): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const bare = /(^|[\s,:[])-?(NaN|Infinity)\b/.test(text);
    const remedy = bare ? 'JSON has no NaN or Infinity: write the strings "NaN" and "Infinity".' : example;
    const reason = error instanceof Error ? error.message : String(error);
    complain({ where: '', message: `The data is not JSON: ${withLine(reason, text)}.`, remedy });
    return nothing;
  }
}

/** JSON.parse names an offset; people count lines. Newer engines name the line themselves. */
function withLine(reason: string, text: string): string {
  const match = /^(.*) at position (\d+)$/.exec(reason);
  if (match === null) return reason;
  const before = text.slice(0, Number(match[2])).split('\n');
  return `${match[1]} in line ${before.length}, column ${(before[before.length - 1]?.length ?? 0) + 1}`;
}

function object(value: unknown, where: string, complain: Complain): Map<string, unknown> | undefined {
  if (value === nothing) return undefined;
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return new Map<string, unknown>(Object.entries(value));
  const message = where === '' ? 'The data is not a JSON object.' : 'is not a JSON object';
  const own = where === 'axes' ? 'Write {"axes": {"c": 4, "i": [2, 3]}}, the size of each axis.' : example;
  complain({ where, message, remedy: own });
  return undefined;
}

const section = (root: ReadonlyMap<string, unknown>, name: string, complain: Complain) =>
  (root.has(name) ? object(root.get(name), name, complain) : undefined) ?? new Map<string, unknown>();

function numbers(values: ReadonlyMap<string, unknown>, complain: Complain): Map<string, number> {
  const result = new Map<string, number>();
  for (const [name, value] of values) {
    const number = readNumber(value);
    if (number === undefined) complain({ where: `params.${name}`, ...notANumber(value) });
    else result.set(name, number);
  }
  return result;
}

function sizes(values: ReadonlyMap<string, unknown>, complain: Complain): Map<string, StatedSize> {
  const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
  const result = new Map<string, StatedSize>();
  for (const [axis, value] of values) {
    if (isSize(value)) result.set(axis, value);
    else if (Array.isArray(value) && value.length > 0 && value.every(isSize)) result.set(axis, value);
    else
      complain({
        where: `axes.${axis}`,
        message: `is ${JSON.stringify(value)}, which is no size`,
        remedy: 'Write a positive integer, or the dimensions that the axis stands for, such as [4, 5].',
      });
  }
  return result;
}
