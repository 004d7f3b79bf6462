/*
 * Simulated markets, §3: random positive semi-definite Hessians H_i and random uniform weights W₀.
 */
import { checkInteger, checkNonNegative, checkOneOf, checkOptionNames } from '../math/checks.js';
import { createStream, type RandomStream } from '../math/random.js';
import { normalise, rowIn } from '../math/rows.js';
import {
  ANCHORS,
  checkAllocation,
  OWN_INPUTS,
  type Anchor,
  type Market,
  type OwnInput,
} from './market.js';
import { HESSIAN_ENSEMBLES, HESSIANS, type HessianEnsemble } from './hessians/index.js';
import { anchorAtWeights } from './mask.js';
import { adopt } from './parse.js';

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
  options: { ensemble?: HessianEnsemble } = {},
): Float64Array {
  checkOptionNames('randomHessians', options, ['ensemble']);
  const { ensemble = 'uniform' } = options;
  checkInteger('randomHessians', 'peers', peers, 1);
  checkOneOf('randomHessians', 'ensemble', ensemble, HESSIAN_ENSEMBLES);
  const n = peers;
  const { entry, importance, scale } = HESSIANS[ensemble];
  const weight = importance?.(n, stream) ?? new Float64Array(n).fill(1);
  const out = new Float64Array(n * n * n);
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let at = 0; at < n * n; at++) factor[at] = entry(stream) * weight[Math.floor(at / n)];
    gram(n, factor, rowIn(out, n * n, i), scale === 'trace');
  }
  return out;
}

/** A Aᵀ divided by its trace or by the sum of its entries, written to `out`, [n, n]. */
function gram(n: number, factor: Float64Array, out: Float64Array, byTrace: boolean): void {
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
}

/**
 * Random initial weights W₀: uniform on (0, 1), each row divided by its sum.
 *
 * @returns [n, n]
 * @throws {@link InvalidArgumentError} when `peers` is not an integer of at least 1
 */
export function randomWeights(peers: number, stream: RandomStream): Float64Array {
  checkInteger('randomWeights', 'peers', peers, 1);
  const out = new Float64Array(peers * peers);
  for (let i = 0; i < peers; i++) {
    const row = rowIn(out, peers, i);
    for (let j = 0; j < peers; j++) row[j] = 1 - stream.uniform();
    normalise(row);
  }
  return out;
}

export interface RandomMarketParameters {
  /** n. Default 10. */
  peers?: number;
  /** Decides Hessians and weights. Default 0. */
  seed?: number;
  /** T. Default 1. */
  temperature?: number;
  /** α/τ. Default 25. */
  ratio?: number;
  /** S, [n]. Default ones. */
  stake?: Float64Array;
  /** How Hessians are drawn. Default `uniform`. */
  hessians?: HessianEnsemble;
  /** Where the loss has its minimum. Default `open`. */
  anchor?: Anchor;
  /** Whether a peer's own input is masked. Default `masked`. */
  ownInput?: OwnInput;
}

const PARAMETERS = [
  'peers',
  'seed',
  'temperature',
  'ratio',
  'stake',
  'hessians',
  'anchor',
  'ownInput',
];

/**
 * A market of §3: random Hessians, random weights, equal stake.
 *
 * @throws {@link InvalidArgumentError} when a parameter is invalid
 */
export function randomMarket(parameters: RandomMarketParameters = {}): Market {
  const where = 'randomMarket';
  checkOptionNames(where, parameters, PARAMETERS);
  const {
    peers = 10,
    seed = 0,
    temperature = 1,
    ratio = 25,
    hessians = 'uniform',
    anchor = 'open',
    ownInput = 'masked',
  } = parameters;
  checkInteger(where, 'peers', peers, 1);
  checkInteger(where, 'seed', seed, 0);
  checkNonNegative(where, 'ratio', ratio);
  checkOneOf(where, 'hessians', hessians, HESSIAN_ENSEMBLES);
  checkOneOf(where, 'anchor', anchor, ANCHORS);
  checkOneOf(where, 'ownInput', ownInput, OWN_INPUTS);
  const stream = createStream(seed);
  const market: Market = {
    peers,
    weights: randomWeights(peers, stream.split('weights')),
    stake: parameters.stake ?? new Float64Array(peers).fill(1),
    hessians: randomHessians(peers, stream.split('hessians'), { ensemble: hessians }),
    temperature,
    ratio,
    ...(ownInput !== 'masked' && { ownInput }),
  };
  checkAllocation(where, market);
  // The stake is the caller's array: its copy is the market's.
  const own = { ...market, stake: market.stake.slice() };
  return adopt(anchor === 'initial' ? anchorAtWeights(own) : own);
}
