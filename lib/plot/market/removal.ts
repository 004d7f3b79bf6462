/*
 * §1.2 as figures: what removing peers costs, exactly and by the diagonals of the Hessians, (2).
 */
import { mean } from '../../math/rows.js';
import {
  anchorAtWeights,
  idealRank,
  removalCosts,
  type Form,
  type Market,
  type Outputs,
} from '../../market/index.js';
import { correlation } from '../../math/correlation.js';
import { number, type MarketFigureOptions } from '../caption.js';
import { type Figure } from '../figure.js';
import { plotLines, type LinePanel } from './lines.js';
import { checkMarket } from '../../market/market.js';
import { checkOptions, each, fields, market, MARKET_OPTIONS, text } from '../checks.js';

/** Exact against second-order cost of removing every peer: unmasked, masked off the minimum, masked at the minimum. */
export function plotRemoval(market: Market, options: MarketFigureOptions = {}): Figure {
  checkMarket('plotRemoval', market);
  checkOptions('plotRemoval', options, MARKET_OPTIONS);
  const panel = (title: string, from: Market, outputs: Outputs): LinePanel => {
    const approximate = idealRank(from, { outputs });
    const exact = Array.from(approximate, (_, peer) =>
      mean(removalCosts(from, [peer], { outputs })),
    );
    const most = 1.05 * Math.max(...exact, ...approximate);
    return {
      title: `${title}, r = ${number(correlation(exact, approximate))}`,
      x: 'second order, (2) (loss)',
      y: 'exact cost (loss)',
      range: { x: [0, most], y: [Math.min(0, 1.05 * Math.min(...exact)), most] },
      lines: [
        { name: 'equal', x: [0, most], y: [0, most], yardstick: true },
        {
          name: 'a peer',
          x: approximate,
          y: exact,
          mode: 'markers',
          colour: 0,
          text: exact.map((_, peer) => `peer ${peer}`),
        },
      ],
    };
  };
  const open = { ...market };
  const own = open as { anchor?: Float64Array; form?: Form };
  delete own.anchor;
  delete own.form;
  return plotLines(
    market,
    [
      panel('unmasked, at the minimum', open, 'unit'),
      panel('masked off it', open, 'masked'),
      panel('masked, at it (W<sub>0</sub>)', anchorAtWeights(open), 'masked'),
    ],
    {
      note:
        'Each point is a peer; cost is the mean over all peers of the loss without it less the loss with it. In the middle panel the network ' +
        'is not at its minimum and the linear term, which (2) leaves out, is most of the cost.',
      ...options,
      title: 'The cost of removing a peer, exactly and by (2)',
      differs:
        'The paper drops the linear term, with assumption 2 of §2.2 as the reason; the model’s loss is exactly quadratic, without the factor ½.',
    },
  );
}

/** A market under a label. */
export interface LabelledMarket {
  readonly label: string;
  readonly market: Market;
}

/** Peers removed together, the ideally ranked first: the exact cost, and the sum of their ranks (2). */
export function plotJointRemoval(
  markets: readonly LabelledMarket[],
  options: MarketFigureOptions = {},
): Figure {
  each(fields({ label: text, market }), 1)('plotJointRemoval', 'markets', markets);
  checkOptions('plotJointRemoval', options, MARKET_OPTIONS);
  const panels = markets.map(({ label, market: one }): LinePanel => {
    const ideal = idealRank(one);
    const order = Array.from(ideal.keys()).sort((a, b) => ideal[b] - ideal[a]);
    const counts = Array.from({ length: one.peers + 1 }, (_, count) => count);
    const gone = counts.map((count) => order.slice(0, count));
    return {
      title: label,
      x: 'peers removed, best first',
      y: 'mean cost (loss)',
      lines: [
        {
          name: 'exact',
          x: counts,
          y: gone.map((peers) => mean(removalCosts(one, peers))),
          mode: 'lines+markers',
        },
        {
          name: 'sum of R<sub>i</sub>',
          x: counts,
          y: gone.map((peers) => peers.reduce((sum, peer) => sum + ideal[peer], 0)),
          mode: 'lines+markers',
        },
      ],
    };
  });
  return plotLines(markets[0].market, panels, {
    note: 'Peers vanish together from the unmasked network. Between the lines lie the off-diagonal entries of the Hessians, which (2) does not read.',
    ...options,
    title: 'The cost of removing several peers is not the sum of their ranks',
    differs: 'The paper removes one peer at a time.',
    varied: ['hessians'],
  });
}
