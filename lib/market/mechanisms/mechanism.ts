/*
 * A mechanism turns the peers' rows and stake into rank, and rank into new stake.
 *
 *   paper      (5), (6)   R_j = (1/n) Σ_i s_i w_ij,   S ← S + τ R/‖R‖₂
 *   l1         the same rank, paid by ‖R‖₁
 *   impartial  a peer's vote for itself is removed and the rest of its row scaled to sum 1, paid by ‖R‖₁
 *   median     each column clipped at the level that more than half the stake supports, paid by ‖R‖₁
 *   medianAtLeast  the same at the level that half the stake supports, the rule of later networks
 *   twoSided  clipped from both sides: each vote counts as the median of its column
 *   yuma1, yuma2, yuma3  Yuma consensus: such a clip, paid by incentive and by dividends on bonds, a memory
 *   yuma3TwoSided  the same with ranks clipped from both sides
 *
 * `impartial` and the clips are not the paper's. They are paid by ‖R‖₁, so that a peer's votes for others do not
 * change the issuance: under ‖R‖₂ `impartial` would not be impartial.
 */
import { checkOneOf } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { sum } from '../../math/rows.js';
import { defined, functionField, orNone, WORDS } from '../../parameters/definition.js';
import { type InflationNorm } from '../inflation.js';
import { centralDifferences } from './centralDifferences.js';

/** Pay with a memory, over the blocks of one run. */
export interface MechanismEpochs {
  /**
   * Ends a block: renews the memory, and writes the part of the issuance that each peer is paid to `out`, [n]: finite
   * numbers of at least 0 that sum to 1, or to 0 where no stake is minted. Allocates nothing and checks nothing.
   */
  readonly pay: (weights: Float64Array, stake: Float64Array, out: Float64Array) => void;
}

/** A rule of rank and pay. Its functions allocate nothing and check nothing; the public functions check. */
export interface Mechanism<Name extends string = string> {
  readonly name: Name;
  /** The label in figures and tables. */
  readonly title: string;
  /** The rule in one phrase, for help and reference. */
  readonly about: string;
  /** The norm that divides R in the pay τ R/‖R‖. */
  readonly norm: InflationNorm;
  /**
   * R, written to `out`, [n], in units of stake: finite numbers of at least 0 that sum to at most the mean stake. Rows of
   * `weights` may sum to another number than 1 where derivatives are taken.
   */
  readonly rank: (n: number, weights: Float64Array, stake: Float64Array, out: Float64Array) => void;
  /**
   * The gradient of the rank of the peers flagged in `members`, [n], in row i: adds ∂(Σ_{k ∈ members} R_k)/∂w_ij to
   * `gradient`[j] for every j.
   */
  readonly rankGradient: (
    n: number,
    weights: Float64Array,
    stake: Float64Array,
    peer: number,
    members: Uint8Array,
    gradient: Float64Array,
  ) => void;
  /**
   * Pay with a memory, such as bonds, in the place of τ R/‖R‖: called once for each run of n peers, whose memory begins
   * empty. Left out, the pay is that of the rank and its norm.
   */
  readonly epochs?: (n: number) => MechanismEpochs;
}

/** The argument of {@link defineMechanism}: a mechanism, of which the gradient may be left out. */
export interface MechanismDefinition<Name extends string = string> extends Omit<
  Mechanism,
  'name' | 'rankGradient'
> {
  readonly name: Name;
  readonly rankGradient?: Mechanism['rankGradient'];
}

/**
 * Makes a mechanism from its definition. Without `rankGradient` it is computed by differences of second order: central
 * ones, and one-sided ones next to a weight of 0. A row costs 2n ranks then, and the error is about 1e-8 of the rank
 * where it is smooth; at a kink, such as a clip, it is one of the slopes beside it or their mean.
 *
 * @throws {@link InvalidArgumentError} when a field is missing, of another kind, or none of a mechanism's
 */
export function defineMechanism<const Name extends string>(
  definition: MechanismDefinition<Name>,
): Mechanism<Name> {
  const where = 'defineMechanism';
  const fields = {
    ...WORDS,
    norm: (_: string, name: string, value: unknown): void => {
      checkOneOf(where, name, value, ['l1', 'l2']);
    },
    rank: functionField,
    rankGradient: orNone(functionField),
    epochs: orNone(functionField),
  };
  const held = defined<Mechanism<Name>>(where, 'mechanism', definition, fields);
  if ((held.rankGradient as unknown) !== undefined) return held;
  const rankGradient = centralDifferences(held.rank);
  return defined(where, 'mechanism', { ...held, rankGradient }, fields);
}

/** The relative difference of the sum of ranks from the mean stake that is rounding. */
const ROUNDING = 1e-9;

/** @throws {@link InvalidArgumentError} unless ranks are finite, at least 0, and sum to at most the mean stake. */
export function checkRanks(
  where: string,
  { name }: Mechanism,
  ranks: Float64Array,
  stake: Float64Array,
): void {
  let total = 0;
  for (let j = 0; j < ranks.length; j++) {
    if (ranks[j] >= 0 && ranks[j] < Infinity) total += ranks[j];
    else {
      const rule = `the mechanism ${name} must give ranks that are finite numbers of at least 0`;
      throw new InvalidArgumentError(where, rule, `${ranks[j]} for peer ${j}`);
    }
  }
  const most = sum(stake) / stake.length;
  if (total <= most * (1 + ROUNDING)) return;
  const rule = `the mechanism ${name} must give ranks that sum to at most the mean stake, ${most}`;
  throw new InvalidArgumentError(where, rule, String(total));
}

/** @throws {@link InvalidArgumentError} unless parts of the issuance are finite, at least 0, and sum to 1 or to 0. */
export function checkPay(where: string, { name }: Mechanism, pay: Float64Array): void {
  let total = 0;
  for (let j = 0; j < pay.length; j++) {
    if (pay[j] >= 0 && pay[j] < Infinity) total += pay[j];
    else {
      const rule = `the mechanism ${name} must pay parts that are finite numbers of at least 0`;
      throw new InvalidArgumentError(where, rule, `${pay[j]} for peer ${j}`);
    }
  }
  if (total === 0 || Math.abs(total - 1) <= ROUNDING) return;
  const rule = `the mechanism ${name} must pay parts that sum to 1, or to 0`;
  throw new InvalidArgumentError(where, rule, String(total));
}
