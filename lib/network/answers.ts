/*
 * (7)   F_W(x) = [ f_0(x) m_i0, …, f_n(x) m_in ]:   the masked answers, the input of peer i
 * (10)  G(x) = [ …, g_j(x) f_j(x), … ]:             the gated answers; the factors multiply where there are both
 *
 * Blocks whose factor is zero are neither asked for nor joined.
 */
import { CheckedRows } from './checkedRows.js';
import { type JoinedAnswer } from './cohort.js';
import { fresh, type Take } from './roundMemory.js';
import { rowsOf, type Rows } from './rows.js';

/** A peer that is asked about rows of a batch, and the factors of its answer. */
export type Asked = Pick<JoinedAnswer, 'peer' | 'rows' | 'factors'>;

/** Row `peer` of a mask, [n]; undefined where the mask is, which then is all ones. */
export function maskRow(
  mask: Float64Array | undefined,
  peer: number,
  peers: number,
): Float64Array | undefined {
  return mask?.subarray(peer * peers, (peer + 1) * peers);
}

/** The peers with a positive entry in a row of the mask, ascending; all n where it is undefined. */
export function askedThrough(mask: Float64Array | undefined, peers: number): Asked[] {
  const asked: Asked[] = [];
  for (let peer = 0; peer < peers; peer++) {
    const factors = mask ? mask[peer] : 1;
    if (factors !== 0) asked.push({ peer, factors });
  }
  return asked;
}

/** The rows of x that a peer is asked about: x itself where it is all of them. */
export function requestOf(x: Rows, { rows }: Asked, take: Take = fresh): Rows {
  return rows && rows.length < x.rows ? pickRows(x, rows, take) : x;
}

/** The rows with the given indices, in their order. */
export function pickRows(x: Rows, indices: ArrayLike<number>, take: Take = fresh): Rows {
  const { columns, values } = x;
  const picked = take(indices.length * columns);
  for (let at = 0; at < indices.length; at++) {
    const [from, to] = [indices[at] * columns, at * columns];
    for (let column = 0; column < columns; column++) picked[to + column] = values[from + column];
  }
  return x instanceof CheckedRows ? x.part(picked) : rowsOf(picked, columns);
}
