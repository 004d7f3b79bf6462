/*
 * The settings of the scaling study: each number of peers at each temperature, in the paper's unit at its ratios, and in
 * mean bids s̄/n at ratios in mean bids (lib/market/units.ts).
 */
import { type MarketUnit } from '../../market/index.js';

/** The lists of the study. */
export interface Lists {
  readonly peers: readonly number[];
  readonly temperatures: readonly number[];
  readonly ratios: readonly number[];
  readonly meanBidTemperatures: readonly number[];
  readonly meanBidRatios: readonly number[];
}

/** One number of peers at one temperature, with the unit of T and α/τ. */
export interface ScalingSetting {
  readonly peers: number;
  readonly temperature: number;
  readonly ratios: number[];
  readonly temperatureUnit: MarketUnit;
  readonly ratioUnit: MarketUnit;
  readonly measured: number[][];
}

/** Both units, the paper's first. */
export const BOTH_UNITS = ['absolute', 'meanBid'] as const;

/** The temperatures and ratios of a unit. */
export function sweepOf(
  lists: Lists,
  unit: MarketUnit,
): { temperatures: number[]; ratios: number[] } {
  const { temperatures, ratios, meanBidTemperatures, meanBidRatios } = lists;
  return unit === 'absolute'
    ? { temperatures: [...temperatures], ratios: [...ratios] }
    : { temperatures: [...meanBidTemperatures], ratios: [...meanBidRatios] };
}

/** The names of T and α/τ in a unit. */
export function namesOf(unit: MarketUnit): { T: string; ratio: string } {
  return unit === 'absolute' ? { T: 'T', ratio: 'α/τ' } : { T: 'nT/s̄', ratio: 'n(α/τ)/s̄' };
}

/** Every setting, in order of the unit, the number of peers and the temperature. */
export function settingsOf(lists: Lists): ScalingSetting[] {
  return BOTH_UNITS.flatMap((unit) => {
    const { temperatures, ratios } = sweepOf(lists, unit);
    return lists.peers.flatMap((peers) =>
      temperatures.map((temperature) => ({
        ...{ peers, temperature, ratios, measured: [] },
        ...{ temperatureUnit: unit, ratioUnit: unit },
      })),
    );
  });
}
