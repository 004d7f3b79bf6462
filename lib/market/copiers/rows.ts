/*
 * The row of a copier: the stake-weighted average of the rows that are public.
 *
 *   c_t = Σ_i s_i w_(t−1−d)i/Σ_i s_i,   d the epochs between the commitment of a row and its publication
 *
 * Copies are left out of the average: they are told by being equal, and say nothing new. Equal weights stand until a row is
 * public.
 */
import { type Measurements } from './measurements.js';

/** c_t, written to `out`, [M]; `stake`, [V], is that of the honest validators. */
export function copiedInto(
  { validators, miners, rows }: Measurements,
  stake: Float64Array,
  epoch: number,
  delay: number,
  out: Float64Array,
): void {
  const seen = epoch - 1 - delay;
  out.fill(seen < 0 ? 1 / miners : 0);
  if (seen < 0) return;
  let total = 0;
  for (let i = 0, at = seen * validators * miners; i < validators; i++) {
    total += stake[i];
    for (let j = 0; j < miners; j++, at++) out[j] += stake[i] * rows[at];
  }
  for (let j = 0; j < miners; j++) out[j] /= total;
}
