/*
 * (13)  W⁺ = Π(W + λ ΔW),   (14)  ΔW = [∂P_0/∂W_0; …],  Π the projection of each row on the simplex of its k inputs.
 *
 * A weight that a peer cannot give is no coordinate of its row: with k = n these are the steps of descent.ts, to the
 * last bit.
 */
import { checkInteger, show } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import {
  integer,
  programmatic,
  readParameters,
  type Check,
  type OptionsOf,
  type Parameter,
} from '../../parameters/index.js';
import { runSteps, STEP, STOP, type Descent } from '../descent.js';
import { largestChange, stepRow } from '../step.js';
import { checkSparseMarket, type SparseMarket } from './market.js';
import { sparseGradientRow } from './payoff.js';
import { sparseRankInto } from './rank.js';
import { createRow } from './row.js';

const checkFrozen: Check = (where, name, value) => {
  if (value instanceof Uint8Array) return;
  const rule = `${name} must be a Uint8Array of shape [peers], 1 for each row that stays`;
  throw new InvalidArgumentError(where, rule, show(value));
};

const { tolerance, onStep } = STOP;

/** The options of {@link descendSparse}. */
export const SPARSE_RUN = {
  ...STEP,
  tolerance,
  maxSteps: integer(1000, 'Most steps', { least: 0 }),
  frozen: programmatic(
    new Uint8Array(0),
    '1 for each peer whose row stays as it is, [peers]; empty where all rows move',
    checkFrozen,
  ) as Parameter<Uint8Array>,
  onStep,
};

export type SparseDescentOptions = OptionsOf<typeof SPARSE_RUN>;

/** @throws {@link InvalidArgumentError} unless `frozen` is empty or has an entry for each peer. */
export function checkFrozenRows(where: string, peers: number, frozen: Uint8Array): void {
  if (frozen.length !== 0) checkInteger(where, 'frozen.length', frozen.length, peers, peers);
}

/**
 * {@link descend} where peers know k others: every peer ascends its own payoff by (13) and (14), until
 * max |W⁺ − W|/λ < ε or the steps run out. The run ends unconverged before a step that overflows.
 *
 * @returns as {@link descend}, with weights of shape [n, k]
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function descendSparse(market: SparseMarket, options: SparseDescentOptions = {}): Descent {
  const where = 'descendSparse';
  const settings = readParameters(where, SPARSE_RUN, options);
  checkSparseMarket(where, market);
  const { peers, known: k } = market;
  const { learningRate, simplex, frozen } = settings;
  checkFrozenRows(where, peers, frozen);
  const row = createRow(market);
  const shift = new Float64Array(peers);
  let weights = market.weights.slice();
  let next = weights.slice();
  const step = (): number => {
    const present = { ...market, weights };
    sparseRankInto(present, shift);
    let finite = true;
    for (let i = 0; i < peers; i++) {
      if (frozen[i]) continue;
      const gradient = sparseGradientRow(row, present, shift, i);
      const [from, to] = [weights, next].map((all) => all.subarray(i * k, (i + 1) * k));
      if (!stepRow(from, gradient, learningRate, 0, k, simplex, to)) finite = false;
    }
    if (!finite) return Number.NaN;
    [weights, next] = [next, weights];
    return largestChange(weights, next) / learningRate;
  };
  const run = runSteps(step, settings, () => weights);
  return { weights, ...run };
}
