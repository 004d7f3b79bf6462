/*
 * §1.5 as figures: (7) m_ij = σ(s_i w_ij − μ_j), (8) σ(z) = 1/(1 + e^(−z/T)), and what under-weighting costs.
 */
import { mean } from '../../math/rows.js';
import {
  lossGradient,
  losses,
  mask,
  rank,
  setWeight,
  type Allocation,
  type Market,
} from '../../market/index.js';
import { type MarketFigureOptions } from '../caption.js';
import { type Figure } from '../figure.js';
import { plotMatrices } from './matrices.js';
import { plotLines, type Line } from './lines.js';
import { plotPeerBars } from './peerBars.js';
import { checkMarket } from '../../market/market.js';
import {
  allocation,
  checkOptions,
  each,
  integer,
  MARKET_OPTIONS,
  maybe,
  peerOf,
  positive,
  type Fields,
} from '../checks.js';

/** Temperatures that a figure's slider runs over. */
export interface TemperatureSlider extends MarketFigureOptions {
  /** Each above 0. */
  readonly temperatures: readonly number[];
  /** The place of the temperature shown first. Default 0. */
  readonly active?: number;
}

const SLIDER: Fields = {
  ...{ ...MARKET_OPTIONS, temperatures: each(positive, 1), active: maybe(integer()) },
};

const AS_IN_PAPER = 'As in the paper, which names no temperature.';

/** z_ij = s_i w_ij − μ_j of a market, [n, n]. */
function argumentsOf({ peers: n, weights, stake }: Allocation): Float64Array {
  const shift = rank({ peers: n, weights, stake });
  return weights.map((weight, at) => stake[Math.floor(at / n)] * weight - shift[at % n]);
}

/** The sigmoid (8) with a slider over T, and on it every z_ij = s_i w_ij − μ_j of the market. */
export function plotSigmoid(market: Allocation, options: TemperatureSlider): Figure {
  allocation('plotSigmoid', 'market', market);
  checkOptions('plotSigmoid', options, SLIDER);
  const { temperatures, active = 0, ...rest } = options;
  const z = argumentsOf(market);
  const most = Math.max(...market.stake);
  const x = Array.from({ length: 101 }, (_, at) => most * (at / 50 - 1));
  const sigma = (value: number, t: number): number => 1 / (1 + Math.exp(-value / t));
  const lines = temperatures.flatMap((t, step): Line[] => [
    { name: 'σ(z)', x, y: x.map((value) => sigma(value, t)), step, colour: 0 },
    {
      name: 'z<sub>ij</sub> of the market',
      x: z,
      y: Array.from(z, (value) => sigma(value, t)),
      mode: 'markers',
      step,
      colour: 1,
    },
  ]);
  return plotLines(
    market,
    [
      {
        title: '',
        x: 'z = s<sub>i</sub> w<sub>ij</sub> − μ<sub>j</sub> (stake)',
        y: 'mask σ(z), the part that passes',
        lines,
        range: { y: [-0.03, 1.03] },
      },
    ],
    {
      note:
        'Curve: (8) over every z that stake allows. Points: all n² inputs of the market. The points of each column j have mean z = 0: ' +
        'what one peer gains over the mean another lacks.',
      ...rest,
      title: 'The mask’s sigmoid (8), and where a market lies on it',
      differs: AS_IN_PAPER,
      slider: { name: 'T', labels: temperatures.map(String), active },
      varied: ['T', 'α/τ'],
    },
  );
}

/** The mask (7) as a heatmap with a slider over T. */
export function plotMask(market: Allocation, options: TemperatureSlider): Figure {
  allocation('plotMask', 'market', market);
  checkOptions('plotMask', options, SLIDER);
  const { temperatures, active = 0, ...rest } = options;
  return plotMatrices(
    market,
    temperatures.map((temperature) => ({
      label: String(temperature),
      values: mask({ ...market, temperature }),
    })),
    {
      note: 'Row i: which part of every peer’s output reaches peer i.',
      ...rest,
      title: 'The mask σ(s<sub>i</sub> w<sub>ij</sub> − μ<sub>j</sub>) of (7)',
      unit: 'mask',
      axes: ['input from peer j', 'peer i'],
      range: [0, 1],
      slider: 'T',
      active,
      differs: AS_IN_PAPER,
      varied: ['T', 'α/τ'],
    },
  );
}

