/*
 * §1.4 as figures: (5), (6) and algorithm 1, block by block.
 */
import {
  INFLATION_NORMS,
  mask,
  mintedStake,
  newcomerEffects,
  type Allocation,
  type InflationHistory,
  type Market,
} from '../../market/index.js';
import { shares } from '../../math/rows.js';
import { type MarketFigureOptions } from '../caption.js';
import { type Figure } from '../figure.js';
import { plotMatrices } from './matrices.js';
import { plotLines, type Line, type LinePanel } from './lines.js';
import { plotPeerBars } from './peerBars.js';
import { checkMarket } from '../../market/market.js';
import {
  allocation,
  checkOptions,
  each,
  fields,
  integer,
  market as marketOf,
  MARKET_OPTIONS,
  numbers,
  positive,
  text,
  type Fields,
} from '../checks.js';

/** A run of algorithm 1 under a label. */
export interface LabelledHistory {
  readonly label: string;
  readonly history: InflationHistory;
}

const INFLATING: Fields = { ...MARKET_OPTIONS, inflation: positive };

const history = fields({ stake: numbers, stakes: numbers, ranks: numbers });
const runsOf = each(fields({ label: text, history }), 1);

/** Every peer's share of all stake over the blocks, a panel a run; the start is the market's stake. */
export function plotStakeShares(
  market: Market,
  runs: readonly LabelledHistory[],
  options: MarketFigureOptions & { readonly inflation: number },
): Figure {
  allocation('plotStakeShares', 'market', market);
  runsOf('plotStakeShares', 'runs', runs);
  checkOptions('plotStakeShares', options, INFLATING);
  const { inflation, ...rest } = options;
  const n = market.peers;
  const panels = runs.map(({ label, history: run }): LinePanel => {
    const blocks = run.stakes.length / n;
    const at = spaced(blocks, 100);
    const parts = at.map((block) => shares(stakeAt(market, run, block)));
    return {
      title: label,
      x: 'block',
      y: 'share of all stake',
      range: { y: [0, topShare(runs, market)] },
      lines: Array.from({ length: n }, (_, peer): Line => ({
        name: `peer ${peer}`,
        x: at,
        y: parts.map((share) => share[peer]),
        colour: peer,
      })),
    };
  });
  return plotLines(market, panels, {
    note: `Stake grows by (6) with τ = ${inflation} a block.`,
    ...rest,
    title: 'Shares of stake over the blocks of algorithm 1',
    differs: 'As in the paper, ‖R‖<sub>2</sub>; the paper shows no run of it.',
  });
}

/** Shares of stake and of rank at chosen blocks of a run, with a slider over them. */
export function plotStakeBlocks(
  market: Market,
  run: InflationHistory,
  options: MarketFigureOptions & { readonly inflation: number; readonly blocks: readonly number[] },
): Figure {
  allocation('plotStakeBlocks', 'market', market);
  history('plotStakeBlocks', 'history', run);
  const n = market.peers;
  const last = Math.floor(run.stakes.length / n);
  checkOptions('plotStakeBlocks', options, { ...INFLATING, blocks: each(integer(0, last), 1) });
  const { blocks, inflation, ...rest } = options;
  const steps = blocks.map((block) => {
    const paid = run.ranks.subarray(Math.max(0, block - 1) * n, Math.max(1, block) * n);
    return {
      label: String(block),
      series: [
        { name: 'share of stake', values: stakeAt(market, run, block) },
        { name: 'share of the rank that was paid', values: paid },
      ],
    };
  });
  return plotPeerBars(market, steps, {
    note: `Stake grows by (6) with τ = ${inflation} a block. Where both bars are level the shares stand still.`,
    ...rest,
    title: 'Stake follows rank, and rank follows stake',
    unit: 'share',
    shares: true,
    slider: 'block',
    differs: 'As in the paper, which shows no run of it.',
  });
}

/**
 * The stake minted by a block, in units of τ, under either norm of (6): between 1 and √n with ‖R‖₂, always 1 with
 * ‖R‖₁.
 */
