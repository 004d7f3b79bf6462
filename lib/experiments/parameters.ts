/*
 * θ = [α, τ, λ, n, σ, T, S, W, H] of §2.2 as one typed object, with the choices that the paper leaves open.
 */
import {
  checkFraction,
  checkInteger,
  checkNonNegative,
  checkOneOf,
  checkOptionNames,
  checkPositive,
  checkVector,
} from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { createStream, type RandomStream } from '../math/random.js';
import {
  ANCHOR,
  checkHessians,
  HESSIANS,
  ORDER,
  OUTPUTS,
  OWN_INPUT,
  randomHessians,
  randomWeights,
  SIMPLEX,
  SPARSITY,
  type Anchor,
  type Market,
  type Outputs,
  type OwnInput,
  type SimplexMethod,
  type SparsityDefinition,
  type StepOrder,
} from '../market/index.js';
import { anchorAtWeights } from '../market/mask.js';
import { checkTrainedSource, trainedNetwork } from './trainedNetwork.js';

export const SOLVER = ['descent', 'fast'] as const;

/**
 * How a network is brought to its equilibrium: by the paper's descent (default), or `fast`, by following the
 * descent's path in long steps and ending with Newton's method, to a residual of 1e-9.
 */
export type Solver = (typeof SOLVER)[number];

export const HESSIAN_SOURCES = [...HESSIANS, 'trained', 'measured'] as const;

/**
 * Where the Hessians of a study come from: drawn from a {@link HessianEnsemble}, or
 *
 * - `trained`: measured on 8 networks of 8 peers trained on digits ({@link loadTrainedHessians}), each H_i scaled like
 *   `uniform`, 1ᵀH_i1 = 1: masking every input costs 1, and α/τ is in the same unit.
 * - `measured`: those given, as they are.
 */
export type HessianSource = (typeof HESSIAN_SOURCES)[number];

/** What a simulated network is made of, and how it is descended. */
export interface NetworkParameters {
  /** n, peers of a network. Default 10. */
  peers: number;
  /** T of (8). Default 1. */
  temperature: number;
  /** S: one number for everybody, or one for each peer. Default 1. */
  stake: number | number[];
  /** How Hessians are drawn, or whose are taken. Default `uniform`. */
  hessians: HessianSource;
  /** For `measured`: for each network its Hessians, n·n·n numbers row-major. Default none. */
  measured: number[][];
  /** Where the loss has its minimum. Default `open`. */
  anchor: Anchor;
  /** Whether a peer's own input is masked. Default `masked`. */
  ownInput: OwnInput;
  /** How rows return to the simplex. Default `project`. */
  simplex: SimplexMethod;
  /** What sparsity means. Default `ratio`. */
  sparsity: SparsityDefinition;
  /** λ of (13). Default 0.005. */
  learningRate: number;
  /** Decides every random number. Default 7. */
  seed: number;
}

export const NETWORK_DEFAULTS: NetworkParameters = {
  peers: 10,
  temperature: 1,
  stake: 1,
  hessians: 'uniform',
  measured: [],
  anchor: 'open',
  ownInput: 'masked',
  simplex: 'project',
  sparsity: 'ratio',
  learningRate: 0.005,
  seed: 7,
};

/** What competing networks add: how long they descend, and against what they are held. */
export interface CompetitionParameters extends NetworkParameters {
  /** α/τ of (15); each network competes at each of them. Default 1, 10, 25, 50. */
  ratios: number[];
  /** ε: a descent ends when max |W⁺ − W|/λ < ε. Default 1e-5. */
  tolerance: number;
  /** A descent ends after this many steps; null for the paper's 1000 · n (n times that when sequential). */
  maxSteps: number | null;
  /** The paper's descent, or a faster way to the same equilibrium. Default `descent`. */
  solver: Solver;
  /** All rows at once, or one random peer a step. Default `simultaneous`. */
  order: StepOrder;
  /** The size of outputs in the ideal rank. Default `unit`. */
  outputs: Outputs;
}

export const COMPETITION_DEFAULTS: CompetitionParameters = {
  ...NETWORK_DEFAULTS,
  ratios: [1, 10, 25, 50],
  tolerance: 1e-5,
  maxSteps: null,
  solver: 'descent',
  order: 'simultaneous',
  outputs: 'unit',
};

/** How intervals are drawn. */
export interface IntervalParameters {
  /** Coverage of every interval. Default 0.95. */
  confidence: number;
  /** Bootstrap resamples, of whole networks. Default 1000. */
  resamples: number;
}

export const INTERVAL_DEFAULTS: IntervalParameters = { confidence: 0.95, resamples: 1000 };

