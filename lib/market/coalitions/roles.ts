/*
 * Validators who weigh miners, as a square network that every mechanism ranks: peers 0 to V − 1 are the validators and hold all
 * stake, peers V to V + M − 1 are the miners.
 *
 *   w_i = (0, row) of a validator;  w_jj = 1 of a miner, which holds no stake and, where votes for oneself are masked, buys no bonds
 */
import { type Mechanism } from '../mechanisms/mechanism.js';

/** A network of V validators and M miners. */
export interface Roles {
  readonly validators: number;
  readonly miners: number;
  /** W, [V + M, V + M]. */
  readonly weights: Float64Array;
  /** S, [V + M]. */
  readonly stake: Float64Array;
}

/** The network with the validators' stake, [V], and without their rows. */
export function createRoles(stake: Float64Array, miners: number): Roles {
  const validators = stake.length;
  const n = validators + miners;
  const weights = new Float64Array(n * n);
  for (let j = validators; j < n; j++) weights[j * n + j] = 1;
  const held = new Float64Array(n);
  held.set(stake);
  return { validators, miners, weights, stake: held };
}

/** Writes the row of a validator over the miners, [M]. */
export function postRow(
  { validators, miners, weights }: Roles,
  i: number,
  row: Float64Array,
): void {
  weights.set(row, i * (validators + miners) + validators);
}

/** Ranks and pay of epochs under a mechanism, whose memory begins empty. */
export interface RolesEpochs {
  /** R of all peers, [V + M]. */
  readonly ranks: Float64Array;
  /** The part of the issuance that each peer is paid, [V + M]; 0 everywhere where no peer is paid. */
  readonly pay: Float64Array;
  /** Ends an epoch at the network's rows. */
  readonly step: () => void;
}

/** Epochs of a network under a mechanism. */
export function epochsOf({ weights, stake }: Roles, mechanism: Mechanism): RolesEpochs {
  const n = stake.length;
  const [ranks, pay] = [new Float64Array(n), new Float64Array(n)];
  const memory = mechanism.epochs?.(n);
  const step = (): void => {
    mechanism.rank(n, weights, stake, ranks);
    if (memory) {
      memory.pay(weights, stake, pay);
      return;
    }
    let total = 0;
    for (const rank of ranks) total += rank;
    for (let j = 0; j < n; j++) pay[j] = total > 0 ? ranks[j] / total : 0;
  };
  return { ranks, pay, step };
}
