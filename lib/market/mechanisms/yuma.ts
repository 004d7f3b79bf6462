/*
 * Yuma consensus (lib/market/yuma) as mechanisms of a square network, in which every peer is validator and miner:
 *
 *   v_ij = w_ij/Σ_{k≠i} w_ik,  R_j = (1/n) Σ_i s_i min(v_ij, C_j),   pay: half by incentive R/ΣR, half by dividends on bonds
 *
 * The versions rank alike and differ in bonds. R does not depend on bonds, so that its gradient is the clip's:
 *
 *   ∂R_k/∂v_ik = s_i/n where v_ik < C_k,  (1/n) Σ_{l: v_lk ≥ C_k} s_l where peer i alone sets C_k,  0 above and at ties
 *
 * With a floor R sums to more than the mean stake where many votes are raised, and is divided by the excess.
 */
import { sum } from '../../math/rows.js';
import { createEpoch, rankEpoch, stepEpoch, type Epoch } from '../yuma/epoch.js';
import { yumaSettings, type YumaOptions, type YumaSettings } from '../yuma/options.js';
import { NONE } from '../yuma/votes.js';
import { clampedSlope, NETWORK_MAJORITY } from './levels.js';
import { defineMechanism, type Mechanism } from './mechanism.js';

/** The least sum of a peer's votes in the gradient, which a smaller sum would make unbounded. */
const LEAST = 1e-2;

/** An epoch of n peers that are validators and miners. */
function squareEpoch(n: number, settings: YumaSettings): Epoch {
  const masked = settings.selfWeights === 'masked';
  const own = Int32Array.from({ length: n }, (_, i) => (masked ? i : NONE));
  return createEpoch(n, n, settings, own);
}

/** ∂R_k/∂v_ik with s summing to 1, at the epoch's votes. */
function slope({ settings, votes, stake, consensus, floor }: Epoch, i: number, k: number): number {
  const [n, level] = [stake.length, consensus[k]];
  // Levels that are divided and cut down do not move with a weight.
  if (settings.consensus === 'shares') return votes[i * n + k] < level ? stake[i] : 0;
  return clampedSlope(n, votes, stake, [i, k], [floor?.weights[k] ?? 0, level]);
}

/** The factor by which ranks with a floor exceed the stake that votes, from 1. */
function excessOf({ floor, ranks }: Epoch): number {
  return floor ? Math.max(1, sum(ranks)) : 1;
}

function sumOf(values: Float64Array, members: Uint8Array): number {
  let total = 0;
  for (let k = 0; k < values.length; k++) if (members[k]) total += values[k];
  return total;
}

/**
 * A mechanism that is Yuma consensus with these options, paid by incentive and dividends. Its bonds begin with a run.
 *
 * @param words - `name`, `title` for figures, `about` for help
 * @param options - those of {@link yumaEpoch}
 * @throws {@link InvalidArgumentError} when a word or an option is invalid
 */
export function defineYuma<const Name extends string>(
  words: Pick<Mechanism<Name>, 'name' | 'title' | 'about'>,
  options: YumaOptions = {},
): Mechanism<Name> {
  const settings = yumaSettings('defineYuma', options);
  let held = squareEpoch(1, settings);
  const epochOf = (n: number): Epoch => {
    if (held.stake.length !== n) held = squareEpoch(n, settings);
    return held;
  };
  return defineMechanism({
    ...words,
    norm: 'l1',
    rank: (n, weights, stake, out) => {
      const epoch = epochOf(n);
      const total = rankEpoch(epoch, weights, stake) / excessOf(epoch);
      for (let j = 0; j < n; j++) out[j] = (epoch.ranks[j] * total) / n;
    },
    // ∂v_ik/∂w_ij = ([j = k] − v_ik)/(Σ_{k≠i} w_ik + ε) for j ≠ i.
    rankGradient: (n, weights, stake, peer, members, gradient) => {
      const epoch = epochOf(n);
      const total = rankEpoch(epoch, weights, stake);
      const { own, votes } = epoch;
      let given = settings.divisor;
      for (let j = 0; j < n; j++) if (j !== own[peer]) given += weights[peer * n + j];
      const excess = excessOf(epoch);
      const scale = total / (n * excess * Math.max(given, LEAST));
      const part = excess > 1 ? sumOf(epoch.ranks, members) / excess : 0;
      for (let k = 0; k < n; k++) {
        const counted = Number(members[k] > 0) - part;
        if (counted === 0 || k === own[peer]) continue;
        const rise = counted * scale * slope(epoch, peer, k);
        const vote = votes[peer * n + k];
        for (let j = 0; j < n; j++)
          if (j !== own[peer]) gradient[j] += rise * ((j === k ? 1 : 0) - vote);
      }
    },
    epochs: (n) => {
      const epoch = squareEpoch(n, settings);
      let first = true;
      return {
        pay: (weights, stake, out) => {
          stepEpoch(epoch, weights, stake, first);
          first = false;
          for (let i = 0; i < n; i++) out[i] = epoch.validatorPay[i] + epoch.minerPay[i];
        },
      };
    },
  });
}

/** The options of the library's mechanisms that are Yuma consensus, by name. */
export const YUMA_RULES = {
  ...{ yuma1: { version: 'yuma1' }, yuma2: { version: 'yuma2' }, yuma3: { version: 'yuma3' } },
  yuma3TwoSided: { version: 'yuma3', floor: NETWORK_MAJORITY },
} as const satisfies Readonly<Record<string, YumaOptions>>;

const CLIPPED =
  'clipped where half the stake suffices, votes for oneself masked, paid by incentive';

export const yuma1 = defineYuma(
  {
    name: 'yuma1',
    title: 'Yuma 1',
    about: `${CLIPPED} and by dividends on bonds, shares of the votes`,
  },
  YUMA_RULES.yuma1,
);

export const yuma2 = defineYuma(
  {
    name: 'yuma2',
    title: 'Yuma 2',
    about: `${CLIPPED} and by dividends on a moving average of such bonds`,
  },
  YUMA_RULES.yuma2,
);

export const yuma3 = defineYuma(
  {
    name: 'yuma3',
    title: 'Yuma 3',
    about: `${CLIPPED} and by dividends on bonds that follow each weight`,
  },
  YUMA_RULES.yuma3,
);

export const yuma3TwoSided = defineYuma(
  {
    name: 'yuma3TwoSided',
    title: 'Yuma 3, two-sided',
    about: 'the same with each vote for a rank counted as the median of its column',
  },
  YUMA_RULES.yuma3TwoSided,
);
