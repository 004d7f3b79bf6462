/*
 * The peers that a gate chose, in the form of requests: each with the rows that are sent to it. Nothing is held for
 * peers that were not chosen.
 */
import { type Gating } from './noisyTopK.js';
import { type ProductGating } from './productGate.js';

/** A peer that was chosen for some rows of a batch. */
export interface Choice {
  readonly peer: number;
  /** The rows that it was chosen for, ascending. */
  readonly rows: Uint32Array;
  /** m_ij g_j(x) of each of those rows. */
  readonly factors: Float64Array;
}

/**
 * The peers chosen for at least one row, ascending.
 *
 * @param mask - row i of the mask, [n]; all ones where undefined
 */
export function choicesOf(gating: Gating | AskedPairs, mask?: Float64Array): Choice[] {
  return 'asked' in gating ? ofPairs(gating, mask) : ofAll(gating, mask);
}

/** The part of a product gate's choice that is read here. */
type AskedPairs = Pick<ProductGating, 'asked' | 'places'>;

function ofPairs({ asked, places: width }: AskedPairs, mask?: Float64Array): Choice[] {
  // Two arrays for all: each costs more than its numbers.
  const { peers, gates } = asked;
  const [rows, factors] = [new Uint32Array(asked.count), new Float64Array(asked.count)];
  const choices: Choice[] = [];
  let end = 0;
  for (let at = 0; at < peers.length; at++) {
    const [start, places, peer] = [end, asked.placesOf(at), peers[at]];
    const factor = mask ? mask[peer] : 1;
    for (let of = 0; of < places.length; of++, end++) {
      rows[end] = Math.floor(places[of] / width);
      factors[end] = gates[places[of]] * factor;
    }
    choices.push({
      peer,
      rows: rows.subarray(start, end),
      factors: factors.subarray(start, end),
    });
  }
  return choices;
}

function ofAll({ rows, peers, gates }: Gating, mask?: Float64Array): Choice[] {
  const counts = new Uint32Array(peers);
  for (let at = 0; at < gates.length; at++) if (gates[at] > 0) counts[at % peers]++;
  const choices: Choice[] = [];
  for (let peer = 0; peer < peers; peer++) {
    const count = counts[peer];
    if (count === 0) continue;
    const [of, factors] = [new Uint32Array(count), new Float64Array(count)];
    for (let row = 0, at = 0; at < count && row < rows; row++) {
      const gate = gates[row * peers + peer];
      if (!(gate > 0)) continue;
      of[at] = row;
      factors[at] = gate * (mask ? mask[peer] : 1);
      at++;
    }
    choices.push({ peer, rows: of, factors });
  }
  return choices;
}
