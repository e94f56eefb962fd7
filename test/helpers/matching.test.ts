/** Assignments against all permutations; matched masks against the losses that they are for; segments in PQ. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assign, matchingCosts, matchMasks, segmentsOf } from '../../src/helpers/index.ts';
import { bind, compileLibraryLoss, runner } from '../losses/fixtures.ts';

/** The least sum over all ways of giving each row a column of its own, with rows no more than columns. */
function least(costs: readonly number[], rows: number, columns: number, row = 0, taken = 0): number {
  if (row === rows) return 0;
  let best = Infinity;
  for (let c = 0; c < columns; c++)
    if ((taken & (1 << c)) === 0)
      best = Math.min(
        best,
        (costs[row * columns + c] ?? NaN) + least(costs, rows, columns, row + 1, taken | (1 << c)),
      );
  return best;
}

const matrices = fc
  .record({ rows: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 6 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      costs: fc.array(
        fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ min: -5, max: 5, noNaN: true })),
        {
          minLength: rows * columns,
          maxLength: rows * columns,
        },
      ),
    }),
  );

describe('assignment', () => {
  test('costs as little as the best of all permutations', () =>
    fc.assert(
      fc.property(matrices, ({ costs, rows, columns }) => {
        const chosen = assign(costs, rows, columns);
        const used = [...chosen].filter((column) => column >= 0);
        expect(new Set(used).size).toBe(Math.min(rows, columns));
        expect(used).toHaveLength(Math.min(rows, columns));
        const sum = [...chosen].reduce(
          (total, c, r) => total + (c < 0 ? 0 : (costs[r * columns + c] ?? NaN)),
          0,
        );
        const turned = Array.from(
          { length: rows * columns },
          (_, k) => costs[(k % rows) * columns + Math.floor(k / rows)] ?? NaN,
        );
        const best = rows <= columns ? least(costs, rows, columns) : least(turned, columns, rows);
        expect(sum).toBeCloseTo(best, 9);
      }),
      { numRuns: 300 },
    ));

  test('keeps away from forbidden pairs', () => {
    const costs = [Infinity, 1, 1, Infinity, 5, 9, 2, Infinity, 3];
    expect([...assign(costs, 3, 3)]).toEqual([2, 1, 0]);
  });

  test('nothing to assign is nothing assigned', () => {
    expect([...assign([], 2, 0)]).toEqual([-1, -1]);
    expect([...assign([], 0, 2)]).toEqual([]);
  });

  test('100 queries against 40 masks take milliseconds', () => {
    const costs = Float64Array.from({ length: 4000 }, (_, k) => Math.sin(k * k));
    const start = performance.now();
    expect([...assign(costs, 100, 40)].filter((c) => c >= 0)).toHaveLength(40);
    expect(performance.now() - start).toBeLessThan(500);
  });

  test.each([
    [() => assign([1, 2, 3], 2, 2), 'costs has 3 elements; 2 × 2 needs 4'],
    [() => assign([1, NaN], 1, 2), 'The cost of row 0 and column 1 is NaN'],
    [() => assign([Infinity, Infinity], 1, 2), 'leave no assignment'],
  ])('a wrong argument is named (%#)', (call, message) => expect(call).toThrow(message));
});

