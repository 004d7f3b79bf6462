/*
 * The close of a block, algorithm 1 after its weights have changed:
 *
 *   (5)  R = (1/n) Wᵀ ∘ S · 1          (6)  S ← S + τ R/‖R‖
 *
 * then leaving peers are removed, joining peers are added, and the next block opens. "A single staked token would be
 * enough to bootstrap" (§1.4): a newcomer holds no stake, and is paid once a peer with stake gives it weight.
 */
import { mint } from '../market/inflation.js';
import { rank } from '../market/ranking.js';
import { ownRow, weightsOf, type LedgerState } from './state.js';

/**
 * A row without the leaving peers, and with entries for the joining peers. Its weight for a leaver returns to the row's
 * peer, w_ii + Σ_j w_ij, so that the row still sums to 1 and no other peer gains or loses.
 */
function remainingRow(
  row: Float64Array,
  owner: number,
  staying: readonly number[],
  leaving: readonly number[],
  peers: number,
): Float64Array {
  const out = new Float64Array(peers);
  for (const [to, from] of staying.entries()) {
    out[to] = row[from];
    if (from === owner) for (const gone of leaving) out[to] += row[gone];
  }
  return out;
}

function resize(values: Float64Array, staying: readonly number[], peers: number): Float64Array {
  const out = new Float64Array(peers);
  for (const [to, from] of staying.entries()) out[to] = values[from];
  return out;
}

/** Removes leavers with their stake, and adds newcomers last, in the order of their operations. */
function changePeers(state: LedgerState): LedgerState {
  const { ids, rows, stake, ranks, joining, leaving } = state;
  if (joining.length === 0 && leaving.size === 0) return state;
  const all = ids.map((_, i) => i);
  const staying = all.filter((i) => !leaving.has(ids[i]));
  const gone = all.filter((i) => leaving.has(ids[i]));
  const n = staying.length + joining.length;
  return {
    ...state,
    ids: [...staying.map((i) => ids[i]), ...joining],
    rows: [
      ...staying.map((i) => remainingRow(rows[i], i, staying, gone, n)),
      ...joining.map((_, k) => ownRow(n, staying.length + k)),
    ],
    stake: resize(stake, staying, n),
    ranks: resize(ranks, staying, n),
  };
}

/** The state after the open block is closed. */
export function closeBlock(state: LedgerState): LedgerState {
  const { inflation, norm } = state.settings;
  const ranks = rank({ peers: state.ids.length, weights: weightsOf(state), stake: state.stake });
  const stake = state.stake.slice();
  mint('submit', stake, ranks, inflation, norm);
  const next = changePeers({ ...state, stake, ranks });
  return { ...next, block: state.block + 1, joining: [], leaving: new Set(), done: new Set() };
}
