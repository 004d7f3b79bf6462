/*
 * An attack as a game of one player: the group's rows over the horizon, every other peer at a given strategy, and
 *
 *   gain = σ_T(attack) − σ_T(honest),   σ_T = Σ_{g ∈ G} s_g / Σ_i s_i after T blocks of algorithm 1
 *
 * Every value is a whole simulation, so that pay, growth of stake, and a mechanism's memory are in it.
 */
import { type Market } from '../market.js';
import {
  simulateStrategies,
  strategyNamed,
  type Strategy,
  type StrategyName,
} from '../strategies/index.js';
import { type AttackSearch } from './options.js';
import { groupIn, groupShareOf } from './share.js';

/** Rows of the group, [phases, |G|, n], and their gain. */
export interface Candidate {
  readonly rows: Float64Array;
  readonly gain: number;
}

/** The best gain so far after a number of evaluations. */
export interface SearchStep {
  readonly evaluation: number;
  readonly gain: number;
}

/** The result of one simulation. */
interface Played {
  /** The group's share of all stake after the horizon. */
  readonly share: number;
  /** W after the last block, [n, n]. */
  readonly weights: Float64Array;
}

/** The game, its budget and its record. */
export class AttackGame {
  readonly n: number;
  readonly group: readonly number[];
  /** Rows of a member: 1, or 2 where they change. */
  readonly phases: number;
  /** The group's share after the horizon with honest rows. */
  readonly honestShare: number;
  readonly history: SearchStep[] = [];
  evaluations = 0;
  readonly #market: Market;
  readonly #settings: AttackSearch;
  readonly #others: Strategy;
  readonly #member: Int32Array;
  #best: Candidate | undefined;

  constructor(market: Market, settings: AttackSearch) {
    const { peers: n } = market;
    this.n = n;
    this.group = groupIn(n, settings.members);
    this.phases = settings.change === undefined ? 1 : 2;
    this.#market = market;
    this.#settings = settings;
    this.#member = new Int32Array(n).fill(-1);
    for (const [at, peer] of this.group.entries()) this.#member[peer] = at;
    const { learningRate, simplex } = settings;
    const outside = Array.from(this.#member.keys()).filter((peer) => this.#member[peer] < 0);
    const members = outside.length > 0 ? outside : [...this.group];
    this.#others = strategyNamed(settings.others, { members, learningRate, simplex });
    this.honestShare = this.play(strategyNamed('honest')).share;
  }

  /** Numbers of one candidate. */
  get size(): number {
    return this.phases * this.group.length * this.n;
  }

  /** Evaluations that the budget still has. */
  get left(): number {
    return this.#settings.evaluations - this.evaluations;
  }

  /** The best rows that were evaluated; undefined before the first. */
  get best(): Candidate | undefined {
    return this.#best;
  }

  /** A strategy of the library or of a user's own, made for the group. */
  scripted(name: StrategyName): Strategy {
    const { learningRate, simplex } = this.#settings;
    return strategyNamed(name, { members: this.group, learningRate, simplex });
  }

  /** One simulation in which all members play the strategy; `blocks` is the horizon unless given. */
  play(inside: Strategy, blocks = this.#settings.horizon): Played {
    const { inflation, mechanism, bound, stakeUnit } = this.#settings;
    const { stake, weights } = simulateStrategies(this.#market, {
      ...{ blocks, inflation, mechanism, stakeUnit, keep: [] },
      ...(bound !== undefined && { bound }),
      strategies: Array.from(this.#member, (at) => (at < 0 ? this.#others : inside)),
    });
    return { share: groupShareOf(stake, this.group), weights };
  }

  /** The gain of the rows, and an evaluation of the budget. */
  gainOf(rows: Float64Array): number {
    this.evaluations++;
    const gain = this.play(this.#posts(rows)).share - this.honestShare;
    if (gain > (this.#best?.gain ?? -Infinity)) {
      this.#best = { rows: rows.slice(), gain };
      this.history.push({ evaluation: this.evaluations, gain });
    }
    return gain;
  }

  /** The members' rows of `weights`, [n, n], as a phase of a candidate. */
  rowsOf(weights: Float64Array): Float64Array {
    const { n, group } = this;
    const rows = new Float64Array(group.length * n);
    for (const [at, peer] of group.entries()) {
      rows.set(weights.subarray(peer * n, (peer + 1) * n), at * n);
    }
    return rows;
  }

  /** The market's weights with the members' rows of one phase, [n, n]. */
  weightsWith(rows: Float64Array, phase: number): Float64Array {
    const { n, group } = this;
    const weights = this.#market.weights.slice();
    for (const [at, peer] of group.entries()) {
      const from = (phase * group.length + at) * n;
      weights.set(rows.subarray(from, from + n), peer * n);
    }
    return weights;
  }

  /** Posts a member's first row before the change, and its second from then on; a strategy for one simulation. */
  #posts(rows: Float64Array): Strategy {
    const { n, group } = this;
    const { change = Infinity } = this.#settings;
    const blocks = new Int32Array(group.length);
    return (_, peer, row) => {
      const at = this.#member[peer];
      const phase = ++blocks[at] < change ? 0 : 1;
      const from = (phase * group.length + at) * n;
      row.set(rows.subarray(from, from + n));
    };
  }
}
