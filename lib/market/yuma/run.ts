/*
 * Epochs of Yuma consensus as pure steps: bonds in, an outcome with the next bonds out. The rule is the chain's
 * (opentensor/subtensor, run_epoch), in float64 where the chain has fixed-point numbers.
 */
import { checkList, checkVector, show } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';
import { createEpoch, epochBytes, stepEpoch, type Epoch } from './epoch.js';
import { readNetwork, type ReadNetwork, type YumaNetwork } from './network.js';
import { yumaSettings, type YumaOptions, type YumaSettings } from './options.js';
import { NONE } from './votes.js';

/** The outcome of an epoch of V validators and M miners. */
export interface YumaOutcome {
  readonly validators: number;
  readonly miners: number;
  /** C, [M]. */
  readonly consensus: Float64Array;
  /** min(v_ij, C_j), [V, M]. */
  readonly clipped: Float64Array;
  /** P_j = Σ_i s_i v_ij, [M], s summing to 1. */
  readonly preranks: Float64Array;
  /** R_j = Σ_i s_i min(v_ij, C_j), [M]; with a floor, Σ_i s_i max(min(v_ij, C_j), F_j). */
  readonly ranks: Float64Array;
  /** I = R/ΣR, [M]; 0 where no miner has rank. */
  readonly incentive: Float64Array;
  /** Σ_i s_i min(v_ij, C_j)/P_j, [M]; 0 where P_j is. */
  readonly trust: Float64Array;
  /** Σ_j min(v_ij, C_j), [V]. */
  readonly validatorTrust: Float64Array;
  /** B after the epoch, [V, M]: the state of the next. */
  readonly bonds: Float64Array;
  /** D, [V]. */
  readonly dividends: Float64Array;
  /** The validators' part of the pay, [V]; with `minerPay` it sums to 1, or to 0 where there is no pay. */
  readonly validatorPay: Float64Array;
  /** The miners' part of the pay, [M]. */
  readonly minerPay: Float64Array;
}

/** The arrays of an epoch of this network. */
function epochOf(where: string, { validators, miners, own }: ReadNetwork, settings: YumaSettings) {
  const size = epochBytes(validators, miners);
  checkMemory(where, `an epoch of ${validators} validators and ${miners} miners`, 2 * size);
  const masked = settings.selfWeights === 'masked' ? own : new Int32Array(validators).fill(NONE);
  return createEpoch(validators, miners, settings, masked);
}

function outcomeOf(epoch: Epoch): YumaOutcome {
  const { votes, consensus, stake } = epoch;
  const miners = consensus.length;
  return {
    ...{ validators: stake.length, miners, consensus: consensus.slice() },
    clipped: votes.map((vote, at) => Math.min(vote, consensus[at % miners])),
    ...{ preranks: epoch.preranks.slice(), ranks: epoch.ranks.slice() },
    ...{ incentive: epoch.incentive.slice(), trust: epoch.trust.slice() },
    ...{ validatorTrust: epoch.validatorTrust.slice(), bonds: epoch.bonds.slice() },
    ...{ dividends: epoch.dividends.slice(), validatorPay: epoch.validatorPay.slice() },
    minerPay: epoch.minerPay.slice(),
  };
}

/** The columns of miners whose bonds are reset are set to 0. */
function resetBonds({ validators, miners, reset }: ReadNetwork, bonds: Float64Array): void {
  for (const miner of reset) for (let i = 0; i < validators; i++) bonds[i * miners + miner] = 0;
}

/**
 * One epoch of Yuma consensus. C_j is the largest weight that validators with κ of the stake give j or exceed; weights are
 * clipped at it, R_j = Σ_i s_i min(v_ij, C_j) with rows and stake divided by their sums; miners are paid by incentive
 * R/ΣR, validators by dividends on bonds, whose rule is the version's.
 *
 * @param network - weights [V, M] or votes one by one, stake [V], and which miners the validators are
 * @param options - `version`, default `yuma3`; `majority` κ, default 32767/65535; `bondPenalty` β, default 1, and the others
 *   of the reference, at the chain's values
 * @param bonds - B of the epoch before, [V, M], from 0 to 1; left out or null in the first epoch
 * @throws {@link InvalidArgumentError} when the network, an option or the bonds are invalid
 */
export function yumaEpoch(
  network: YumaNetwork,
  options: YumaOptions = {},
  bonds: Float64Array | null = null,
): YumaOutcome {
  const where = 'yumaEpoch';
  const settings = yumaSettings(where, options);
  const read = readNetwork(where, network);
  const epoch = epochOf(where, read, settings);
  if (bonds !== null) {
    const { validators: V, miners: M } = read;
    checkVector(where, 'bonds', bonds, V * M, `[${V}, ${M}]`);
    const at = bonds.findIndex((bond) => bond < 0 || bond > 1);
    if (at >= 0) {
      const rule = 'bonds must be from 0 to 1';
      const pair = `of validator ${Math.floor(at / M)} in miner ${at % M}`;
      throw new InvalidArgumentError(where, rule, `${bonds[at]} ${pair}`);
    }
    epoch.bonds.set(bonds);
  }
  resetBonds(read, epoch.bonds);
  stepEpoch(epoch, read.weights, read.stake, bonds === null);
  return outcomeOf(epoch);
}

/**
 * Epochs one after the other, from no bonds: {@link yumaEpoch} with the bonds of the epoch before.
 *
 * @param networks - weights and stake of each epoch, of as many validators and miners
 * @returns an outcome for each epoch
 * @throws {@link InvalidArgumentError} when a network or an option is invalid, or epochs differ in size
 */
export function runYuma(
  networks: readonly YumaNetwork[],
  options: YumaOptions = {},
): YumaOutcome[] {
  const where = 'runYuma';
  const settings = yumaSettings(where, options);
  checkList(where, 'networks', networks);
  const outcomes: YumaOutcome[] = [];
  let bonds: Float64Array = new Float64Array(0);
  for (const [at, network] of networks.entries()) {
    const read = readNetwork(where, network);
    const epoch = epochOf(where, read, settings);
    if (at > 0) {
      const [{ validators, miners }] = outcomes;
      if (read.validators !== validators || read.miners !== miners) {
        const rule = `networks must have ${validators} validators and ${miners} miners in each epoch`;
        throw new InvalidArgumentError(
          where,
          rule,
          `${show(read.validators)} and ${show(read.miners)} in epoch ${at}`,
        );
      }
      epoch.bonds.set(bonds);
    }
    resetBonds(read, epoch.bonds);
    stepEpoch(epoch, read.weights, read.stake, at === 0);
    const outcome = outcomeOf(epoch);
    bonds = outcome.bonds;
    outcomes.push(outcome);
  }
  return outcomes;
}
