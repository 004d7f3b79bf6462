/*
 * Valid calls of figures of markets, and of output: SVG, pages, tables.
 */
import {
  alternativeText,
  formatCell,
  plotAdaptation,
  plotBoundedUpdates,
  plotCheaters,
  plotCooling,
  plotDescent,
  plotDifferences,
  plotJointRemoval,
  plotLines,
  plotLossGradient,
  plotMask,
  plotMatrices,
  plotMinted,
  plotNewcomers,
  plotPayoff,
  plotPeerBars,
  plotPeerRegret,
  plotRankScatter,
  plotRanking,
  plotRemoval,
  plotSigmoid,
  plotStakeBlocks,
  plotStakeShares,
  plotUnderweighting,
  tableOf,
  toPage,
  toSvg,
  type Figure,
  type LinePanel,
} from '../../../lib/entry/plot.js';
import {
  adaptInflation,
  idealRank,
  payoffAlongEdge,
  rank,
  regret,
  simulateInflation,
  traceDescent,
  type InflationHistory,
} from '../../../lib/entry/market.js';
import { target, type Target } from '../target.js';
import { smallMarket } from './smallMarket.js';

const sampled = (): object => ({ peers: 3, seed: 1, temperature: 0.5, ratio: 10 });
const common = (): { sampled: object; note: string } => ({ sampled: sampled(), note: 'A note.' });
const titled = (): object => ({
  ...{ title: 'A title', unit: 'weight', differs: sampled(), ...common(), varied: ['T'] },
});
const history = (): InflationHistory =>
  simulateInflation(smallMarket(), { inflation: 0.1, blocks: 4 });

/** A figure of one line with a band, and a heat map. */
export const smallFigure = (): Figure =>
  plotLines(smallMarket(), panels(), { title: 'A title', differs: sampled() });

export const panels = (): LinePanel[] => [
  {
    ...{ title: 'a panel', x: 'x', y: 'y' },
    lines: [{ name: 'a line', x: [1, 2], y: [3, 4], mode: 'lines+markers', text: ['a', 'b'] }],
    scale: { x: 'linear', y: 'log' },
    range: { x: [0, 3] },
  },
];

const temperatures = (): object => ({ temperatures: [0.1, 1], active: 1, ...common() });

/** Figures of markets, and their output. */
export const PLOTS: readonly Target[] = [
  target('alternativeText', alternativeText, () => [smallFigure()]),
  target('formatCell', formatCell, () => [0.123456]),
  target('plotAdaptation', plotAdaptation, () => [
    smallMarket(),
    adaptInflation(smallMarket(), { steps: 4 }),
    [{ step: 2, weights: smallMarket().weights, correlation: 0.5 }],
    { target: 1, ...common() },
  ]),
  target('plotBoundedUpdates', plotBoundedUpdates, () => [
    smallMarket(),
    smallMarket().weights,
    { bounds: [0.1], blocks: 3, ...common() },
  ]),
  target('plotCheaters', plotCheaters, () => [smallMarket(), common()]),
  target('plotCooling', plotCooling, () => [
    smallMarket(),
    [{ block: 0, market: smallMarket() }],
    { inflation: 0.1, ...common() },
  ]),
  target('plotDescent', plotDescent, () => [
    smallMarket(),
    traceDescent(smallMarket(), { maxSteps: 10, snapshots: 2 }),
    { tolerance: 1e-6, ...common() },
  ]),
  target('plotDifferences', plotDifferences, () => [
    smallMarket(),
    [{ h: 0.1, error: 1e-3 }],
    common(),
  ]),
  target('plotJointRemoval', plotJointRemoval, () => [
    [{ label: 'uniform', market: smallMarket() }],
    common(),
  ]),
  target('plotLines', plotLines, () => [
    smallMarket(),
    panels(),
    { title: 'A title', differs: 'in nothing', varied: ['T'], ...common() },
  ]),
  target('plotLossGradient', plotLossGradient, () => [smallMarket(), { peer: 1, ...common() }]),
  target('plotMask', plotMask, () => [smallMarket(), temperatures()]),
  target('plotMatrices', plotMatrices, () => [
    smallMarket(),
    [{ label: 'W', values: smallMarket().weights }],
    { ...titled(), slider: 'step', active: 0, range: [0, 1], middle: 0.5, axes: ['j', 'i'] },
  ]),
  target('plotMinted', plotMinted, () => [
    smallMarket(),
    [{ label: 'W', market: smallMarket() }],
    { inflation: 0.1, blocks: 3, ...common() },
  ]),
  target('plotNewcomers', plotNewcomers, () => [
    smallMarket(),
    { counts: [0, 2], maxSteps: 10, ...common() },
  ]),
  target('plotPayoff', plotPayoff, () => [
    smallMarket(),
    [{ ratio: 10, points: payoffAlongEdge(smallMarket(), 1, { points: 5 }) }],
    { peer: 1, ...common() },
  ]),
  target('plotPeerBars', plotPeerBars, () => [
    smallMarket(),
    [{ name: 'rank', values: rank(smallMarket()) }],
    { ...titled(), shares: true },
  ]),
  target('plotPeerRegret', plotPeerRegret, () => [
    smallMarket(),
    [{ ratio: 10, regret: regret(smallMarket(), { steps: 10, checkpoints: 2 }) }],
    common(),
  ]),
  target('plotRankScatter', plotRankScatter, () => [
    smallMarket(),
    [{ label: '10', ideal: idealRank(smallMarket()), competitive: rank(smallMarket()) }],
    { parameter: 'α/τ', title: 'A title', scales: 'each', unit: 'stake', ...common() },
  ]),
  target('plotRanking', plotRanking, () => [smallMarket(), { title: 'A title', ...common() }]),
  target('plotRemoval', plotRemoval, () => [smallMarket(), common()]),
  target('plotSigmoid', plotSigmoid, () => [smallMarket(), temperatures()]),
  target('plotStakeBlocks', plotStakeBlocks, () => [
    smallMarket(),
    history(),
    { inflation: 0.1, blocks: [0, 4], ...common() },
  ]),
  target('plotStakeShares', plotStakeShares, () => [
    smallMarket(),
    [{ label: 'a run', history: history() }],
    { inflation: 0.1, ...common() },
  ]),
  target('plotUnderweighting', plotUnderweighting, () => [
    smallMarket(),
    { from: 0, to: 1, ...temperatures() },
  ]),
  target('tableOf', tableOf, () => [smallFigure(), { step: 0 }]),
  target('toPage', toPage, () => [
    'A title',
    [{ id: 'one', figure: smallFigure(), rows: [{ a: 1, b: 'x', c: null }], parameters: { n: 3 } }],
  ]),
  target('toSvg', toSvg, () => [smallFigure(), { width: 400 }], { seconds: 40 }),
];
