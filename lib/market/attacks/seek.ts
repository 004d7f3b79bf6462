/*
 * The best attack that a search finds:
 *
 *   max over the group's rows of σ_T(rows) − σ_T(honest),   see game.ts
 *
 * A lower bound of the maximum: the search is local from many starts, and a gain that it does not find may exist.
 */
import { createStream } from '../../math/random.js';
import { readParameters } from '../../parameters/index.js';
import { libraryNamesOf } from '../../parameters/registry.js';
import { checkMarket, type Market } from '../market.js';
import { STRATEGY_NAMES, type StrategyName } from '../strategies/index.js';
import { flags } from '../strategies/members.js';
import { ascend, exchange, SAME } from './climb.js';
import { AttackGame, type Candidate, type SearchStep } from './game.js';
import {
  ATTACK_SEARCH,
  checkChange,
  type AttackSearch,
  type SeekAttackOptions,
} from './options.js';
import { checkSomeStake } from './share.js';
import { postedStarts, randomStart, ruledStarts } from './starts.js';

/** The gain of a scripted strategy. */
export interface ScriptedGain {
  readonly attack: StrategyName;
  /** The group's share of all stake after the horizon, less that with honest rows. */
  readonly gain: number;
}

export interface SoughtAttack {
  /** The largest gain found, of the rows and of the scripted strategies: in shares of all stake, at least 0. */
  readonly gain: number;
  /** The scripted strategy that has this gain where no rows that were found have more than it; `rows` otherwise. */
  readonly by: StrategyName | 'rows';
  /** The gain of the best rows. */
  readonly rowsGain: number;
  /** W with the members' best rows, [n, n]: those before the change where they change. */
  readonly weights: Float64Array;
  /** W with the members' best rows from the change on, [n, n]; undefined where rows are constant. */
  readonly later: Float64Array | undefined;
  /** The group's share of all stake after the horizon with honest rows. */
  readonly honestShare: number;
  /** The gain of every scripted strategy, in the order of their names. */
  readonly scripted: readonly ScriptedGain[];
  /** Simulations that the search took, without those of scripted strategies. */
  readonly evaluations: number;
  /** The best gain of rows after an evaluation, each time that it rose. */
  readonly history: readonly SearchStep[];
}

/** Starts from which the search ascends. */
const ASCENTS = 3;

/**
 * The attack of a group with the largest gain in stake that a search over its rows finds, beside the gains of the scripted
 * strategies.
 *
 *   gain = σ_T(attack) − σ_T(honest),   σ_T = Σ_{g ∈ G} s_g / Σ_i s_i after `horizon` blocks
 *
 * Members post the same rows in every block, or other ones from the block `change` on; all other peers play `others`. The
 * search starts from the rows that scripted strategies post, from rows by rule and from random rows; it ascends by slopes
 * towards the vertices of the simplex and then exchanges weight between entries. Each evaluation is a simulation
 * by {@link simulateStrategies}. The gain is a lower bound: it is never below a scripted strategy's, and a small one is no
 * proof that none is larger. Of strategies with the same gain the first is named.
 *
 * @param options - `members`, `horizon` and `inflation` are required. Default: `mechanism` `paper`, `others` `honest`,
 *   constant rows, 2000 evaluations, 3 restarts, seed 0
 * @throws {@link InvalidArgumentError} when the market, the group or an option is invalid, or no peer holds stake
 */
export function seekAttack(market: Market, options: SeekAttackOptions): SoughtAttack {
  const where = 'seekAttack';
  const settings = readParameters(where, ATTACK_SEARCH, options);
  checkChange(where, settings);
  checkMarket(where, market);
  flags(where, settings.members, market.peers);
  checkSomeStake(where, market.stake);
  return sought(market, settings).attack;
}

/** The search of {@link seekAttack} with checked values, and more starts; with its best rows. */
export function sought(
  market: Market,
  settings: AttackSearch,
  more: readonly Float64Array[] = [],
): { readonly attack: SoughtAttack; readonly rows: Float64Array } {
  const game = new AttackGame(market, settings);
  const names = settings.attacks ?? libraryNamesOf(STRATEGY_NAMES);
  const starts: Float64Array[] = [];
  const scripted = names.map((attack) => {
    const { share, weights } = game.play(game.scripted(attack));
    starts.push(...postedStarts(game, game.play(game.scripted(attack), 1).weights, weights));
    return { attack, gain: share - game.honestShare };
  });
  const best = searched(game, settings, [...starts, ...more, ...ruledStarts(game)]);
  const leader = scripted.reduce((most, one) => (one.gain > most.gain ? one : most));
  const byRows = best.gain > leader.gain + SAME;
  const attack = {
    gain: Math.max(best.gain, leader.gain),
    by: byRows ? ('rows' as const) : leader.attack,
    rowsGain: best.gain,
    weights: game.weightsWith(best.rows, 0),
    later: game.phases < 2 ? undefined : game.weightsWith(best.rows, 1),
    honestShare: game.honestShare,
    scripted,
    evaluations: game.evaluations,
    history: game.history,
  };
  return { attack, rows: best.rows };
}

function searched(
  game: AttackGame,
  { restarts, seed }: AttackSearch,
  starts: readonly Float64Array[],
): Candidate {
  // Honest rows gain 0 by definition and cost no evaluation.
  const honest = game.rowsOf(game.play(game.scripted('honest'), 1).weights);
  const [standing] = postedStarts(game, game.weightsWith(honest, 0), game.weightsWith(honest, 0));
  const tried: Candidate[] = [{ rows: standing, gain: 0 }];
  for (const rows of starts) {
    if (game.left > 0) tried.push({ rows, gain: game.gainOf(rows) });
  }
  tried.sort((a, b) => b.gain - a.gain);
  let [best] = tried;
  const keep = (found: Candidate): void => {
    if (found.gain > best.gain) best = found;
  };
  for (const start of tried.slice(0, ASCENTS)) keep(ascend(game, start));
  best = exchange(game, best);
  const stream = createStream(seed).split('attack');
  for (let restart = 0; restart < restarts && game.left > game.size; restart++) {
    const rows = randomStart(game, stream.split(restart));
    const found = ascend(game, { rows, gain: game.gainOf(rows) });
    if (found.gain > best.gain) best = exchange(game, found);
  }
  // Among the evaluations of slopes one may be better by a rounding.
  return game.best && game.best.gain > best.gain ? game.best : best;
}
