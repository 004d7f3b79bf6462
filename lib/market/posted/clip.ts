/*
 * The levels c_j of mechanisms/levels.ts over posted weights, without a matrix: entries by columns, the largest first, once;
 * the support of each level is a running sum.
 */
import { type Level } from '../mechanisms/levels.js';
import { type PostedWeights } from './fields.js';

/** The relative difference below which two sums of stake are a tie, as in levels.ts. */
const TIE = 1e-12;

/** Entries by column, the largest weight first. */
export interface ByColumn {
  readonly columnStart: Uint32Array;
  /** The peer that gives each weight. */
  readonly rows: Uint32Array;
  readonly values: Float64Array;
}

export function byColumn({ peers, rowStart, columns, values }: PostedWeights): ByColumn {
  const columnStart = new Uint32Array(peers + 1);
  for (const column of columns) columnStart[column + 1]++;
  for (let j = 0; j < peers; j++) columnStart[j + 1] += columnStart[j];
  const next = columnStart.slice();
  const found: [row: number, value: number][] = new Array<[number, number]>(values.length);
  for (let i = 0; i < peers; i++) {
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++)
      found[next[columns[at]]++] = [i, values[at]];
  }
  const sorted = { columnStart, rows: new Uint32Array(values.length), values: values.slice() };
  for (let j = 0; j < peers; j++) {
    const column = found.slice(columnStart[j], columnStart[j + 1]).sort((a, b) => b[1] - a[1]);
    for (const [at, [row, value]] of column.entries()) {
      sorted.rows[columnStart[j] + at] = row;
      sorted.values[columnStart[j] + at] = value;
    }
  }
  return sorted;
}

/** c_j, written to `out`, [n]; `voting` is the stake of peers with a row. */
export function levelsInto(
  { columnStart, rows, values }: ByColumn,
  voting: Float64Array,
  { majority, ties }: Level,
  out: Float64Array,
): void {
  const limit = ties === 'strict' ? 1 + TIE : 1 - TIE;
  let total = 0;
  for (const stake of voting) total += stake;
  for (let j = 0; j < out.length; j++) {
    out[j] = 0;
    let support = 0;
    for (let at = columnStart[j]; at < columnStart[j + 1]; at++) {
      support += voting[rows[at]];
      // All that give as much support the level.
      if (at + 1 < columnStart[j + 1] && values[at + 1] === values[at]) continue;
      if ((1 - majority) * support > majority * (total - support) * limit) {
        out[j] = values[at];
        break;
      }
    }
  }
}
