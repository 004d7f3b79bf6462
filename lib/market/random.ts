/*
 * Simulated markets, §3: random positive semi-definite Hessians H_i and random uniform weights W₀.
 */
import { checkInteger, checkStream } from '../math/checks.js';
import { checkMemory } from '../math/memory.js';
import { createStream, type RandomStream } from '../math/random.js';
import { normalise, rowIn } from '../math/rows.js';
import {
  choice,
  integer,
  nonNegative,
  omittable,
  positive,
  programmatic,
  readParameters,
  sized,
  type OptionsOf,
  type Parameter,
} from '../parameters/index.js';
import { ANCHORS, checkStake, marketBytes, OWN_INPUTS, type Market } from './market.js';
import { HESSIAN_ENSEMBLES, HESSIANS, type HessianEnsemble } from './hessians/index.js';
import { INTERACTION, scaleInteraction } from './hessians/interaction.js';
import { withAnchor } from './mask.js';
import { adopt } from './parse.js';
import { checkScale } from './randomFactors.js';
import { inStake, UNITS } from './units.js';

/** The options of {@link randomHessians}. */
export const ENSEMBLE = {
  ensemble: choice(HESSIAN_ENSEMBLES, 'uniform', 'Distribution of the Hessians'),
};

/**
 * Random symmetric positive semi-definite Hessians, one for each peer.
 *
 * @param options.ensemble - default `uniform`
 * @returns [n, n, n], each H_i exactly symmetric
 * @throws {@link InvalidArgumentError} when `peers` is not an integer of at least 1 or the ensemble is unknown
 */
export function randomHessians(
  peers: number,
  stream: RandomStream,
  options: OptionsOf<typeof ENSEMBLE> = {},
): Float64Array {
  const { ensemble } = readParameters('randomHessians', ENSEMBLE, options);
  checkInteger('randomHessians', 'peers', peers, 1);
  checkMemory('randomHessians', `the Hessians of ${peers} peers`, marketBytes(peers));
  checkStream('randomHessians', 'stream', stream);
  const n = peers;
  const { entry, importance, columns, form, scale } = HESSIANS[ensemble];
  const weight = importance?.(n, stream) ?? new Float64Array(n).fill(1);
  const width = columns?.(n) ?? n;
  checkInteger('randomHessians', `columns of the ensemble ${ensemble}`, width, 1, n);
  const out = new Float64Array(n * n * n);
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [from, to] = form === 'diagonal' ? [j, j + 1] : [0, width];
      for (let l = from; l < to; l++) factor[j * n + l] = entry(stream, j, l, i) * weight[j];
    }
    const size = gram(n, factor, rowIn(out, n * n, i), scale === 'trace');
    checkScale('randomHessians', ensemble, size, i);
  }
  return out;
}

/** A Aᵀ divided by its trace or by the sum of its entries, written to `out`, [n, n]; returns the divisor. */
function gram(n: number, factor: Float64Array, out: Float64Array, byTrace: boolean): number {
  let scale = 0;
  for (let j = 0; j < n; j++) {
    for (let k = 0; k <= j; k++) {
      let product = 0;
      for (let l = 0; l < n; l++) product += factor[j * n + l] * factor[k * n + l];
      out[j * n + k] = product;
      out[k * n + j] = product;
      if (j === k) scale += product;
      else if (!byTrace) scale += 2 * product;
    }
  }
  for (let at = 0; at < n * n; at++) out[at] /= scale;
  return scale;
}

/**
 * Random initial weights W₀: uniform on (0, 1), each row divided by its sum.
 *
 * @returns [n, n]
 * @throws {@link InvalidArgumentError} when `peers` is not an integer of at least 1
 */
export function randomWeights(peers: number, stream: RandomStream): Float64Array {
  checkInteger('randomWeights', 'peers', peers, 1);
  checkMemory('randomWeights', `the weights of ${peers} peers`, 8 * peers ** 2);
  checkStream('randomWeights', 'stream', stream);
  const out = new Float64Array(peers * peers);
  for (let i = 0; i < peers; i++) {
    const row = rowIn(out, peers, i);
    for (let j = 0; j < peers; j++) row[j] = 1 - stream.uniform();
    normalise(row);
  }
  return out;
}

/** The Hessians of an ensemble with their off-diagonal part scaled by `interaction`, in the ensemble's unit. */
export function withInteraction(
  peers: number,
  hessians: Float64Array,
  ensemble: HessianEnsemble,
  interaction: number,
): Float64Array {
  const keep = HESSIANS[ensemble].scale;
  return interaction === 1 ? hessians : scaleInteraction(peers, hessians, { interaction, keep });
}

/** The parameters of {@link randomMarket}. */
export const RANDOM_MARKET = {
  peers: sized(integer(10, 'Peers', { symbol: 'n' }), 'a market', marketBytes),
  seed: integer(0, 'Seed of Hessians and weights', { least: 0 }),
  temperature: positive(1, 'Softness of the mask (8)', { symbol: 'T' }),
  ratio: nonNegative(25, 'Worth of a unit of loss in units of inflation', { symbol: 'α/τ' }),
  stake: omittable(
    programmatic(new Float64Array(0), 'Stake of each peer', () => undefined),
    '1 for each',
  ) as Parameter<Float64Array | undefined>,
  hessians: choice(HESSIAN_ENSEMBLES, 'uniform', 'Distribution of the Hessians'),
  interaction: INTERACTION.interaction,
  anchor: choice(
    ANCHORS,
    'open',
    'Minimum of the loss: the unmasked network, or the first mask; closed: a gain over no input',
  ),
  ownInput: choice(OWN_INPUTS, 'masked', "Whether a peer's own input is masked"),
  ...UNITS,
};

export type RandomMarketParameters = OptionsOf<typeof RANDOM_MARKET>;

/**
 * A market of §3: random Hessians, random weights, equal stake. `interaction` below 1 scales the off-diagonal part of
 * the Hessians, which then keep the ensemble's scale ({@link scaleInteraction}). Under `temperatureUnit: 'meanBid'` the
 * market's T is `temperature` times the mean bid s̄/n, and under `ratioUnit: 'meanBid'` its α/τ is `ratio` times it: at the
 * same values markets of different n are then alike.
 *
 * @throws {@link InvalidArgumentError} when a parameter is invalid
 */
export function randomMarket(parameters: RandomMarketParameters = {}): Market {
  const where = 'randomMarket';
  const values = readParameters(where, RANDOM_MARKET, parameters);
  const { peers, seed, temperature, ratio, hessians, interaction, anchor, ownInput } = values;
  // The market copies the stake, which is the caller's array.
  if (values.stake !== undefined) checkStake(where, peers, values.stake);
  const stake = values.stake?.slice() ?? new Float64Array(peers).fill(1);
  const size = { peers, stake };
  const stream = createStream(seed);
  const market: Market = {
    peers,
    weights: randomWeights(peers, stream.split('weights')),
    stake,
    hessians: withInteraction(
      peers,
      randomHessians(peers, stream.split('hessians'), { ensemble: hessians }),
      hessians,
      interaction,
    ),
    temperature: inStake(where, temperature, values.temperatureUnit, size),
    ratio: inStake(where, ratio, values.ratioUnit, size),
    ...(ownInput !== 'masked' && { ownInput }),
  };
  return adopt(withAnchor(market, anchor));
}
