/**
 * Costs of rows against columns in; the cheapest way to give each row a column of its own out. Shortest augmenting
 * paths with potentials, as Jonker and Volgenant have them (1987): time rows² · columns.
 */
import { at, requireCount, requireLength, type Numbers } from './validate.ts';

/**
 * The column of every row, such that no column is taken twice and the sum of the costs is least; −1 for the rows that
 * go without, where there are more rows than columns. `costs` is row-major; an infinite cost forbids a pair.
 */
export function assign(costs: Numbers, rows: number, columns: number): Int32Array {
  requireCount('rows', rows, 0);
  requireCount('columns', columns, 0);
  requireLength('costs', costs, rows * columns, `${rows} × ${columns}`);
  for (let k = 0; k < costs.length; k++)
    if (Number.isNaN(at(costs, k)) || at(costs, k) === -Infinity)
      throw new RangeError(
        `The cost of row ${Math.floor(k / columns)} and column ${k % columns} is ${at(costs, k)}; costs are numbers, or Infinity to forbid a pair.`,
      );
  if (rows <= columns) return solve((row, column) => at(costs, row * columns + column), rows, columns);
  const rowOf = solve((column, row) => at(costs, row * columns + column), columns, rows);
  const result = new Int32Array(rows).fill(-1);
  rowOf.forEach((row, column) => (result[row] = column));
  return result;
}

/** Rows no more than columns; each row in turn gets its column by the cheapest chain of exchanges. */
function solve(cost: (row: number, column: number) => number, rows: number, columns: number): Int32Array {
  const rowOf = new Int32Array(columns).fill(-1);
  const ofRow = new Float64Array(rows);
  const ofColumn = new Float64Array(columns);
  for (let first = 0; first < rows; first++) {
    const reach = new Float64Array(columns).fill(Infinity);
    const before = new Int32Array(columns).fill(-1);
    const done = new Uint8Array(columns);
    let row = first;
    let column = -1;
    let far = 0;
    do {
      let next = -1;
      for (let c = 0; c < columns; c++) {
        if (done[c] === 1) continue;
        const length = far + cost(row, c) - at(ofRow, row) - at(ofColumn, c);
        if (length < at(reach, c)) {
          reach[c] = length;
          before[c] = column;
        }
        if (next < 0 || at(reach, c) < at(reach, next)) next = c;
      }
      if (next < 0 || at(reach, next) === Infinity)
        throw new RangeError(
          'The forbidden pairs leave no assignment: give every row a finite cost to some free column.',
        );
      column = next;
      far = at(reach, column);
      done[column] = 1;
      row = at(rowOf, column);
    } while (row >= 0);
    ofRow[first] = at(ofRow, first) + far;
    for (let c = 0; c < columns; c++) {
      if (done[c] === 0 || c === column) continue;
      const gain = far - at(reach, c);
      ofColumn[c] = at(ofColumn, c) - gain;
      ofRow[at(rowOf, c)] = at(ofRow, at(rowOf, c)) + gain;
    }
    for (let c = column; c >= 0; c = at(before, c))
      rowOf[c] = before[c] === -1 ? first : at(rowOf, at(before, c));
  }
  const result = new Int32Array(rows);
  rowOf.forEach((row, column) => {
    if (row >= 0) result[row] = column;
  });
  return result;
}
