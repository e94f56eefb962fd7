/** The kernels in; the memory of a workgroup that they use, and the functions that add it up, out. */
import { Writer } from '../../text/writer.ts';
import { columns, combine, folds, starts, workgroupSize } from './operations.ts';

const operations = ['sum', 'prod', 'max', 'min'] as const;

/** Memory of a workgroup, and the functions that add it up. */
export function scratchText(body: string, subgroups: boolean): string {
  const used = operations.filter((operation) => body.includes(`${folds[operation]}(`));
  if (used.length === 0) return '';
  const most = Math.max(
    ...[...body.matchAll(/fold\w+\(lane, (\d+)\)/g)].map(([, count]) => Math.min(columns, Number(count))),
  );
  const w = new Writer();
  w.line('/** A column of numbers, one of each thread, for each total that is wanted. */');
  w.line(`var<workgroup> scratch: array<f32, ${most * workgroupSize}>;`);
  if (!subgroups) w.line(`var<workgroup> folded: array<f32, ${most * 16}>;`);
  w.line(`var<workgroup> totals: array<f32, ${most}>;`);
  for (const operation of used) w.blank().line(subgroups ? subgroupFoldText(operation) : foldText(operation));
  return w.toString().trimEnd();
}

/** 256 numbers to 16, and 16 to one: the order is always the same, so that the result is. */
function foldText(operation: (typeof operations)[number]): string {
  const w = new Writer();
  w.line('/** The total of each column, in an order that is always the same. */');
  w.block(`fn ${folds[operation]}(lane: i32, columns: i32) {`, () => {
    w.line('workgroupBarrier();');
    w.block('if (lane < 16 * columns) {', () => {
      w.line(`let top = (lane / 16) * ${workgroupSize} + lane % 16;`).line('var some = scratch[top];');
      w.block(`for (var k = 16; k < ${workgroupSize}; k += 16) {`, () =>
        w.line(combine(operation, 'some', 'scratch[top + k]')),
      );
      w.line('folded[lane] = some;');
    });
    w.line('workgroupBarrier();');
    w.block('if (lane < columns) {', () => {
      w.line('var total = folded[16 * lane];');
      w.block('for (var k = 1; k < 16; k++) {', () =>
        w.line(combine(operation, 'total', 'folded[16 * lane + k]')),
      );
      w.line('totals[lane] = total;');
    });
    w.line('workgroupBarrier();');
  });
  return w.toString().trimEnd();
}

const subgroupOperations: Readonly<Record<(typeof operations)[number], string>> = {
  sum: 'subgroupAdd',
  prod: 'subgroupMul',
  max: 'subgroupMax',
  min: 'subgroupMin',
};

/**
 * Each subgroup adds up all 256 numbers and that of the first thread counts. Which threads make up a subgroup, and how
 * many, is the device's affair: here they find out their number and rank, so that nothing depends on it but the order.
 */
function subgroupFoldText(operation: (typeof operations)[number]): string {
  const w = new Writer();
  w.line(
    '/** The total of each column: every subgroup adds up all of it, in an order that is always the same. */',
  );
  w.block(`fn ${folds[operation]}(lane: i32, columns: i32) {`, () => {
    w.line('workgroupBarrier();');
    w.line('let rank = i32(subgroupExclusiveAdd(1u));').line('let width = i32(subgroupAdd(1u));');
    w.block('for (var column = 0; column < columns; column++) {', () => {
      w.line(`var some = ${starts[operation]};`);
      w.block(`for (var k = rank; k < ${workgroupSize}; k += width) {`, () =>
        w.line(combine(operation, 'some', `scratch[column * ${workgroupSize} + k]`)),
      );
      w.line(`let total = ${subgroupOperations[operation]}(some);`);
      w.block('if (lane == 0) {', () => w.line('totals[column] = total;'));
    });
    w.line('workgroupBarrier();');
  });
  return w.toString().trimEnd();
}
