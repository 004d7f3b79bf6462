/*
 * §1.3 as figures: weights that peers post, (3), the ranking they make, (4), and what keeps neither honest.
 */
import { boundedUpdate, idealRank, rank, setWeight, type Market } from '../../market/index.js';
import { correlation } from '../../math/correlation.js';
import { number } from '../caption.js';
import { type Figure } from '../figure.js';
import { plotLines, type Line } from './lines.js';
import { type MarketFigureOptions } from './caption.js';
import { plotPeerBars, type PeerValuesStep } from './peerBars.js';

const EQUAL_RANKS = 'undefined';

/** Ranks as shares, with a slider over how many peers (those that rank lowest first) put all weight on themselves. */
export function plotCheaters(market: Market, options: MarketFigureOptions = {}): Figure {
  const n = market.peers;
  const ideal = idealRank(market);
  const order = Array.from(ideal.keys()).sort((a, b) => ideal[a] - ideal[b]);
  let { weights } = market;
  const steps: PeerValuesStep[] = [];
  for (let cheaters = 0; cheaters <= n; cheaters++) {
    if (cheaters > 0) {
      const peer = order[cheaters - 1];
      weights = setWeight({ peers: n, weights }, { from: peer, to: peer, weight: 1 });
    }
    const values = rank({ ...market, weights });
    const r = correlation(values, ideal);
    const accuracy = Number.isNaN(r) ? EQUAL_RANKS : number(r);
    steps.push({
      label: String(cheaters),
      series: [
        { name: 'ideal rank (2)', values: ideal },
        { name: `rank of the weights, r = ${accuracy}`, values },
      ],
    });
  }
  return plotPeerBars(market, steps, {
    ...options,
    note:
      options.note ??
      'Cheaters set w<sub>ii</sub> = 1, the ideally lowest first; all others are honest, (3).',
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
  const { bounds, blocks, ...rest } = options;
  const n = market.peers;
  const ideal = idealRank(market);
  const far: Line[] = [];
  const accuracy: Line[] = [];
  for (const [index, bound] of bounds.entries()) {
    let weights = market.weights;
    const distances: number[] = [];
    const correlations: number[] = [];
    for (let block = 0; block <= blocks; block++) {
      if (block > 0) weights = boundedUpdate({ peers: n, weights }, proposal, bound);
      distances.push(farthestRow(n, weights, proposal));
      correlations.push(correlation(rank({ ...market, weights }), ideal));
    }
    const x = distances.map((_, block) => block);
    far.push({ name: `ε = ${bound}`, x, y: distances, colour: index });
    accuracy.push({ name: `ε = ${bound}`, x, y: correlations, colour: index });
  }
  return plotLines(
    market,
    [
      {
        title: 'the row that is farthest from its proposal',
        x: 'block',
        y: 'distance ‖·‖<sub>2</sub> (weight)',
        lines: far,
      },
      {
        title: 'accuracy of the ranking',
        x: 'block',
        y: 'Pearson r of R with the ideal',
        lines: accuracy,
        range: { y: [-1.05, 1.05] },
      },
    ],
    {
      ...rest,
      note: rest.note ?? 'Every row moves straight towards its proposal by at most ε a block.',
      title: 'Changes of bounded size',
      differs:
        'The paper bounds ‖W<sub>i</sub>‖<sub>2</sub> itself; no row that sums to 1 is shorter than 1/√n, so that the change must be meant.',
      varied: ['T', 'α/τ'],
    },
  );
}

function farthestRow(n: number, weights: Float64Array, proposal: Float64Array): number {
  let most = 0;
  for (let row = 0; row < n * n; row += n) {
    let square = 0;
    for (let at = row; at < row + n; at++) square += (proposal[at] - weights[at]) ** 2;
    most = Math.max(most, Math.sqrt(square));
  }
  return most;
}
