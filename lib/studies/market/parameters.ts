/*
 * θ = [α, τ, λ, n, σ, T, S, W, H] of §2.2 as parameters, with the choices that the paper leaves open.
 */
import { checkInteger, checkNonNegative, checkVector } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { createStream, type RandomStream } from '../../math/random.js';
import {
  ANCHORS,
  checkHessians,
  HESSIAN_ENSEMBLES,
  STEP_ORDERS,
  OUTPUTS,
  OWN_INPUTS,
  randomHessians,
  randomWeights,
  scaleInteraction,
  SIMPLEX_METHODS,
  SPARSITY_DEFINITIONS,
  type Market,
  type MarketUnit,
  type StepOrder,
} from '../../market/index.js';
import { marketBytes } from '../../market/market.js';
import { withAnchor } from '../../market/mask.js';
import { withInteraction } from '../../market/random.js';
import { inStake, UNITS } from '../../market/units.js';
import {
  choice,
  integer,
  list,
  nonNegative,
  oneOrMany,
  optional,
  portion,
  positive,
  programmatic,
  readAmong,
  sized,
  type Parameter,
  type ValuesOf,
} from '../../parameters/index.js';
import { namesWith } from '../../parameters/registry.js';
import { checkTrainedSource, trainedHessians } from './trainedHessians.js';

export const SOLVERS = ['descent', 'fast'] as const;

/**
 * The solver of equilibria: the paper's descent (default), or `fast`, which follows the descent's path in long steps
 * and ends with Newton's method, to a residual of 1e-9.
 */
export type Solver = (typeof SOLVERS)[number];

export const HESSIAN_SOURCES = namesWith(HESSIAN_ENSEMBLES, ['trained', 'measured']);

/**
 * The source of a study's Hessians: sampled from a {@link HessianEnsemble}, or
 *
 * - `trained`: measured on 8 networks of 8 peers trained on digits ({@link loadTrainedHessians}), each H_i scaled like
 *   `uniform`, 1ᵀH_i1 = 1: masking every input costs 1, and α/τ is in the same unit.
 * - `measured`: given Hessians, unscaled.
 */
export type HessianSource = (typeof HESSIAN_SOURCES)[number];

/** Measured Hessians are checked together with `hessians`, `peers` and `networks`. */
function checkMeasured(where: string, name: string, value: unknown): void {
  if (Array.isArray(value) && value.every((one) => Array.isArray(one))) return;
  const rule = `${name} must be a list with the Hessians of each network, n·n·n numbers each`;
  throw new InvalidArgumentError(where, rule, typeof value);
}

/** The composition of a simulated market and the options of its descent. */
export const MARKET = {
  peers: sized(integer(10, 'Peers of a market', { symbol: 'n' }), 'a market', marketBytes),
  temperature: positive(1, 'Softness of the mask (8)', { symbol: 'T' }),
  temperatureUnit: UNITS.temperatureUnit,
  stake: oneOrMany(nonNegative(1, ''), 1, 'Stake of every peer, or a list with one for each'),
  hessians: choice(HESSIAN_SOURCES, 'uniform', 'Ensemble or other source of the Hessians'),
  interaction: portion(
    1,
    'Factor of the off-diagonal part of every Hessian: 1 as it is, 0 diagonal, in the same scale',
    { symbol: 'ι' },
  ),
  measured: {
    ...programmatic<number[][]>(
      [],
      'Measured Hessians of each network, n·n·n numbers row-major',
      checkMeasured,
    ),
    perNetwork: true,
  },
  anchor: choice(
    ANCHORS,
    'open',
    'Minimum of the loss: the unmasked network, or the first mask, (16) to the letter; closed: a gain over no input',
  ),
  ownInput: choice(OWN_INPUTS, 'masked', "Whether a peer's own input is masked like the others"),
  simplex: choice(SIMPLEX_METHODS, 'project', 'Return of a row to the simplex after a step'),
  sparsity: choice(
    SPARSITY_DEFINITIONS,
    'ratio',
    "Diagonal over the rest (figure 5's caption) or over the total (its text)",
  ),
  learningRate: positive(0.005, 'Step size of descent (13)', { symbol: 'λ' }),
  seed: integer(7, 'Seed of every random number: the same seed gives the same files', { least: 0 }),
};

export type MarketParameters = ValuesOf<typeof MARKET>;

/** α/τ of (15). */
export const RATIO = nonNegative(25, 'Worth of a unit of loss in units of inflation', {
  symbol: 'α/τ',
});

/** The ratios at which every market competes. */
export const RATIOS = list(
  RATIO,
  [1, 10, 25, 50],
  'Worth of a unit of loss in units of inflation; a list',
);

/** Temperatures T, which replace the single one. */
export const temperatures = (values: readonly number[]): Parameter<number[]> =>
  list(MARKET.temperature, values, 'Softness of the mask (8); a list');