export function plotMinted(
  market: Market,
  runs: readonly { readonly label: string; readonly market: Market }[],
  options: MarketFigureOptions & { readonly inflation: number; readonly blocks: number },
): Figure {
  allocation('plotMinted', 'market', market);
  each(fields({ label: text, market: marketOf }), 1)('plotMinted', 'runs', runs);
  checkOptions('plotMinted', options, { ...INFLATING, blocks: integer(1) });
  const { inflation, blocks, ...rest } = options;
  const root = Math.sqrt(market.peers);
  const panels = INFLATION_NORMS.map((norm): LinePanel => ({
    title: norm === 'l2' ? '‖R‖<sub>2</sub>, the paper’s' : '‖R‖<sub>1</sub>',
    x: 'block',
    y: 'minted a block / τ',
    range: { y: [0, 1.1 * root] },
    lines: [
      { name: '1 and √n', x: [0, blocks], y: [1, 1], yardstick: true },
      { name: '1 and √n', x: [0, blocks], y: [root, root], yardstick: true },
      ...runs.map(({ label, market: run }): Line => {
        const minted = mintedStake(run, { inflation, norm, blocks });
        return { name: label, x: minted.map((_, block) => block + 1), y: minted };
      }),
    ],
  }));
  return plotLines(market, panels, {
    note: `Weights stay as they are; τ = ${inflation}.`,
    ...rest,
    title: 'How much a block mints',
    differs: 'The paper’s (6) divides by ‖R‖<sub>2</sub>; ‖R‖<sub>1</sub> is our choice beside it.',
    varied: ['α/τ'],
  });
}

/**
 * The effects of peers without stake: the masks of the others, their pay in a block, the equilibrium and its ranking.
 */
export function plotNewcomers(
  market: Market,
  options: MarketFigureOptions & { readonly counts: readonly number[]; readonly maxSteps: number },
): Figure {
  checkMarket('plotNewcomers', market);
  checkOptions('plotNewcomers', options, {
    ...{ ...MARKET_OPTIONS, counts: each(integer(), 1), maxSteps: integer() },
  });
  const { counts, maxSteps, ...rest } = options;
  const n = market.peers;
  const found = counts.map((count) => newcomerEffects(market, count, { maxSteps }));
  const panel = (
    title: string,
    y: string,
    values: number[],
    range: readonly [number, number],
  ): LinePanel => ({
    title,
    x: 'peers without stake',
    y,
    lines: [{ name: 'the first n peers', x: counts, y: values, mode: 'lines+markers', colour: 0 }],
    range: { y: range },
  });
  const openings = found.map((effects) => effects.mask);
  return plotLines(
    market,
    [
      panel('mean mask at the first weights', 'mask of the first n peers', openings, [
        0.98 * Math.min(...openings),
        1.02 * Math.max(...openings),
      ]),
      panel(
        'weight kept for oneself',
        'mean w<sub>ii</sub> after the descent',
        found.map(({ kept }) => kept),
        [0, 1],
      ),
      panel(
        'accuracy of the ranking',
        'Pearson r of R* with R',
        found.map(({ correlation }) => correlation),
        [-0.05, 1.05],
      ),
    ],
    {
      note: `Peers without stake join a market of ${n}; no peer weighs them. Descents of at most ${maxSteps} steps; all values are those of the first ${n} peers.`,
      ...rest,
      title: 'Peers without stake move no share, and every mask',
      differs: rest.sampled ?? '',
    },
  );
}

/** The mask along a run of algorithm 1, at chosen blocks: growing stake sharpens it like a falling temperature. */
export function plotCooling(
  market: Allocation & Partial<Market>,
  states: readonly { readonly block: number; readonly market: Market }[],
  options: MarketFigureOptions & { readonly inflation: number },
): Figure {
  allocation('plotCooling', 'market', market);
  each(fields({ block: integer(), market: allocation }), 1)('plotCooling', 'states', states);
  checkOptions('plotCooling', options, INFLATING);
  const { inflation, ...rest } = options;
  return plotMatrices(
    market,
    states.map(({ block, market: at }) => ({ label: String(block), values: mask(at) })),
    {
      note: `Mask at the weights and stake of each block; τ = ${inflation} a block, T stays.`,
      ...rest,
      title: 'Inflation cools the market',
      unit: 'mask',
      axes: ['input from peer j', 'peer i'],
      range: [0, 1],
      slider: 'block',
      active: states.length - 1,
      differs: 'The paper does not say so; it follows from (6) and (7) as they stand.',
    },
  );
}

function stakeAt(market: Market, run: InflationHistory, block: number): Float64Array {
  const n = market.peers;
  return block === 0 ? market.stake : run.stakes.subarray((block - 1) * n, block * n);
}

function topShare(runs: readonly LabelledHistory[], market: Market): number {
  const last = runs.flatMap(({ history: run }) => shares(run.stake));
  return 1.08 * Math.max(...last, ...shares(market.stake));
}

/** 0 … blocks, at most `most` of them, evenly spaced, both ends included. */
function spaced(blocks: number, most: number): number[] {
  const count = Math.min(blocks, most);
  return Array.from({ length: count + 1 }, (_, at) =>
    Math.round((at * blocks) / Math.max(1, count)),
  );
}
