/*
 * The gain of a peer from its best response among the peers that it knows, max_w P_i(w; W_{−i}) − P_i(W), by the
 * search of equilibrium/bestResponse.ts. At a Nash equilibrium every gain is 0; of a million peers a sample is asked.
 */
import { createStream } from '../../math/random.js';
import { sampleIndices } from '../../math/shuffle.js';
import { integer, readParameters, type OptionsOf } from '../../parameters/index.js';
import { RESPONSE, respond, startingRows } from '../equilibrium/bestResponse.js';
import { RowPayoff } from '../equilibrium/rowGame.js';
import { checkSparseMarket, type SparseMarket } from './market.js';
import { sparseRankInto } from './rank.js';
import { createRow, ownInput, showPeer } from './row.js';

/** The options of {@link nashGainsSparse}. */
export const SPARSE_GAINS = {
  sampled: integer(
    32,
    'Peers that are asked, sampled without repetition; all where there are fewer',
  ),
  ...RESPONSE,
};

export type SparseGainsOptions = OptionsOf<typeof SPARSE_GAINS>;

export interface SparseGains {
  /** The sampled peers, ascending. */
  readonly peers: Int32Array;
  /** The gain of each of them from its best response, in units of stake; never negative. */
  readonly gains: Float64Array;
}

/**
 * The gains of sampled peers from their best responses; their largest is a lower bound of the Nash gap. Each is a
 * local search from many starts, as {@link nashGains}.
 *
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function nashGainsSparse(
  market: SparseMarket,
  options: SparseGainsOptions = {},
): SparseGains {
  const where = 'nashGainsSparse';
  const settings = readParameters(where, SPARSE_GAINS, options);
  checkSparseMarket(where, market);
  const { peers: n, known: k, neighbours, weights, stake, ratio, temperature } = market;
  const starts = startingRows(where, k, settings);
  const shift = new Float64Array(n);
  sparseRankInto(market, shift);
  const row = createRow(market);
  const stream = createStream(settings.seed).split('sampled peers');
  const peers = sampleIndices(n, stream, Math.min(n, settings.sampled)).sort();
  const gains = Float64Array.from(peers, (i) => {
    showPeer(row, market, i);
    const own = ownInput(market, i);
    const game = new RowPayoff({
      ...{ losing: row, peers: n, own, stake: stake[i], ratio, temperature, exempt: false },
    });
    const present = weights.slice(i * k, (i + 1) * k);
    game.face(present.map((weight, l) => shift[neighbours[i * k + l]] - (stake[i] * weight) / n));
    return respond(game, present, starts, settings).gain;
  });
  return { peers, gains };
}
