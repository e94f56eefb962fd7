/** Class weights against the library's own metrics and worked examples; labels with a number for "ignore". */
import { describe, expect, test } from 'vitest';
import {
  addCounts,
  countClasses,
  dropZeroClass,
  effectiveNumberWeights,
  enetWeights,
  ignoreClasses,
  inverseFrequencyWeights,
  medianFrequencyWeights,
  splitIgnored,
} from '../../src/helpers/index.ts';
import { bind, compileLibraryLoss, runner } from '../losses/fixtures.ts';

const labels = [
  [0, 0, 2, 255, 0, 1],
  [0, -1, 2, 2, 2, 2],
];
const counts = countClasses(labels.flat(), 4, 6);

async function metric(name: string): Promise<readonly number[]> {
  const compiled = compileLibraryLoss('weights.loss', name);
  const run = await runner(compiled);
  return Array.from(run(bind(compiled, { inputs: { t: labels }, axes: { c: 4 } }), true).value);
}

const near = (values: ArrayLike<number>, wanted: readonly number[]): void => {
  expect(values.length).toBe(wanted.length);
  wanted.forEach((value, k) => expect(values[k]).toBeCloseTo(value, 12));
};

describe('class weights', () => {
  test('counts: pixels of a class, and of the images that have it; labels that are no class are left out', () => {
    expect([...counts.pixels]).toEqual([4, 1, 5, 0]);
    expect([...counts.pixelsWherePresent]).toEqual([10, 5, 10, 0]);
  });

  test('counts of parts add up', () => {
    const parts = labels.map((image) => countClasses(image, 4, 6));
    expect(addCounts(parts[0]!, parts[1]!)).toEqual(counts);
  });

  test.each([
    ['inverse_frequency', inverseFrequencyWeights(counts)],
    ['enet_weight', enetWeights(counts)],
    ['effective_number_weight', effectiveNumberWeights(counts)],
  ])('%s agrees with the metric of that name', async (name, weights) => near(weights, await metric(name)));

  test('median frequency is the median of presence_frequency over it', async () => {
    const [f0 = NaN, f1 = NaN, f2 = NaN] = await metric('presence_frequency');
    expect([f0, f1, f2]).toEqual([0.4, 0.2, 0.5]);
    near(medianFrequencyWeights(counts), [0.4 / f0, 0.4 / f1, 0.4 / f2, 0]);
    const even = countClasses([0, 0, 0, 1], 2, 4);
    near(medianFrequencyWeights(even), [0.5 / 0.75, 0.5 / 0.25]);
  });

  test('effective numbers: β = 0 weighs all alike, β near 1 keeps its digits, a sum scales', () => {
    near(effectiveNumberWeights(counts, { beta: 0 }), [1, 1, 1, 0]);
    const beta = 1 - 2 ** -40;
    near(effectiveNumberWeights(counts, { beta }), [1 / 4, 1, 1 / 5, 0]);
    expect(effectiveNumberWeights(counts, { sum: 4 }).reduce((a, b) => a + b)).toBeCloseTo(4, 12);
  });

  test.each([
    [() => countClasses([0, 1, 2], 3, 2), 'labels has 3 elements'],
    [() => inverseFrequencyWeights(countClasses([255, 255], 3, 2)), 'No pixel has a class'],
    [() => medianFrequencyWeights(countClasses([255, 255], 3, 2)), 'No pixel has a class'],
    [() => enetWeights(counts, 1), 'k must be above 1'],
    [() => effectiveNumberWeights(counts, { beta: 1 }), 'beta must lie in [0, 1); it is 1'],
    [() => addCounts(counts, countClasses([0], 2, 1)), 'The second count has 2 elements; the first needs 4'],
  ])('a wrong argument is named (%#)', (call, message) => expect(call).toThrow(message));
});

describe('labels with a number for "ignore"', () => {
  test('are split into a target and a mask', () => {
    const { labels: y, mask } = splitIgnored([0, 1, 255, 1]);
    expect([...y]).toEqual([0, 1, 0, 1]);
    expect([...mask]).toEqual([1, 1, 0, 1]);
    expect([...splitIgnored([0, -1, 1], -1).mask]).toEqual([1, 0, 1]);
  });

  test('may be ignored inside the range of classes', () => {
    expect([...ignoreClasses([0, 3, 1, 255], 0, 3)]).toEqual([-1, -1, 1, 255]);
    expect([...dropZeroClass([0, 1, 150, 255])]).toEqual([-1, 0, 149, -1]);
  });

  test.each([
    [() => splitIgnored([0, 2]), 'labels[1] is 2; a binary label is 0 or 1, or 255 to be ignored'],
    [() => splitIgnored([0], 1), 'ignore is 1, which is a label'],
    [() => ignoreClasses([0], -1), 'The ignored class 0 must be a whole number from 0 on'],
  ])('a wrong argument is named (%#)', (call, message) => expect(call).toThrow(message));
});
