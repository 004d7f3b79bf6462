import { mean } from '../../math/rows.js';
import { idealRank, rank, type Market } from '../../market/index.js';
import { correlation } from '../../math/correlation.js';
import { plotLines } from './lines.js';
import { type Figure } from '../figure.js';
import { number, type MarketFigureOptions } from '../caption.js';
import { checkMarket } from '../../market/market.js';
import { checkOptions, MARKET_OPTIONS, maybe, text } from '../checks.js';

/** The ranking that the market's weights make, (5), against the ideal one, (2): a point for each peer. */
export function plotRanking(
  market: Market,
  options: MarketFigureOptions & { title?: string } = {},
): Figure {
  checkMarket('plotRanking', market);
  checkOptions('plotRanking', options, { ...MARKET_OPTIONS, title: maybe(text) });
  const { title = 'The pay of peers against their worth', ...rest } = options;
  const [ideal, paid] = [idealRank(market), rank(market)];
  const r = correlation(paid, ideal);
  const labels = Array.from(ideal, (_, peer) => `peer ${peer}`);
  const centre = mean(paid);
  const ends = [Math.min(...ideal), Math.max(...ideal)];
  return plotLines(
    market,
    [
      {
        title: `r = ${Number.isNaN(r) ? 'undefined' : number(r)}`,
        x: 'ideal rank R (loss)',
        y: 'rank R* of the weights (stake)',
        lines: [
          { name: 'equal rank', x: ends, y: [centre, centre], yardstick: true },
          { name: 'a peer', x: ideal, y: paid, mode: 'markers', text: labels, colour: 0 },
        ],
      },
    ],
    {
      note: 'One point a peer; the dashed line is where all would be paid the same.',
      ...rest,
      title,
      differs: rest.sampled ?? '',
    },
  );
}