/** The mask and the loss of peer `from` as its weight for `to` runs from 0 to 1, the rest of its row in proportion. */
export function plotUnderweighting(
  market: Market,
  options: TemperatureSlider & { readonly from: number; readonly to: number },
): Figure {
  checkMarket('plotUnderweighting', market);
  const peer = peerOf(market);
  checkOptions('plotUnderweighting', options, { ...SLIDER, from: peer, to: peer });
  const { temperatures, active = 0, from, to, ...rest } = options;
  const n = market.peers;
  const x = Array.from({ length: 41 }, (_, at) => at / 40);
  const now = market.weights[from * n + to];
  const passes: Line[] = [];
  const costs: Line[] = [];
  for (const [step, temperature] of temperatures.entries()) {
    const at = (weight: number): Market => ({
      ...market,
      temperature,
      weights: setWeight(market, { from, to, weight }),
    });
    const passing = (weight: number): number => mask(at(weight))[from * n + to];
    const loss = (weight: number): number => losses(at(weight))[from];
    passes.push({ name: 'all weights', x, y: x.map(passing), step, colour: 0 });
    passes.push({
      name: 'the present weight',
      x: [now],
      y: [passing(now)],
      mode: 'markers',
      step,
      colour: 1,
    });
    costs.push({ name: 'all weights', x, y: x.map(loss), step, colour: 0 });
    costs.push({
      name: 'the present weight',
      x: [now],
      y: [loss(now)],
      mode: 'markers',
      step,
      colour: 1,
    });
  }
  const weight = `w<sub>${from},${to}</sub>, the rest of the row in proportion`;
  return plotLines(
    market,
    [
      {
        title: `what reaches peer ${from}`,
        x: weight,
        y: `mask m<sub>${from},${to}</sub>`,
        lines: passes,
        range: { y: [-0.03, 1.03] },
      },
      {
        title: `what peer ${from} loses`,
        x: weight,
        y: `L<sub>${from}</sub> (loss)`,
        lines: costs,
        range: { y: [0, 1.05 * Math.max(...costs.flatMap(({ y }) => Array.from(y)))] },
      },
    ],
    {
      note: `Peer ${from} changes its weight for peer ${to}, all other peers keep theirs.`,
      ...rest,
      title:
        from === to
          ? `What it costs peer ${from} to keep weight for itself`
          : `What it costs peer ${from} to under-weight peer ${to}`,
      differs: rest.sampled ?? '',
      slider: { name: 'T', labels: temperatures.map(String), active },
      varied: ['T', 'α/τ'],
    },
  );
}

/**
 * ∂L_i/∂w_ij of one peer along the simplex (w_ij up, the rest of the row equally down): measured by central
 * differences, and by (15) with and without the peer's own part 1/n in μ_j.
 */
export function plotLossGradient(
  market: Market,
  options: MarketFigureOptions & { readonly peer: number },
): Figure {
  checkMarket('plotLossGradient', market);
  checkOptions('plotLossGradient', options, { ...MARKET_OPTIONS, peer: peerOf(market) });
  const { peer, ...rest } = options;
  const n = market.peers;
  const row = market.weights.subarray(peer * n, (peer + 1) * n);
  const h = 1e-3 * Math.min(...row);
  const lossAt = (j: number, change: number): number => {
    const weights = market.weights.slice();
    for (let k = 0; k < n; k++) weights[peer * n + k] -= change / n;
    weights[peer * n + j] += change;
    return losses({ ...market, weights })[peer];
  };
  const measured = Array.from(row, (_, j) => (lossAt(j, h) - lossAt(j, -h)) / (2 * h));
  const gradient = Array.from(lossGradient(market).subarray(peer * n, (peer + 1) * n));
  const centre = mean(gradient);
  const exact = gradient.map((value) => value - centre);
  return plotPeerBars(
    market,
    [
      { name: 'measured: central difference', values: measured },
      { name: 'with the factor 1 − 1/n', values: exact },
      { name: 'without it', values: exact.map((value) => value / (1 - 1 / n)) },
    ],
    {
      note: `Derivative of peer ${peer}’s loss as w<sub>${peer},j</sub> grows at the equal expense of its whole row, so that the row keeps its sum.`,
      ...rest,
      title: `The gradient of peer ${peer}’s loss, with and without its own part in μ`,
      unit: `∂L<sub>${peer}</sub>/∂w<sub>${peer},j</sub> (loss)`,
      differs: 'The paper’s (15) leaves the factor implicit.',
      varied: ['α/τ'],
    },
  );
}
