/*
 * One network of the copiers study: the pay of copiers under each rule and each delay, of the same miners and measurements.
 */
import { randomMeasurements, simulateCopiers } from '../../market/index.js';
import { BOND_RULES, type BondRule } from '../market/bondRules.js';
import { networkStream } from '../market/parameters.js';
import { cell } from '../result.js';

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
  readonly mechanisms: readonly BondRule[];
}

/** The pay of copiers at a delay under a rule. */
export interface CopyingOutcome {
  readonly mechanism: BondRule;
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
    const rule = BOND_RULES[mechanism];
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