/** The stopping criterion of a descent. */
export const STOPPING = {
  tolerance: nonNegative(1e-5, 'A descent ends where max |W⁺ − W|/λ falls below it', {
    symbol: 'ε',
  }),
  maxSteps: optional(integer(1, 'Most steps of a descent'), '1000·n'),
};

/** Competing markets add the ratios, the stopping rule and the solver. */
export const COMPETITION = {
  ...MARKET,
  ratios: RATIOS,
  ratioUnit: UNITS.ratioUnit,
  ...STOPPING,
  solver: choice(SOLVERS, 'descent', "The paper's descent, or a faster solver of its equilibrium"),
  order: choice(STEP_ORDERS, 'simultaneous', 'All rows step at once, or one random peer a step'),
  outputs: choice(OUTPUTS, 'unit', 'Size of the outputs in the ideal rank (2)'),
};

export type CompetitionParameters = ValuesOf<typeof COMPETITION>;

/** @throws {@link InvalidArgumentError} when stake and Hessians do not fit peers and networks. */
export function checkMarket(
  where: string,
  values: Pick<
    MarketParameters,
    'peers' | 'stake' | 'temperatureUnit' | 'hessians' | 'measured'
  > & {
    networks: number;
    ratioUnit?: MarketUnit;
  },
): void {
  const { peers, stake, hessians, measured, networks } = values;
  if (Array.isArray(stake)) {
    checkVector(where, 'stake', Float64Array.from(stake), peers);
    for (const value of stake) checkNonNegative(where, 'stake', value);
  }
  const stakes = Array.isArray(stake) ? Float64Array.from(stake) : new Float64Array([stake]);
  for (const unit of [values.temperatureUnit, values.ratioUnit ?? 'absolute']) {
    inStake(where, 1, unit, { peers: stakes.length, stake: stakes });
  }
  if (hessians === 'trained') checkTrainedSource(where, peers, networks);
  if (hessians === 'measured') {
    if (measured.length < networks) {
      throw new InvalidArgumentError(
        where,
        `measured must hold Hessians for ${networks} networks`,
        String(measured.length),
      );
    }
    for (const one of measured) checkHessians(where, peers, Float64Array.from(one));
  } else if (measured.length > 0) {
    throw new InvalidArgumentError(
      where,
      "hessians must be 'measured' where measured ones are given",
      `'${hessians}'`,
    );
  }
}

/** @throws {@link InvalidArgumentError} when parameters do not fit each other. */
export function checkCompetition(
  where: string,
  values: CompetitionParameters & { networks: number },
): void {
  checkMarket(where, values);
  checkSolver(where, values);
}

/** @throws {@link InvalidArgumentError} where the fast solver is to follow another descent than its own. */
export function checkSolver(
  where: string,
  values: Pick<CompetitionParameters, 'solver' | 'simplex'> & { order?: StepOrder },
): void {
  if (values.solver !== 'fast') return;
  for (const [name, only] of [
    ['simplex', 'project'],
    ['order', 'simultaneous'],
  ] as const) {
    const value = values[name];
    if (value === undefined || value === only) continue;
    const rule = `${name} must be ${only} where the solver is fast`;
    throw new InvalidArgumentError(where, rule, value);
  }
}

/** The random stream of network `network`: the same for every setting of the other parameters. */
export function networkStream(seed: number, network: number): RandomStream {
  return createStream(seed).split('network').split(network);
}

function measuredOf(
  where: string,
  { measured, peers }: MarketParameters,
  network: number,
): Float64Array {
  checkInteger(where, 'network', network, 0, measured.length - 1);
  const values = Float64Array.from(measured[network]);
  checkHessians(where, peers, values);
  return values;
}

/**
 * The market of network `network` of a study before its first step, at ratio 0.
 *
 * @throws {@link InvalidArgumentError} when a parameter is not allowed
 */
export function sampleMarket(parameters: MarketParameters, network: number): Market {
  const where = 'sampleMarket';
  checkInteger(where, 'network', network, 0);
  const values = readAmong(where, MARKET, parameters);
  const { peers, temperature, stake, hessians, interaction, anchor, ownInput, seed } = values;
  const stream = networkStream(seed, network);
  const hessiansOf = (): Float64Array => {
    if (hessians === 'measured') {
      const keep = 'trace';
      return scaleInteraction(peers, measuredOf(where, values, network), { interaction, keep });
    }
    if (hessians === 'trained') {
      return scaleInteraction(peers, trainedHessians(network), { interaction });
    }
    const sampled = randomHessians(peers, stream.split('hessians'), { ensemble: hessians });
    return withInteraction(peers, sampled, hessians, interaction);
  };
  const stakes = Array.isArray(stake)
    ? Float64Array.from(stake)
    : new Float64Array(peers).fill(stake);
  const market: Market = {
    peers,
    temperature: inStake(where, temperature, values.temperatureUnit, { peers, stake: stakes }),
    ratio: 0,
    weights: randomWeights(peers, stream.split('weights')),
    stake: stakes,
    hessians: hessiansOf(),
    ...(ownInput !== 'masked' && { ownInput }),
  };
  return withAnchor(market, anchor);
}
