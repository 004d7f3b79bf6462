/*
 * (7), (8)  m_ij = σ(s_i w_ij − μ_j),   μ_j = (1/n) Σ_k s_k w_kj:  the part of peer j's answers that reaches peer i
 *
 * Where w_ij = 0 the mask is σ(−μ_j) for every i, so that sums over a row or a column cost an entry each, and no n².
 */
import { positive, readParameters, withDefault, type OptionsOf } from '../../parameters/index.js';
import { OWN_INPUTS } from '../market.js';
import { choice } from '../../parameters/index.js';
import { sigmoid } from '../row.js';
import { inStake, UNITS } from '../units.js';
import { checkPosted } from './check.js';
import { type PostedWeights } from './fields.js';
import { votingInto } from './fromWeights.js';
import { rankOfPosted } from './rank.js';

/** The options of {@link accessPosted}. */
export const POSTED_ACCESS = {
  temperature: positive(1, 'Softness of the mask (8)', { symbol: 'T' }),
  temperatureUnit: withDefault(UNITS.temperatureUnit, 'meanBid'),
  ownInput: choice(OWN_INPUTS, 'masked', 'Whether a peer’s own answers are masked'),
};

/** The mask of posted weights, summed over its rows and columns. */
export interface PostedAccess {
  /** T in units of stake. */
  readonly temperature: number;
  /** (1/n) Σ_j m_ij, [n]: the part of all answers that reaches peer i. */
  readonly received: Float64Array;
  /** (1/n) Σ_i m_ij, [n]: the part of all peers that peer j's answers reach. */
  readonly served: Float64Array;
  /** The peers j with m_ij > ½, whose bid is above μ_j, [n]: those that serve peer i. */
  readonly open: Uint32Array;
  /** The peers i with m_ij > ½, [n]: those that peer j serves. */
  readonly clients: Uint32Array;
}

/**
 * The access that posted weights give, (7) and (8): the mask's means over rows and columns, and the pairs above ½.
 *
 * @param options - `temperature`, above 0, default 1; `temperatureUnit`, default the mean bid s̄/n of the stake that votes;
 *   `ownInput`, default `masked`
 * @throws {@link InvalidArgumentError} when the posted weights or an option are invalid, or the mean bid is the unit, and 0
 */
export function accessPosted(
  posted: PostedWeights,
  options: OptionsOf<typeof POSTED_ACCESS> = {},
): PostedAccess {
  const where = 'accessPosted';
  const settings = readParameters(where, POSTED_ACCESS, options);
  checkPosted(where, posted);
  const { peers: n, rowStart, columns, values, stake } = posted;
  const voting = votingInto(posted, stake, new Float64Array(n));
  const { temperatureUnit, ownInput } = settings;
  const temperature = inStake(where, settings.temperature, temperatureUnit, {
    peers: n,
    stake: voting,
  });
  const shift = rankOfPosted(where, posted, 'paper');
  const closed = shift.map((value) => sigmoid(-value, temperature));
  const base = closed.reduce((sum, value) => sum + value, 0);
  const received = new Float64Array(n).fill(base);
  const served = closed.map((value) => n * value);
  const [open, clients] = [new Uint32Array(n), new Uint32Array(n)];
  const exempt = ownInput === 'exempt';
  const add = (i: number, j: number, more: number): void => {
    received[i] += more;
    served[j] += more;
  };
  for (let i = 0; i < n; i++) {
    if (exempt) {
      add(i, i, 1 - closed[i]);
      open[i]++;
      clients[i]++;
    }
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
      const j = columns[at];
      if (exempt && i === j) continue;
      const z = voting[i] * values[at] - shift[j];
      add(i, j, sigmoid(z, temperature) - closed[j]);
      if (!(z > 0)) continue;
      open[i]++;
      clients[j]++;
    }
  }
  const part = (sums: Float64Array): Float64Array =>
    sums.map((sum) => Math.min(1, Math.max(0, sum / n)));
  return { temperature, received: part(received), served: part(served), open, clients };
}
