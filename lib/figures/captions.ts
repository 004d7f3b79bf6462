/*
 * What a caption must say: what was run, with which parameters, and what differs from the paper.
 */
import {
  type CompetitionParameters,
  type HessianSource,
  type MarketParameters,
  type Versions,
} from '../studies/index.js';

/** A number as a caption shows it. */
export function number(value: number | null, digits = 2): string {
  return value === null ? 'undefined' : value.toFixed(digits);
}

/** `0.49 [0.42, 0.55]`. */
export function estimate(
  value: number | null,
  low: number | null,
  high: number | null,
  digits = 2,
): string {
  if (value === null) return 'undefined';
  return low === null || high === null
    ? number(value, digits)
    : `${number(value, digits)} [${number(low, digits)}, ${number(high, digits)}]`;
}

/** A probability as a percentage: 0.95 → `95 %`. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

/** θ as one clause: what every study shares. */
export function setting(
  parameters: Omit<MarketParameters, 'peers' | 'temperature' | 'measured'> & {
    peers: number | number[];
    temperature: number | number[];
  },
): string {
  const { peers, temperature, stake, learningRate, seed, hessians, anchor, ownInput, simplex } =
    parameters;
  const choices = [
    `hessians ${hessians}`,
    `anchor ${anchor}`,
    `own input ${ownInput}`,
    `simplex ${simplex}`,
  ];
  return (
    `n = ${list(peers)}, T = ${list(temperature)}, stake ${list(stake)}, λ = ${learningRate}, ` +
    `${choices.join(', ')}; seed ${seed}`
  );
}

/** How descents ended up: ε and the most steps. */
export function stopping({
  tolerance,
  maxSteps,
  order,
  solver,
}: Pick<CompetitionParameters, 'tolerance' | 'maxSteps' | 'order' | 'solver'>): string {
  if (solver === 'fast') {
    return `solved along the descent’s path to a residual of 1e-9 or ${maxSteps ?? '1000·n'} evaluations`;
  }
  const most =
    maxSteps === null
      ? order === 'sequential'
        ? '1000·n² steps'
        : '1000·n steps'
      : `${maxSteps} steps`;
  return `descent to ε = ${tolerance} or ${most}${order === 'sequential' ? ', one random peer a step' : ''}`;
}

/** What differs from the paper, for simulated markets. */
export function differences({
  anchor,
  hessians,
}: Pick<MarketParameters, 'anchor' | 'hessians'>): string {
  const found = [
    'the loss counts against the payoff (the paper’s (15) has a plus sign)',
    anchor === 'open'
      ? 'the loss is anchored at the unmasked network, not at W₀ as in (16)'
      : 'the loss is anchored at W₀, as in (16) to the letter',
    hessiansDiffer(hessians),
  ];
  return `Differs from the paper: ${found.join('; ')}.`;
}

/** Whose Hessians they are, as a clause. */
export function hessiansDiffer(hessians: HessianSource): string {
  switch (hessians) {
    case 'measured':
      return 'the Hessians are measured ones';
    case 'trained':
      return 'the Hessians are measured on trained networks, scaled so that masking every input costs 1';
    default:
      return 'the paper does not say how its Hessians were drawn';
  }
}

export function version({ workbench }: Versions): string {
  return `bittensor-workbench ${workbench}.`;
}

function list(value: number | readonly number[]): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}
