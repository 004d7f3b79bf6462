/*
 * Rows of posted weights: entries sorted, checked, and divided by the row's sum where they must be.
 */
import { show } from '../../math/checks.js';
import { type PostedWeights, type EmptyRows, type RowSums } from './fields.js';
import { refuse } from './peers.js';

/** Entries in any order, by the places of their peers. */
export interface Entries {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly weight: Float64Array;
}

/** Sums that miss 1 by less are left, as those of a market are. */
const UNIT = 1e-9;
/** Sums that miss 1 by less are rounding of the numbers in a file, and are divided away. */
const ROUNDING = 1e-6;

/** Indices of the entries in order of the key, the order of equal keys kept. */
function ordered(keys: Uint32Array, peers: number, order: Uint32Array): Uint32Array {
  const start = new Uint32Array(peers + 1);
  for (const key of keys) start[key + 1]++;
  for (let peer = 0; peer < peers; peer++) start[peer + 1] += start[peer];
  const out = new Uint32Array(order.length);
  for (const at of order) out[start[keys[at]]++] = at;
  return out;
}

/** @throws {@link InvalidArgumentError} unless every weight is finite and not negative */
function checkEntries({ from, to, weight }: Entries, names: readonly string[]): void {
  for (let at = 0; at < weight.length; at++) {
    if (weight[at] >= 0 && weight[at] < Infinity) continue;
    const rule = `weights must be finite and not negative`;
    refuse(rule, `${weight[at]} from peer ${show(names[from[at]])} to peer ${show(names[to[at]])}`);
  }
}

/** The rows of n peers. */
export function rowsFrom(
  names: readonly string[],
  entries: Entries,
  { emptyRows, rowSums }: { readonly emptyRows: EmptyRows; readonly rowSums: RowSums },
): Pick<PostedWeights, 'rowStart' | 'columns' | 'values' | 'scaled'> {
  checkEntries(entries, names);
  const n = names.length;
  const { from, to, weight } = entries;
  const all = Uint32Array.from(from, (_, at) => at);
  const order = ordered(from, n, ordered(to, n, all));
  const rowStart = new Uint32Array(n + 1);
  const columns: number[] | Uint32Array = new Uint32Array(order.length + n);
  const values = new Float64Array(order.length + n);
  let [read, kept, scaled] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const start = kept;
    for (let before = -1; read < order.length && from[order[read]] === i; read++) {
      const at = order[read];
      if (to[at] === before) {
        const pair = `from peer ${show(names[i])} to peer ${show(names[before])}`;
        refuse('weights must have one entry for each pair of peers', `two ${pair}`);
      }
      before = to[at];
      if (weight[at] === 0) continue;
      columns[kept] = to[at];
      values[kept++] = weight[at];
    }
    if (kept > start) scaled += divided(values.subarray(start, kept), names[i], rowSums);
    else if (emptyRows === 'self') {
      columns[kept] = i;
      values[kept++] = 1;
    }
    rowStart[i + 1] = kept;
  }
  return { rowStart, columns: columns.slice(0, kept), values: values.slice(0, kept), scaled };
}

/** Divides a row by its sum where that is not 1; returns whether it did, as 0 or 1. */
function divided(row: Float64Array, name: string, rowSums: RowSums): number {
  let sum = 0;
  for (const value of row) sum += value;
  const miss = Math.abs(sum - 1);
  if (miss <= UNIT) return 0;
  if (sum === Infinity || (rowSums === 'refuse' && miss > ROUNDING)) {
    const rule = 'weights must have rows that sum to 1 unless rowSums is normalise';
    refuse(rule, `${sum} of peer ${show(name)}`);
  }
  for (let at = 0; at < row.length; at++) row[at] /= sum;
  return 1;
}
