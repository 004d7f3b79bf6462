import { percent, sentences, version } from '../../plot/caption.js';
import {
  compose,
  dot,
  estimates,
  line,
  where,
  type Axis,
  type Mark,
  type Panel,
} from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { mechanismTitle } from '../market/titles.js';
import { type Coalitions } from './index.js';

/** By the mechanism's place, so that lines on one another are seen. */
const DASHES = ['solid', 'dash', 'dot'] as const;

/** The largest share of a small voter. */
const SMALL = 0.2;

const ROUNDING = 1e-9;

/**
 * The coalitions study: a small voter's gain for each unit of stake, gains of incentive and pay over all shares, the accuracy
 * that is left and the stake that counts, and both sides of a half.
 */
export function plotCoalitions(result: Coalitions): Figure {
  const { parameters, tables, versions } = result;
  const { networks, validators, members, miners, own, epochs, warmup, shares } = parameters;
  const names = [...new Set(tables.summary.map(({ mechanism }) => mechanism))];
  const along = (quantity: Quantity, most = 1): Mark[] =>
    names.map((mechanism, at) =>
      line(
        estimates(
          where(tables.summary, { mechanism }).filter(({ share }) => share <= most),
          ({ share }) => share,
          quantity,
        ),
        { name: mechanismTitle(mechanism), dots: true, dash: DASHES[at % DASHES.length] },
      ),
    );
  const small = Math.max(SMALL, Math.min(...shares));
  const stake: Axis = { label: 'share of stake', zero: true };
  const around = aroundHalf(shares);
  const panel = (title: string, y: string, quantity: Quantity, zero = true): Panel => ({
    ...{ title, x: stake, y: { label: y, zero }, marks: along(quantity) },
  });
  const titles = names.map(mechanismTitle);
  const rows: Panel[][] = [
    [
      {
        title: 'small voters',
        x: { label: 'share of stake', type: 'log' },
        y: { label: 'gain of incentive / share of stake', zero: true },
        marks: along('leverage', small),
      },
      panel('the coalition’s miners', 'gain of incentive', 'gain'),
      panel('the whole coalition', 'gain of pay', 'payGain'),
    ],
    [
      panel('accuracy', 'Pearson r of incentive with worth', 'accuracy', false),
      panel('stake that counts', 'part of all stake', 'counted'),
      {
        title: 'around a half',
        x: { label: 'gain of incentive', zero: true },
        y: { label: 'mechanism', categories: titles, reverse: true },
        marks: around.flatMap((share) =>
          names.map((mechanism) =>
            dot(
              where(tables.summary, { mechanism, share }).map((row) => ({
                ...{ x: row.gain, y: mechanismTitle(mechanism) },
                ...{ low: row.gainLow, high: row.gainHigh, open: share < 0.5 },
                label: `${percent(share)} of the stake`,
              })),
              { name: mechanismTitle(mechanism), across: true },
            ),
          ),
        ),
      },
    ],
  ];
  return compose({
    title: 'Coalitions: validators that reward own miners',
    rows,
    caption: sentences(
      `${networks} networks of ${validators} validators that measure ${miners} miners, of which ${members} validators and ${own} miners are a coalition; means over epochs ${warmup + 1} to ${epochs}; seed ${parameters.seed}.`,
      `The logarithm of worth has standard deviation ${parameters.spread} and forgets the part ${parameters.speed} in an epoch; a measurement errs by ${parameters.error} in the logarithm.`,
      'The coalition gives its miners all weight, in proportion to what it measured, and honest miners none; gains are over honest rows.',
      verdict(result),
      around.length > 0
        ? `Bottom right: ${around.map((share) => percent(share)).join(' and ')} of the stake, rings below a half.`
        : '',
      `Bars: ${percent(parameters.confidence)} intervals over networks.`,
      'The paper has neither validators nor coalitions of this kind.',
      version(versions),
    ),
  });
}

/** The largest share below a half, and the least above it. */
function aroundHalf(shares: readonly number[]): number[] {
  const sorted = [...shares].sort((a, b) => a - b);
  const below = sorted.filter((share) => share < 0.5).slice(-1);
  return [...below, ...sorted.filter((share) => share > 0.5).slice(0, 1)];
}

type Quantity = 'gain' | 'leverage' | 'payGain' | 'accuracy' | 'counted';

/** The mechanisms under which the least share gains most and least, and those that a share just above a half takes over. */
function verdict({ tables, parameters: { shares } }: Coalitions): string {
  const share = Math.min(...shares);
  const order = where(tables.summary, { share })
    .filter(({ gain }) => gain !== null)
    .sort((a, b) => Number(b.gain) - Number(a.gain));
  if (order.length === 0) return '';
  const [most, least] = [order[0], order[order.length - 1]];
  const said = ({ mechanism, gain }: typeof most): string =>
    `${mechanismTitle(mechanism)} (${Number((gain ?? 0).toPrecision(2))})`;
  const above = Math.min(...shares.filter((one) => one > 0.5));
  const taken = where(tables.summary, { share: above }).filter(
    ({ incentive }) => (incentive ?? 0) > 1 - ROUNDING,
  );
  return (
    `With ${percent(share)} of the stake the coalition gains most under ${said(most)} and least under ${said(least)}.` +
    (Number.isFinite(above)
      ? ` With ${percent(above)} its miners have all incentive under ${taken.length} of ${order.length} mechanisms.`
      : '')
  );
}
