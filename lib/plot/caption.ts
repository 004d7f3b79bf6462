/*
 * Captions: numbers, the setting of a market or a network, the differences from the paper, and the version. A market
 * does not know how it was sampled: the parameters of `randomMarket` come beside it.
 */
import { versions, type Versions } from '../files/version.js';
import { type Allocation, type Market, type RandomMarketParameters } from '../market/index.js';
import { least, largest, sum } from '../math/rows.js';
import { type Network } from '../network/index.js';

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

/** A number with at most `digits` significant digits; the largest numbers do not round to infinity. */
export function rounded(value: number, digits: number): string {
  const text = value.toPrecision(digits);
  return Number.isFinite(Number(text)) ? String(Number(text)) : text;
}

/** A probability as a percentage: 0.95 → `95 %`. */
export function percent(share: number): string {
  const value = 100 * share;
  if (Number.isNaN(value)) return 'undefined';
  return Number.isFinite(value) ? `${rounded(value, 3)} %` : `${value > 0 ? '∞' : '−∞'} %`;
}

/** Sentences as one caption; empty ones are left out. */
export function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

/** The version, as the last sentence of a caption, with the definitions that are not the library's. */
export function version({ workbench, definitions = {} }: Versions = versions()): string {
  const own = Object.entries(definitions).map(([name, { file }]) =>
    file === undefined ? name : `${name} of ${file}`,
  );
  return `bittensor-workbench ${workbench}${own.length === 0 ? '' : `, with ${own.join(', ')}`}.`;
}

/** The options of all figures of a single market. */
export interface MarketFigureOptions {
  /** The parameters that the market was sampled with: names Hessians, anchor and seed in the caption. */
  readonly sampled?: RandomMarketParameters;
  /** Sentences that open the caption, instead of the figure's own. */
  readonly note?: string;
}

/** A parameter that a figure varies itself. */
export type Varied = 'T' | 'α/τ' | 'stake' | 'hessians';

/** θ as one clause; a parameter that the figure varies itself is left out by name. */
export function marketSetting(
  market: Allocation & Partial<Market>,
  sampled?: RandomMarketParameters,
  varied: readonly Varied[] = [],
): string {
  const { peers, temperature, stake, ratio, hessians } = market;
  const parts = [`n = ${peers}`];
  if (!varied.includes('T')) parts.push(`T = ${temperature}`);
  if (!varied.includes('stake')) parts.push(`stake ${spread(stake)}`);
  if (ratio !== undefined && !varied.includes('α/τ')) parts.push(`α/τ = ${ratio}`);
  if (sampled && hessians) {
    if (!varied.includes('hessians')) parts.push(`hessians ${sampled.hessians ?? 'uniform'}`);
    const { interaction = 1 } = sampled;
    if (interaction !== 1) parts.push(`interaction ${interaction}`);
    parts.push(`anchor ${sampled.anchor ?? 'open'}`);
  }
  return parts.join(', ') + (sampled ? `; seed ${sampled.seed ?? 0}` : '');
}

/** The differences from the paper, for simulated markets. */
export function differences({
  anchor = 'open',
  hessians = 'uniform',
}: {
  readonly anchor?: string;
  readonly hessians?: string;
}): string {
  const found =
    anchor === 'closed'
      ? [
          'the payoff counts the gain mᵀHm over the closed mask, as the authors’ public scripts do (the plus sign of (15); (16) has an anchor at W₀)',
        ]
      : [
          'the loss counts against the payoff (the paper’s (15) has a plus sign)',
          anchor === 'open'
            ? 'the loss is anchored at the unmasked network, not at W₀ as in (16)'
            : 'the loss is anchored at W₀, as in (16) to the letter',
        ];
  found.push(hessiansDiffer(hessians));
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
      return 'the paper does not say how its Hessians were sampled';
  }
}

/** The caption of a figure of one market: the note, the setting, the differences from the paper, the version. */
export function marketCaption(
  market: Allocation & Partial<Market>,
  note: string,
  {
    sampled,
    varied,
    differs = sampled ?? '',
  }: {
    readonly sampled?: RandomMarketParameters;
    readonly varied?: readonly Varied[];
    /** A sentence, or the parameters of the sampled market. Default: `sampled`. */
    readonly differs?: string | RandomMarketParameters;
  },
): string {
  return sentences(
    note,
    `${marketSetting(market, sampled, varied)}.`,
    typeof differs === 'string' ? differs : differences(differs),
    version(),
  );
}

/** The caption of a figure of one network: the note, the network's composition, the version. */
export function networkCaption({ peers, learners, settings, data }: Network, note = ''): string {
  const { width, context, learningRate, seed } = settings;
  const names = [...new Set(data.flatMap((own) => (own ? [own.name] : [])))].join(', ');
  const idle = peers - learners.length;
  const setting =
    `n = ${peers} peers${idle > 0 ? `, ${idle} of them without data` : ''}; ${names}, ${sum(data.map((own) => own?.rows ?? 0))} rows in all; ` +
    `representations of width ${width}, context ${context}, Adam with η = ${learningRate}; seed ${seed}.`;
  return sentences(note, setting, version());
}

/** `1` where all values are the same, else `0.2 to 3`. */
function spread(values: Float64Array): string {
  const [low, high] = [least(values), largest(values)];
  return low === high ? rounded(low, 3) : `${rounded(low, 3)} to ${rounded(high, 3)}`;
}
