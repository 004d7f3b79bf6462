/*
 * What a figure of a single market says of it. A market does not know how it was drawn: who draws the figure hands in
 * the parameters of `randomMarket` as well.
 */
import { type Allocation, type Market, type RandomMarketParameters } from '../../market/index.js';
import { versions } from '../../files/version.js';
import { version } from '../caption.js';

/** The options of all figures of a single market. */
export interface MarketFigureOptions {
  /** How the market was drawn: names Hessians, anchor and seed in the caption. */
  readonly sampled?: RandomMarketParameters;
  /** Sentences that open the caption, instead of the figure's own. */
  readonly note?: string;
}

/** A parameter that a figure varies itself. */
export type Varied = 'T' | 'α/τ' | 'stake' | 'hessians';

/** θ as one clause; a parameter that the figure varies itself is left out by name. */
export function marketSetting(
  market: Allocation & Partial<Market>,
  drawn?: RandomMarketParameters,
  varied: readonly Varied[] = [],
): string {
  const { peers, temperature, stake, ratio, hessians } = market;
  const parts = [`n = ${peers}`];
  if (!varied.includes('T')) parts.push(`T = ${temperature}`);
  if (!varied.includes('stake')) parts.push(`stake ${spread(stake)}`);
  if (ratio !== undefined && !varied.includes('α/τ')) parts.push(`α/τ = ${ratio}`);
  if (drawn && hessians) {
    if (!varied.includes('hessians')) parts.push(`hessians ${drawn.hessians ?? 'uniform'}`);
    parts.push(`anchor ${drawn.anchor ?? 'open'}`);
  }
  return parts.join(', ') + (drawn ? `; seed ${drawn.seed ?? 0}` : '');
}

/** The differences from the paper, for simulated markets. */
export function differences({
  anchor,
  hessians,
}: {
  readonly anchor: string;
  readonly hessians: string;
}): string {
  const found = [
    'the loss counts against the payoff (the paper’s (15) has a plus sign)',
    anchor === 'open'
      ? 'the loss is anchored at the unmasked network, not at W₀ as in (16)'
      : 'the loss is anchored at W₀, as in (16) to the letter',
    hessiansDiffer(hessians),
  ];
  return `Differs from the paper: ${found.join('; ')}.`;
}

/** The source of the Hessians, as a clause. */
export function hessiansDiffer(hessians: string): string {
  switch (hessians) {
    case 'measured':
      return 'the Hessians are measured ones';
    case 'trained':
      return 'the Hessians are measured on trained networks, scaled so that masking every input costs 1';
    default:
      return 'the paper does not say how its Hessians were drawn';
  }
}

/** A whole caption: the content, the parameters, the differences from the paper, and the version. */
export function marketCaption(
  note: string,
  setting: string,
  differs: string | RandomMarketParameters,
): string {
  const different =
    typeof differs === 'string'
      ? differs
      : differences({ anchor: differs.anchor ?? 'open', hessians: differs.hessians ?? 'uniform' });
  return [note, `${setting}.`, different, version(versions())].filter((part) => part).join(' ');
}

/** `1` where all values are the same, else `0.2 to 3`. */
function spread(values: Float64Array): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const short = (value: number): string => String(Number(value.toPrecision(3)));
  return least === most ? short(least) : `${short(least)} to ${short(most)}`;
}
