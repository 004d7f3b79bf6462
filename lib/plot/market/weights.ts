/*
 * §1.3 as figures: weights that peers post, (3), the ranking they make, (4), and what keeps neither honest.
 */
import { cheatedRankings, idealRank, traceUpdates, type Market } from '../../market/index.js';
import { number, type MarketFigureOptions } from '../caption.js';
import { type Figure } from '../figure.js';
import { plotLines, type Line } from './lines.js';
import { plotPeerBars, type PeerValuesStep } from './peerBars.js';
import { checkMarket, checkWeights } from '../../market/market.js';
import { checkOptions, each, integer, MARKET_OPTIONS, positive } from '../checks.js';

/** Ranks as shares, with a slider over how many peers (those that rank lowest first) put all weight on themselves. */
export function plotCheaters(market: Market, options: MarketFigureOptions = {}): Figure {
  checkMarket('plotCheaters', market);
  checkOptions('plotCheaters', options, MARKET_OPTIONS);
  const ideal = idealRank(market);
  const steps = cheatedRankings(market).map(({ cheaters, ranks, correlation }): PeerValuesStep => {
    const accuracy = Number.isNaN(correlation) ? 'undefined' : number(correlation);
    return {
      label: String(cheaters),
      series: [
        { name: 'ideal rank (2)', values: ideal },
        { name: `rank of the weights, r = ${accuracy}`, values: ranks },
      ],
    };
  });
  return plotPeerBars(market, steps, {
    note: 'Cheaters set w<sub>ii</sub> = 1, the ideally lowest first; all others are honest, (3).',
    ...options,
    title: 'Peers that rank themselves',
    unit: 'share of the sum of ranks',
    shares: true,
    slider: 'cheaters',
    active: 1,
    differs: 'As in the paper, which says that peers will do so and shows no numbers.',
    varied: ['T', 'α/τ'],
  });
}

/**
 * Bounded changes: how far the weights are from what peers want to post, block by block, and how good the ranking is.
 */
export function plotBoundedUpdates(
  market: Market,
  proposal: Float64Array,
  options: MarketFigureOptions & { readonly bounds: readonly number[]; readonly blocks: number },
): Figure {
  const where = 'plotBoundedUpdates';
  checkMarket(where, market);
  checkWeights(where, market.peers, proposal);
  checkOptions(where, options, {
    ...{ ...MARKET_OPTIONS, bounds: each(positive, 1), blocks: integer(1) },
  });
  const { bounds, blocks, ...rest } = options;
  const traces = bounds.map((bound) => traceUpdates(market, proposal, { bound, blocks }));
  const lines = (value: 'distance' | 'correlation'): Line[] =>
    traces.map((trace, at) => ({
      name: `ε = ${bounds[at]}`,
      x: trace.map((_, block) => block),
      y: trace.map((point) => point[value]),
    }));
  return plotLines(
    market,
    [
      {
        title: 'the row that is farthest from its proposal',
        x: 'block',
        y: 'distance ‖·‖<sub>2</sub> (weight)',
        lines: lines('distance'),
      },
      {
        title: 'accuracy of the ranking',
        x: 'block',
        y: 'Pearson r of R with the ideal',
        lines: lines('correlation'),
        range: { y: [-1.05, 1.05] },
      },
    ],
    {
      note: 'Every row moves straight towards its proposal by at most ε a block.',
      ...rest,
      title: 'Changes of bounded size',
      differs:
        'The paper bounds ‖W<sub>i</sub>‖<sub>2</sub> itself; no row that sums to 1 is shorter than 1/√n, so that the change must be meant.',
      varied: ['T', 'α/τ'],
    },
  );
}
