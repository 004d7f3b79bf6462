/*
 * One network of the copiers study: the pay of copiers under each rule and each delay, of the same miners and measurements.
 */
import { randomMeasurements, simulateCopiers, type YumaOptions } from '../../market/index.js';
import { networkStream } from '../market/parameters.js';
import { cell } from '../result.js';

/** The rules that pay copiers, as options of Yuma consensus. */
export const COPIED_RULES = {
  yuma1: { version: 'yuma1' },
  yuma2: { version: 'yuma2' },
  yuma3: { version: 'yuma3' },
  liquid: { version: 'yuma3', liquidAlpha: true },
} as const satisfies Record<string, YumaOptions>;

export type CopiedRule = keyof typeof COPIED_RULES;
export const COPIED_RULE_NAMES = Object.keys(COPIED_RULES) as CopiedRule[];

/** Titles for figures. */
export const COPIED_RULE_TITLES: Readonly<Record<CopiedRule, string>> = {
  ...{ yuma1: 'Yuma 1', yuma2: 'Yuma 2', yuma3: 'Yuma 3', liquid: 'Yuma 3 liquid' },
};

/** The parameters of one network. */
export interface CopyingParameters {
  readonly seed: number;
  readonly epochs: number;
  readonly warmup: number;
  readonly honest: number;
  readonly miners: number;
  readonly copiers: number;
  readonly share: number;
  readonly spread: number;
  readonly speed: number;
  readonly error: number;
  readonly delays: readonly number[];
  readonly mechanisms: readonly CopiedRule[];
}

/** The pay of copiers at a delay under a rule. */
export interface CopyingOutcome {
  readonly mechanism: CopiedRule;
  readonly delay: number;
  readonly profit: number | null;
  readonly breakEven: number | null;
  readonly accuracy: number | null;
  /** Accuracy without copiers. */
  readonly alone: number | null;
}

/** Pays honest validators and copiers of network `network`; its random numbers are the same at every speed and error. */
export function payCopiers(parameters: CopyingParameters, network: number): CopyingOutcome[] {
  const { seed, epochs, warmup, honest, miners, copiers, share, spread, speed, error } = parameters;
  const measured = randomMeasurements(networkStream(seed, network).split('copiers'), {
    ...{ epochs, miners, spread, speed, error, validators: honest },
  });
  // No rule of bonds moves incentive.
  const alone = cell(simulateCopiers(measured, { copiers: 0, warmup }).accuracy);
  return parameters.mechanisms.flatMap((mechanism) => {
    const rule = COPIED_RULES[mechanism];
    return parameters.delays.map((delay) => {
      const found = simulateCopiers(measured, { ...rule, copiers, share, warmup, delay });
      const { profit, breakEven, accuracy } = found;
      return {
        ...{ mechanism, delay, profit: cell(profit), breakEven: cell(breakEven) },
        ...{ accuracy: cell(accuracy), alone },
      };
    });
  });
}