describe('matching', () => {
  const predictions = {
    q: [2, 0, 1, 0, 1, 3, -1, 2, 0],
    m: [3, -2, -4, 1, -3, 2, 2, -1, -1, -1, 4, 2],
    queries: 3,
    classes: 3,
  };
  const truth = { classes: [1, 0], masks: [0, 1, 1, 0, 1, 0, 0, 0] };

  test.each([
    ['mask_focal', { weights: { class: 0, mask: 1, dice: 0 } }],
    ['mask_bce', { weights: { class: 0, mask: 1, dice: 0 }, mask: 'bce' }],
    ['mask_dice', { weights: { class: 0, mask: 0, dice: 1 } }],
  ] as const)('the cost of a pair is its %s', async (name, options) => {
    const compiled = compileLibraryLoss('set.loss', name);
    const run = await runner(compiled);
    const costs = matchingCosts(predictions, 0, truth, options);
    for (let k = 0; k < 3; k++)
      for (let g = 0; g < 2; g++) {
        const m = [[predictions.m.slice(4 * k, 4 * k + 4)]];
        const y = [[truth.masks.slice(4 * g, 4 * g + 4)]];
        const loss = run(bind(compiled, { inputs: { m, y, hit: [[1]] } }), true).value[0];
        expect(costs[k * 2 + g]).toBeCloseTo(loss ?? NaN, 12);
      }
  });

  test('the class cost is minus the probability, finite however sure the model is', () => {
    const costs = matchingCosts({ ...predictions, q: predictions.q.map((z) => 1e4 * z) }, 0, truth, {
      weights: { class: 1, mask: 0, dice: 0 },
    });
    expect([...costs]).toEqual([0, -1, 0, 0, -1, 0]);
  });

  test('aligned targets: classes and masks of the matched queries, "no object" for the others', () => {
    const { t, y, mask } = matchMasks(predictions, [truth]);
    expect([...mask]).toEqual([1, 0, -1]);
    expect([...t]).toEqual([0, 1, 2]);
    expect([...y]).toEqual([1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
  });

  test('images are matched one by one; an image may have no mask', () => {
    const both = {
      ...predictions,
      q: [...predictions.q, ...predictions.q],
      m: [...predictions.m, ...predictions.m],
    };
    const { t } = matchMasks(both, [{ classes: [], masks: [] }, truth]);
    expect([...t]).toEqual([2, 2, 2, 0, 1, 2]);
  });

  test.each([
    [
      () => matchMasks({ ...predictions, q: [1] }, [truth]),
      'q has 1 elements; images × queries × classes needs 9',
    ],
    [
      () => matchMasks(predictions, [{ ...truth, classes: [2, 0] }]),
      'The class of mask 0 of image 0 is 2; classes go from 0 to 1, and 2 is "no object"',
    ],
    [() => matchMasks(predictions, [{ ...truth, masks: [1] }]), 'The masks of image 0 has 1 elements'],
    [() => matchMasks(predictions, [{ ...truth, masks: truth.masks.map((v) => v / 2) }]), 'a mask is 0 or 1'],
    [() => matchMasks({ ...predictions, m: predictions.m.map(() => NaN) }, [truth]), 'not finite'],
  ])('a wrong argument is named (%#)', (call, message) => expect(call).toThrow(message));
});

describe('segments', () => {
  const ids = [7, 7, 0, 9, 9, 9, 3, 3, 0, 0, 0, 0];
  const classes = [1, 1, 0, 2, 2, 2, 2, 2, 0, 0, 0, 0];

  test('of every image, in slots', () => {
    const found = segmentsOf(ids, classes, 6);
    expect(found.slots).toBe(2);
    expect([...found.ids]).toEqual([7, 9, 3, NaN]);
    expect([...found.classes]).toEqual([1, 2, 2, -1]);
    expect([...found.masks]).toEqual([
      1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
    const byNumber = new Map([
      [7, 1],
      [9, 2],
      [3, 2],
    ]);
    expect(segmentsOf(ids, byNumber, 6)).toEqual(found);
  });

  test('are what panoptic quality takes', async () => {
    const compiled = compileLibraryLoss('panoptic.loss', 'panoptic_quality');
    const run = await runner(compiled);
    const predicted = segmentsOf(
      [1, 1, 2, 2, 2, 2],
      new Map([
        [1, 0],
        [2, 1],
      ]),
      6,
    );
    const truth = segmentsOf(
      [1, 1, 1, 2, 2, 2],
      new Map([
        [1, 0],
        [2, 1],
      ]),
      6,
    );
    const nested = ({ masks, slots }: typeof truth): number[][][] => [
      Array.from({ length: slots }, (_, a) => [...masks.slice(6 * a, 6 * a + 6)]),
    ];
    const inputs = {
      m: nested(predicted),
      s: [[...predicted.classes]],
      g: nested(truth),
      t: [[...truth.classes]],
      v: [[1, 1, 1, 1, 1, 1]],
    };
    const { value } = run(bind(compiled, { inputs, axes: { c: 2 } }), true);
    expect(value[0]).toBeCloseTo((2 / 3 + 3 / 4) / 2, 12);
  });

  test.each([
    [() => segmentsOf([1, 1], [0, 1], 2), 'Segment 1 has the classes 0 and 1 (at ids[1])'],
    [() => segmentsOf([1, 2], new Map([[1, 0]]), 2), 'Segment 2, at ids[1], has no class'],
    [() => segmentsOf([1, 2, 3], [0, 0, 0], 2), 'ids has 3 elements, which are not whole images of 2 pixels'],
    [() => segmentsOf([1, 2], [0], 2), 'classes has 1 elements; a class for each element of ids needs 2'],
  ])('a wrong argument is named (%#)', (call, message) => expect(call).toThrow(message));
});
