/*
 * The pay that posted weights give: τ R/‖R‖ by rank, or that of a mechanism with a memory, such as bonds, block by block.
 */
import { choice, readParameters, type OptionsOf } from '../../parameters/index.js';
import { MECHANISM_NAMES, MECHANISMS, type MechanismName } from '../mechanisms/index.js';
import { checkPay } from '../mechanisms/mechanism.js';
import { YUMA_RULES } from '../mechanisms/yuma.js';
import { yumaSettings } from '../yuma/options.js';
import { checkPosted } from './check.js';
import { type PostedWeights } from './fields.js';
import { expanded, votingInto } from './fromWeights.js';
import { rankOfPosted, type Ranker } from './rank.js';
import { createPostedEpoch } from './yuma.js';

/**
 * The pay of a mechanism with a memory, which begins empty: each call ends a block. Undefined for a mechanism that pays by
 * rank. One without a rule here is asked for its dense one, up to 8192 peers.
 */
export function payerOf(
  where: string,
  posted: PostedWeights,
  name: MechanismName,
): Ranker | undefined {
  const mechanism = MECHANISMS[name];
  const rule = Object.entries(YUMA_RULES).find(([one]) => one === name);
  if (rule) {
    const { step, pay } = createPostedEpoch(posted, yumaSettings(where, rule[1]));
    return (voting, out) => {
      step(voting);
      out.set(pay);
    };
  }
  if (mechanism.epochs === undefined) return undefined;
  const { peers, weights } = expanded(where, posted);
  const memory = mechanism.epochs(peers);
  return (voting, out) => {
    memory.pay(weights, voting, out);
    checkPay(where, mechanism, out);
  };
}

/** The options of {@link payPosted}. */
export const POSTED_PAY = { mechanism: choice(MECHANISM_NAMES, 'paper', 'The rule of pay') };

/**
 * The part of the first block's issuance that each peer is paid at posted weights: R_j/Σ_k R_k, or incentive and dividends
 * under Yuma consensus.
 *
 * @param options.mechanism - default `paper`
 * @returns [n], which sums to 1, or to 0 where there is no pay
 * @throws {@link InvalidArgumentError} when the posted weights or an option are invalid
 */
export function payPosted(
  posted: PostedWeights,
  options: OptionsOf<typeof POSTED_PAY> = {},
): Float64Array {
  const where = 'payPosted';
  const { mechanism } = readParameters(where, POSTED_PAY, options);
  checkPosted(where, posted);
  const payer = payerOf(where, posted, mechanism);
  if (payer === undefined) {
    const ranks = rankOfPosted(where, posted, mechanism);
    const total = ranks.reduce((sum, rank) => sum + rank, 0);
    return ranks.map((rank) => (total > 0 ? rank / total : 0));
  }
  const out = new Float64Array(posted.peers);
  payer(votingInto(posted, posted.stake, new Float64Array(posted.peers)), out);
  return out;
}
