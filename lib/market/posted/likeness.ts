/*
 * How alike rows are: cos(w_i, w_k) = Σ_j w_ij w_kj/(‖w_i‖ ‖w_k‖), and the distance ½ Σ_j |w_ij − w_kj|, the part of the
 * vote that differs. A peer that copies a row has cosine 1 and distance 0.
 */
import { InvalidArgumentError } from '../../math/errors.js';
import { squaredNorm } from '../../math/rows.js';
import { checkPosted } from './check.js';
import { byColumn } from './clip.js';
import { type PostedWeights } from './fields.js';

/** The most products of two weights: about ten seconds. */
export const MOST_PRODUCTS = 4e9;

/** The products of two weights of one column that comparing all rows takes. */
export function productsOf({ peers, columns }: PostedWeights): number {
  const counts = new Uint32Array(peers);
  for (const column of columns) counts[column]++;
  return counts.reduce((sum, count) => sum + count ** 2, 0);
}

/** The spread of row i, which has entries, without a row that is like it. */
export function spreadOf({ rowStart, columns, values }: PostedWeights, i: number): RowLikeness {
  const row = values.subarray(rowStart[i], rowStart[i + 1]);
  const own = columns.subarray(rowStart[i], rowStart[i + 1]).indexOf(i);
  return {
    ...{ peer: i, entries: row.length, effective: 1 / squaredNorm(row) },
    ...{ own: own < 0 ? 0 : row[own], nearest: null, cosine: null, distance: null },
  };
}

/** One row with entries, and the row that is most like it. */
export interface RowLikeness {
  readonly peer: number;
  /** The peers that the row weighs. */
  readonly entries: number;
  /** 1/Σ_j w_ij²: the effective number of peers that it weighs. */
  readonly effective: number;
  /** w_ii. */
  readonly own: number;
  /** The peer whose row has the largest cosine; null where no other row weighs any of its peers. */
  readonly nearest: number | null;
  readonly cosine: number | null;
  /** ½ Σ_j |w_ij − w_kj| of the nearest; null without one. */
  readonly distance: number | null;
}

function rowAt({ rowStart, columns, values }: PostedWeights, i: number): Map<number, number> {
  const found = new Map<number, number>();
  for (let at = rowStart[i]; at < rowStart[i + 1]; at++) found.set(columns[at], values[at]);
  return found;
}

/** ½ Σ_j |a_j − b_j| of two rows. */
export function rowDistance(posted: PostedWeights, i: number, k: number): number {
  const [a, b] = [rowAt(posted, i), rowAt(posted, k)];
  let sum = 0;
  for (const [j, value] of a) sum += Math.abs(value - (b.get(j) ?? 0));
  for (const [j, value] of b) if (!a.has(j)) sum += value;
  return Math.min(1, sum / 2);
}

/** cos(w_i, w_k) of two rows; 0 where one has no entry. */
export function rowCosine(posted: PostedWeights, i: number, k: number): number {
  const [a, b] = [rowAt(posted, i), rowAt(posted, k)];
  let dot = 0;
  for (const [j, value] of a) dot += value * (b.get(j) ?? 0);
  const size = Math.sqrt(squaredNorm([...a.values()]) * squaredNorm([...b.values()]));
  return size > 0 ? Math.min(1, dot / size) : 0;
}

/**
 * For each row with entries the row that is most like it, which shows copies.
 *
 * @returns an entry a row, in the order of the peers
 * @throws {@link InvalidArgumentError} when the posted weights are invalid, or their rows share so many peers that more than
 *   4·10⁹ products are needed, as 1,600 full rows do
 */
export function likenessPosted(posted: PostedWeights): RowLikeness[] {
  const where = 'likenessPosted';
  checkPosted(where, posted);
  const { peers: n, rowStart, columns, values } = posted;
  const entries = byColumn(posted);
  const { columnStart } = entries;
  const products = productsOf(posted);
  if (products > MOST_PRODUCTS) {
    const rule = `rows must share so few peers that ${MOST_PRODUCTS} products compare them`;
    throw new InvalidArgumentError(where, rule, String(products));
  }
  const size = Float64Array.from({ length: n }, (_, i) =>
    Math.sqrt(squaredNorm(values.subarray(rowStart[i], rowStart[i + 1]))),
  );
  const dots = new Float64Array(n);
  const out: RowLikeness[] = [];
  for (let i = 0; i < n; i++) {
    if (rowStart[i] === rowStart[i + 1]) continue;
    const touched = new Set<number>();
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
      const j = columns[at];
      for (let other = columnStart[j]; other < columnStart[j + 1]; other++) {
        const k = entries.rows[other];
        if (k === i) continue;
        touched.add(k);
        dots[k] += values[at] * entries.values[other];
      }
    }
    let [nearest, cosine]: [number | null, number] = [null, -1];
    for (const k of touched) {
      const found = Math.min(1, dots[k] / (size[i] * size[k]));
      if (found > cosine || (found === cosine && k < (nearest ?? n)))
        [nearest, cosine] = [k, found];
      dots[k] = 0;
    }
    const found =
      nearest === null ? {} : { nearest, cosine, distance: rowDistance(posted, i, nearest) };
    out.push({ ...spreadOf(posted, i), ...found });
  }
  return out;
}
