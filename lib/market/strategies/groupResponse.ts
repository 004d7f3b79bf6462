/*
 * The best joint response of a group to the others' present rows:
 *
 *   argmax over the rows of G of Σ_{g ∈ G} P_g(W_G; W_{−G})
 *
 * The search is projected ascent on the product of the members' simplices from several starts, the present rows among
 * them. Its value is a lower bound of the maximum and at least the present payoff.
 */
import { rowIn } from '../../math/rows.js';
import { readParameters, type OptionsOf } from '../../parameters/index.js';
import { ascendOnSimplex, type Objective } from '../equilibrium/ascend.js';
import { SEARCH } from '../equilibrium/bestResponse.js';
import { lossesInto, updateMask, updatePressure } from '../loss.js';
import { checkResult, type Market } from '../market.js';
import { createState, type State } from '../state.js';
import { flags, type Members } from './members.js';

export type GroupResponseOptions = OptionsOf<typeof SEARCH>;

export interface GroupResponse {
  /** W with the members' best rows, [n, n]. */
  readonly weights: Float64Array;
  /** Σ_{g ∈ G} P_g at these rows, in units of stake. */
  readonly payoff: number;
  /** The payoff less that at the present rows; never negative. */
  readonly gain: number;
}

/**
 * The best rows of a group against the others' present rows. The search starts from the present rows, from uniform
 * rows, from full self-weight, and from rows in which all members weigh one member alone.
 *
 * @throws {@link InvalidArgumentError} when the market, the group or an option is invalid, or the payoff overflows
 */
export function groupResponse(
  market: Market,
  members: Members,
  options: GroupResponseOptions = {},
): GroupResponse {
  const where = 'groupResponse';
  const { tolerance, maxSteps } = readParameters(where, SEARCH, options);
  const state = createState(where, market);
  const { n } = state;
  const flagged = flags(where, members, n);
  const group = Array.from(flagged.keys()).filter((peer) => flagged[peer]);
  const objective = jointPayoff(state, group, flagged);
  const present = gather(market.weights, group, n);
  const before = objective(present, new Float64Array(present.length));
  let best = { point: present, value: before };
  const vertex = (of: (member: number) => number): Float64Array => {
    const rows = new Float64Array(group.length * n);
    for (const [at, member] of group.entries()) rows[at * n + of(member)] = 1;
    return rows;
  };
  const starts = [
    present,
    new Float64Array(group.length * n).fill(1 / n),
    vertex((member) => member),
    ...group.map((favourite) => vertex(() => favourite)),
  ];
  for (const start of starts) {
    const found = ascendOnSimplex(objective, start, { tolerance, maxSteps, columns: n });
    if (found.value > best.value) best = { point: found.point, value: found.value };
  }
  const weights = market.weights.slice();
  for (const [at, member] of group.entries()) weights.set(rowIn(best.point, n, at), member * n);
  checkResult(where, Float64Array.of(best.value, best.value - before));
  return { weights, payoff: best.value, gain: best.value - before };
}

function gather(weights: Float64Array, group: readonly number[], n: number): Float64Array {
  const rows = new Float64Array(group.length * n);
  for (const [at, member] of group.entries()) rows.set(rowIn(weights, n, member), at * n);
  return rows;
}

/** Σ_{g ∈ G} P_g of the members' rows, [|G|, n], and its gradient; see joint.ts. */
function jointPayoff(state: State, group: readonly number[], flagged: Uint8Array): Objective {
  const { n, stake, pressure, utility, shift } = state;
  const losses = new Float64Array(n);
  return (rows, gradient) => {
    for (const [at, member] of group.entries()) state.weights.set(rowIn(rows, n, at), member * n);
    updateMask(state);
    lossesInto(state, losses);
    let value = 0;
    for (const member of group) {
      updatePressure(state, member);
      value += shift[member] - utility * losses[member];
    }
    for (let j = 0; j < n; j++) {
      let mean = 0;
      for (const member of group) mean += pressure[member * n + j] / n;
      for (const [at, member] of group.entries()) {
        const earned = flagged[j] ? 1 / n : 0;
        gradient[at * n + j] =
          stake[member] * (earned - utility * (pressure[member * n + j] - mean));
      }
    }
    return value;
  };
}
