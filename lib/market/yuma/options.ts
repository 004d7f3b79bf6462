/*
 * The options of Yuma consensus.
 *
 *   κ          majority             C_j: the largest weight that validators with κ of the stake give j or exceed
 *   κ₋         floor                votes below the level that κ₋ of the stake supports are raised to it, in ranks alone
 *   β          bondPenalty          w̃ = (1 − β) w + β min(w, C), the weights that buy bonds
 *   1 − α      bondMovingAverage    the part of the old bonds in the new ones
 *   lo, hi, k  liquidLow, liquidHigh, liquidSteepness   α of each pair by logistic growth (bonds.ts)
 *   ε          divisor              added to divisors
 */
import { InvalidArgumentError } from '../../math/errors.js';
import {
  choice,
  flag,
  fraction,
  nonNegative,
  optional,
  portion,
  positive,
  readParameters,
  withDefault,
  type OptionsOf,
  type ValuesOf,
} from '../../parameters/index.js';
import { LEVEL, NETWORK_MAJORITY } from '../mechanisms/levels.js';
import { checkFloor, CLIP } from '../mechanisms/median.js';

export const YUMA_VERSIONS = ['yuma1', 'yuma2', 'yuma3'] as const;

/**
 * The rule of bonds: shares of stake-weighted votes without memory (`yuma1`), with a moving average (`yuma2`), or weights
 * with a moving average of each pair (`yuma3`, default).
 */
export type YumaVersion = (typeof YUMA_VERSIONS)[number];

export const SELF_WEIGHTS = ['masked', 'kept'] as const;
export const CONSENSUS_FORMS = ['weights', 'shares'] as const;
export const UNRANKED_PAY = ['stake', 'none'] as const;

/** 1 − α of each version. */
const MEMORY: Readonly<Record<YumaVersion, number>> = { yuma1: 0, yuma2: 0.1, yuma3: 0.975 };

/** The options of {@link yumaEpoch} and {@link runYuma}. */
export const YUMA = {
  version: choice(YUMA_VERSIONS, 'yuma3', 'The rule of bonds'),
  majority: fraction(NETWORK_MAJORITY, 'The part of all stake whose support a weight needs', {
    symbol: 'κ',
  }),
  ties: withDefault(LEVEL.ties, 'atLeast'),
  floor: CLIP.floor,
  consensus: choice(
    CONSENSUS_FORMS,
    'weights',
    'C as it is, or divided by its sum and cut down to a multiple of 1/65535',
  ),
  selfWeights: choice(SELF_WEIGHTS, 'masked', 'Weights for oneself, but the owner’s'),
  bondPenalty: portion(1, 'The part of the clip in the weights that buy bonds', { symbol: 'β' }),
  bondMovingAverage: optional(
    portion(0, 'The part of the old bonds in the new ones', { symbol: '1 − α' }),
    '0 for yuma1, 0.1 for yuma2, 0.975 for yuma3',
  ),
  liquidAlpha: flag(false, 'An α for each pair, of yuma3 alone'),
  liquidLow: portion(0.1, 'Least α of a pair', { symbol: 'lo' }),
  liquidHigh: portion(0.3, 'Largest α of a pair', { symbol: 'hi' }),
  liquidSteepness: positive(10, 'Steepness of the logistic function', { symbol: 'k' }),
  validatorShare: portion(0.5, 'The part of the pay that dividends are'),
  unranked: choice(UNRANKED_PAY, 'stake', 'The pay where no miner has rank: by stake, or none'),
  divisor: nonNegative(0, 'A number added to divisors', { symbol: 'ε' }),
};

export type YumaOptions = OptionsOf<typeof YUMA>;

/** {@link YumaOptions} with every value set. */
export type YumaSettings = Omit<ValuesOf<typeof YUMA>, 'bondMovingAverage'> & {
  readonly bondMovingAverage: number;
};

/**
 * The variant of the package bactensor/yuma-simulation (2b976fd), as options: C divided by its sum and cut down to a multiple
 * of 1/65535, 1e-6 added to divisors, κ = ½, weights for oneself kept.
 */
export const YUMA_SIMULATION = {
  majority: 0.5,
  consensus: 'shares',
  selfWeights: 'kept',
  divisor: 1e-6,
} as const satisfies YumaOptions;

/** @throws {@link InvalidArgumentError} when an option is unknown, out of range, or of another version. */
export function yumaSettings(where: string, given: YumaOptions): YumaSettings {
  const { bondMovingAverage, ...values } = readParameters(where, YUMA, given);
  const { version, liquidAlpha, liquidLow, liquidHigh, floor, consensus } = values;
  const refuse = (rule: string, found: string | number): never => {
    throw new InvalidArgumentError(where, rule, String(found));
  };
  if (liquidAlpha && version !== 'yuma3') refuse('liquidAlpha must be false but for yuma3', 'true');
  if (liquidLow > liquidHigh) refuse('liquidLow must be at most liquidHigh', liquidLow);
  checkFloor(where, floor, values);
  if (floor !== null && consensus === 'shares')
    refuse('floor must be left out where consensus is shares', floor);
  if (version === 'yuma1' && (bondMovingAverage ?? 0) !== 0)
    refuse('bondMovingAverage must be 0 for yuma1', bondMovingAverage ?? 0);
  return { ...values, bondMovingAverage: bondMovingAverage ?? MEMORY[version] };
}