/** `defaults` overlaid with what is given; refuses names that are not among them. */
export function withDefaults<P extends object>(where: string, defaults: P, given: Partial<P>): P {
  checkOptionNames(where, given, Object.keys(defaults));
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set) };
}

/** @throws {@link InvalidArgumentError} when a list is empty, or `check` refuses one of its members. */
export function checkList(
  where: string,
  name: string,
  values: unknown,
  check: (where: string, name: string, value: unknown) => void,
): void {
  if (!Array.isArray(values) || values.length === 0) {
    throw new InvalidArgumentError(
      where,
      `${name} must be a list of at least one number`,
      JSON.stringify(values),
    );
  }
  for (const value of values) check(where, name, value);
}

/** @throws {@link InvalidArgumentError} when a parameter is out of range. */
export function checkNetwork(where: string, networks: number, parameters: NetworkParameters): void {
  const { peers, stake, hessians, measured } = parameters;
  checkInteger(where, 'seed', parameters.seed, 0);
  checkInteger(where, 'networks', networks, 1);
  checkInteger(where, 'peers', peers, 1);
  checkPositive(where, 'temperature', parameters.temperature);
  checkPositive(where, 'learningRate', parameters.learningRate);
  checkOneOf(where, 'hessians', hessians, HESSIAN_SOURCES);
  checkOneOf(where, 'anchor', parameters.anchor, ANCHOR);
  checkOneOf(where, 'ownInput', parameters.ownInput, OWN_INPUT);
  checkOneOf(where, 'simplex', parameters.simplex, SIMPLEX);
  checkOneOf(where, 'sparsity', parameters.sparsity, SPARSITY);
  if (Array.isArray(stake)) {
    checkVector(where, 'stake', Float64Array.from(stake), peers);
    for (const value of stake) checkNonNegative(where, 'stake', value);
  } else {
    checkNonNegative(where, 'stake', stake);
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
    for (const values of measured) checkHessians(where, peers, Float64Array.from(values));
  } else if (measured.length > 0) {
    throw new InvalidArgumentError(
      where,
      "hessians must be 'measured' where measured ones are given",
      `'${hessians}'`,
    );
  }
}

/** @throws {@link InvalidArgumentError} when a parameter is out of range. */
export function checkCompetition(
  where: string,
  networks: number,
  parameters: CompetitionParameters,
): void {
  checkNetwork(where, networks, parameters);
  checkList(where, 'ratios', parameters.ratios, checkNonNegative);
  checkNonNegative(where, 'tolerance', parameters.tolerance);
  if (parameters.maxSteps !== null) checkInteger(where, 'maxSteps', parameters.maxSteps, 1);
  checkOneOf(where, 'order', parameters.order, ORDER);
  checkOneOf(where, 'outputs', parameters.outputs, OUTPUTS);
  checkOneOf(where, 'solver', parameters.solver, SOLVER);
  if (parameters.solver !== 'fast') return;
  for (const [name, only] of [
    ['simplex', 'project'],
    ['order', 'simultaneous'],
  ] as const) {
    if (parameters[name] !== only) {
      throw new InvalidArgumentError(
        where,
        `${name} must be ${only} where the solver is fast`,
        parameters[name],
      );
    }
  }
}

/** The random stream of network `network`: the same for every setting of the other parameters. */
export function networkStream(seed: number, network: number): RandomStream {
  return createStream(seed).split('network').split(network);
}

/** Network `network` of a study before its first step, at ratio 0. */
export function drawNetwork(parameters: NetworkParameters, network: number): Market {
  const { peers, temperature, stake, hessians, measured, anchor, ownInput, seed } = parameters;
  const stream = networkStream(seed, network);
  const hessiansOf = (): Float64Array => {
    if (hessians === 'measured') return Float64Array.from(measured[network]);
    if (hessians === 'trained') return trainedNetwork(network);
    return randomHessians(peers, stream.split('hessians'), { ensemble: hessians });
  };
  const market: Market = {
    peers,
    temperature,
    ratio: 0,
    weights: randomWeights(peers, stream.split('weights')),
    stake: Array.isArray(stake) ? Float64Array.from(stake) : new Float64Array(peers).fill(stake),
    hessians: hessiansOf(),
  };
  return anchor === 'initial' ? anchorAtWeights(market, { ownInput }) : market;
}

/** @throws {@link InvalidArgumentError} when a parameter is out of range. */
export function checkIntervals(where: string, { confidence, resamples }: IntervalParameters): void {
  checkFraction(where, 'confidence', confidence);
  checkInteger(where, 'resamples', resamples, 1);
}
