/** Distances against the definition: the nearest pixel of the other kind, found by looking at all of them. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  borderDistance,
  distanceToMask,
  signedDistance,
  signedDistanceOfClasses,
  unetWeights,
} from '../../src/helpers/index.ts';

const coordinates = (shape: readonly number[], index: number): readonly number[] => {
  let rest = index;
  return [...shape]
    .reverse()
    .map((size) => {
      const here = rest % size;
      rest = Math.floor(rest / size);
      return here;
    })
    .reverse();
};

/** The distance from a pixel to the nearest one that is wanted; 0 where none is. */
function nearest(
  shape: readonly number[],
  spacing: readonly number[],
  from: number,
  wanted: readonly boolean[],
): number {
  const here = coordinates(shape, from);
  const found = wanted.flatMap((yes, index) =>
    yes
      ? [Math.hypot(...coordinates(shape, index).map((x, axis) => (x - here[axis]!) * spacing[axis]!))]
      : [],
  );
  return found.length === 0 ? 0 : Math.min(...found);
}

const images = fc
  .record({
    shape: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
    count: fc.integer({ min: 1, max: 3 }),
  })
  .chain(({ shape, count }) =>
    fc.record({
      shape: fc.constant(shape),
      spacing: fc.array(fc.constantFrom(1, 0.5, 2, 3.7), {
        minLength: shape.length,
        maxLength: shape.length,
      }),
      mask: fc.array(fc.constantFrom(0, 0, 1), {
        minLength: count * shape.reduce((a, b) => a * b),
        maxLength: count * shape.reduce((a, b) => a * b),
      }),
    }),
  );

const expectNear = (found: ArrayLike<number>, wanted: readonly number[]): void => {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, k) => expect(found[k]).toBeCloseTo(value, 10));
};

function eachImage<T>(mask: readonly number[], pixels: number, of: (image: readonly number[]) => T[]): T[] {
  return Array.from({ length: mask.length / pixels }, (_, n) =>
    of(mask.slice(n * pixels, (n + 1) * pixels)),
  ).flat();
}

describe('exact distances, in any number of dimensions, with any spacing, image by image', () => {
  test('to the mask', () =>
    fc.assert(
      fc.property(images, ({ shape, spacing, mask }) => {
        const pixels = shape.reduce((a, b) => a * b);
        const wanted = eachImage(mask, pixels, (image) =>
          image.map((_, k) =>
            nearest(
              shape,
              spacing,
              k,
              image.map((one) => one === 1),
            ),
          ),
        );
        expectNear(distanceToMask(mask, shape, { spacing }), wanted);
      }),
    ));

  test('to the other side of the border', () =>
    fc.assert(
      fc.property(images, ({ shape, spacing, mask }) => {
        const pixels = shape.reduce((a, b) => a * b);
        const wanted = eachImage(mask, pixels, (image) =>
          image.map((own, k) =>
            nearest(
              shape,
              spacing,
              k,
              image.map((one) => one !== own),
            ),
          ),
        );
        expectNear(borderDistance(mask, shape, { spacing }), wanted);
      }),
    ));

  test('signed: negative inside, 0 at the border, 0 everywhere where there is no border', () =>
    fc.assert(
      fc.property(images, ({ shape, mask }) => {
        const pixels = shape.reduce((a, b) => a * b);
        const spacing = shape.map(() => 1);
        const wanted = eachImage(mask, pixels, (image) =>
          image.map((own, k) => {
            if (!image.includes(0) || !image.includes(1)) return 0;
            const far = nearest(
              shape,
              spacing,
              k,
              image.map((one) => one !== own),
            );
            return own === 1 ? 1 - far : far;
          }),
        );
        expectNear(signedDistance(mask, shape), wanted);
      }),
    ));
});

test('a probability is foreground above one half, or above the threshold', () => {
  expect([...distanceToMask([0.2, 0.5, 0.6], [3])]).toEqual([2, 1, 0]);
  expect([...distanceToMask([0.2, 0.5, 0.6], [3], { threshold: 0.4 })]).toEqual([1, 0, 0]);
});

test('signed distances of classes: one map for each; ignored pixels and absent classes have 0', () => {
  const maps = signedDistanceOfClasses([0, 0, 1, 255, 1, 1, 1, 1], 3, [4]);
  expect([...maps]).toEqual([-1, 0, 1, 0, 2, 1, 0, 0, 0, 0, 0, 0, ...Array(12).fill(0)]);
});

test('a large image takes linear time', () => {
  const size = 512;
  const mask = new Uint8Array(size * size);
  mask[0] = 1;
  expect(distanceToMask(mask, [size, size]).at(-1)).toBeCloseTo((size - 1) * Math.SQRT2, 8);
});

describe('the weight map of U-Net', () => {
  const cells = [1, 0, 0, 2, 0, 3];
  const term = (apart: number): number => 10 * Math.exp(-(apart ** 2) / 50);

  test('is the equation of the paper', () => {
    expectNear(unetWeights(cells, [6]), [1, 1 + term(3), 1 + term(3), 1, 1 + term(2), 1]);
    expectNear(unetWeights(cells, [6], { classWeights: [0.5, 2], border: 20, sigma: 2 }).slice(0, 2), [
      2,
      0.5 + 20 * Math.exp(-9 / 8),
    ]);
  });

  test('has no border where an image has one cell, or none', () => {
    expect([...unetWeights([0, 1, 0, 0, 0, 0], [3])]).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

test.each([
  [() => distanceToMask([0, 1, 0], [2]), 'mask has 3 elements, which are not whole images of 2 pixels'],
  [() => distanceToMask([0, NaN], [2]), 'mask[1] is NaN'],
  [() => distanceToMask([0, 1], []), 'shape is empty'],
  [() => distanceToMask([0, 1], [2.5]), 'shape[0] must be a whole number from 1 on; it is 2.5'],
  [() => distanceToMask([0, 1], [2], { spacing: [1, 1] }), 'spacing has 2 elements'],
  [
    () => distanceToMask([0, 1], [2], { spacing: [0] }),
    'spacing[0] must be a finite number above 0; it is 0',
  ],
  [() => signedDistanceOfClasses([0, 1], 0, [2]), 'classes must be a whole number from 1 on; it is 0'],
  [() => unetWeights([0.5], [1]), 'cells[0] must be a whole number from 0 on; it is 0.5'],
  [() => unetWeights([0], [1], { sigma: 0 }), 'sigma must be a finite number above 0'],
])('a wrong argument is named (%#)', (call, message) => expect(call).toThrow(message));
