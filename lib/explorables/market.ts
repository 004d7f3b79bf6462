/*
 * One market: its descent from random rows to rest, (13) and (14), by the kernel in pieces.
 */
import { correlation } from '../math/correlation.js';
import { checkMarketValues, SAMPLED, sampled } from './sampled.js';
import {
  bestResponse,
  idealRank,
  losses,
  mask,
  rank,
  sparsity,
  type Market,
} from '../market/index.js';
import { Kernel } from '../kernel/index.js';
import { type ValuesOf } from '../parameters/index.js';
import { cells, dot, line, points, bar, trend, type Composition } from '../plot/compose/index.js';
import { MARKET, RATIO } from '../studies/market/parameters.js';
import { commandText, sampledText } from './code.js';
import { explorable, type Reading } from './explorable.js';
import { budget } from './budget.js';

const PARAMETERS = {
  ...SAMPLED,
  ratio: RATIO,
  simplex: MARKET.simplex,
};

type Values = ValuesOf<typeof PARAMETERS>;

/** A state of the descent. */
export interface MarketFrame {
  readonly peers: number;
  readonly steps: number;
  readonly mostSteps: number;
  /** Whether the descent has come to rest. */
  readonly converged: boolean;
  readonly done: boolean;
  /** W, the mask (8): [n, n]. */
  readonly weights: Float64Array;
  readonly mask: Float64Array;
  /** L of (16), R* of (5), R of (2): [n]. */
  readonly losses: Float64Array;
  readonly rank: Float64Array;
  readonly ideal: Float64Array;
  /** Steps and max |W⁺ − W|/λ after each piece. */
  readonly course: readonly { readonly step: number; readonly residual: number }[];
  /** Σ_i w_ii over the sum of all other weights. */
  readonly sparsity: number;
  /** The largest gain of the peers whose best response is found so far, and their number. */
  readonly gap: number;
  readonly searched: number;
}

/**
 * The steps of the next piece: multiples of 128, the kernel's distance of bases, so that a descent in pieces has the
 * bits of one; longer as it goes on, since a descent moves fast first.
 */
function pieceAfter(step: number): number {
  return 128 * Math.max(1, Math.floor(step / 4096));
}

let kernel: Kernel | undefined;

function* frames(values: Values): Generator<MarketFrame | undefined, void> {
  kernel ??= new Kernel();
  const { ratio, simplex } = values;
  const start: Market = { ...sampled(values), ratio };
  const { peers } = start;
  const mostSteps = 1000 * peers;
  const ideal = idealRank(start);
  const course: { step: number; residual: number }[] = [];
  let weights = start.weights;
  let [step, ended, converged] = [0, false, false];
  const frame = (gap: number, searched: number): MarketFrame => {
    const here = { ...start, weights };
    return {
      ...{ peers, steps: step, mostSteps, converged, weights, ideal, course: [...course] },
      ...{ mask: mask(here), losses: losses(here), rank: rank(here), sparsity: sparsity(here) },
      ...{ gap, searched, done: searched === peers },
    };
  };
  while (!ended) {
    const spent = budget();
    while (!ended && !spent()) {
      const maxSteps = Math.min(pieceAfter(step), mostSteps - step);
      const end = kernel.descend({ ...start, weights }, { maxSteps, simplex });
      weights = end.weights;
      step += end.steps;
      converged = end.converged;
      ended = converged || step >= mostSteps;
      course.push({ step, residual: end.residual });
    }
    yield frame(0, 0);
  }
  let gap = 0;
  let spent = budget();
  for (let peer = 0; peer < peers; peer++) {
    gap = Math.max(gap, bestResponse({ ...start, weights }, peer).gain);
    if (!spent() && peer + 1 < peers) continue;
    yield frame(gap, peer + 1);
    spent = budget();
  }
}

/** A square of numbers as rows. */
function square(values: Float64Array, n: number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from(values.subarray(i * n, (i + 1) * n)));
}

function picture(frame: MarketFrame): Composition {
  const { peers: n, weights, mask, losses, rank, ideal, course, mostSteps } = frame;
  const matrix = (title: string, bar: string, values: Float64Array) => ({
    title,
    square: true,
    x: { label: 'peer j that is weighed' },
    y: { label: 'peer i', reverse: true },
    marks: [cells(square(values, n), { bar, range: [0, 1] as const })],
  });
  const ranks = points(ideal, rank, (peer) => `peer ${peer}`);
  return {
    title: 'One market',
    caption: '',
    rows: [
      [
        matrix('weights W', 'weight, mask', weights),
        matrix('mask σ(z/T)', 'weight, mask', mask),
        {
          title: 'rank against ideal rank',
          square: true,
          x: 'ideal rank R',
          y: { label: 'competitive rank R*', zero: true },
          marks: [dot(ranks, { size: 8 }), trend(ranks, { colour: 1 })],
        },
      ],
      [
        {
          title: 'losses',
          x: 'peer',
          y: { label: 'loss L', zero: true },
          height: 170,
          marks: [bar(points([...losses.keys()], losses))],
        },
        {
          title: 'the descent',
          x: { label: 'step', type: 'log', range: [100, Math.max(200, mostSteps)] },
          y: { label: 'largest change of a weight over λ', type: 'log', range: [3e-6, 30] },
          height: 170,
          marks: [
            line(course.map(({ step, residual }) => ({ x: step, y: Math.max(residual, 3e-6) }))),
          ],
        },
      ],
    ],
  };
}

function readings(frame: MarketFrame): Reading[] {
  const { rank, ideal, steps, losses, sparsity, gap, searched, peers, done } = frame;
  const r = correlation(rank, ideal);
  return [
    { name: 'correlation', label: 'Pearson r of R* with R', value: Number.isNaN(r) ? null : r },
    { name: 'loss', label: 'mean loss', value: losses.reduce((a, b) => a + b, 0) / peers },
    { name: 'sparsity', label: 'own weight over the rest', value: sparsity },
    { name: 'steps', label: 'steps', value: steps, text: steps.toLocaleString('en') },
    {
      name: 'gap',
      label: 'Nash gap',
      value: done ? gap : null,
      text: done ? gap.toPrecision(3) : searched > 0 ? `${searched} of ${peers} peers` : 'follows',
    },
  ];
}

function says({
  converged,
  done,
  rank,
  ideal,
  steps,
  mostSteps,
  gap,
  weights,
  peers,
}: MarketFrame): string {
  const r = correlation(rank, ideal);
  let alone = 0;
  for (let i = 0; i < peers; i++) if (weights[i * peers + i] > 0.99) alone++;
  const state = converged
    ? `The descent rests after ${steps.toLocaleString('en')} steps`
    : steps >= mostSteps
      ? `The descent still moves after ${steps.toLocaleString('en')} steps, the paper's limit`
      : 'The descent is running';
  const order = Number.isNaN(r)
    ? 'all ranks are equal'
    : r > 0.7
      ? 'the rank follows the ideal rank'
      : r > 0.3
        ? 'the rank follows the ideal rank weakly'
        : 'the rank says little of the ideal rank';
  const apart = alone === 0 ? '' : `; ${alone} of ${peers} peers keep their weight to themselves`;
  const alike = !done
    ? ''
    : gap < 1e-4
      ? ', and no peer gains from another row'
      : `, and some peer gains ${gap.toPrecision(2)} by another row`;
  return `${state}: ${order}${apart}${alike}.`;
}

export const market = explorable({
  name: 'market',
  title: 'The market',
  lead: 'Peers that ascend their own payoffs set the weights of the network; where one unit of loss is worth much, the rank that they pay for is close to the ideal rank.',
  section: '§1.2–1.5, §2',
  notebook: '1.5-competitive-weights.ipynb',
  where: 'market',
  parameters: PARAMETERS,
  labels: {
    ratio: 'Worth of loss',
    temperature: 'Temperature',
    anchor: 'Anchor of the loss',
    ownInput: 'Own input',
    simplex: 'Return to the simplex',
    stake: 'Stake',
    hessians: 'Hessians',
    interaction: 'Interaction',
    seed: 'Seed',
  },
  sliders: {
    peers: { from: 2, to: 50, step: 1 },
    temperature: { from: 0.05, to: 10, scale: 'log' },
    ratio: { from: 0.1, to: 1000, scale: 'log' },
    interaction: { from: 0, to: 1, step: 0.01 },
    stake: { from: 0.1, to: 10, scale: 'log' },
    seed: { from: 0, to: 100, step: 1 },
  },
  first: ['peers', 'temperature', 'ratio', 'interaction'],
  check: checkMarketValues,
  equation: String.raw`P_i = \underbrace{\tfrac1n \textstyle\sum_k \class{of-stake}{s_k}\, w_{ki}}_{\text{rank}} - \class{of-ratio}{\tfrac{\alpha}{\tau}}\, d_i^\top \class{of-hessians of-interaction}{H_i}\, d_i, \qquad d_i = \sigma\!\left(\frac{\class{of-stake}{s_i} w_{i} - \mu}{\class{of-temperature}{T}}\right) - \class{of-anchor}{a_i}, \qquad w_i \leftarrow \class{of-simplex}{\Pi}\!\left(w_i + \lambda\, \frac{\partial P_i}{\partial w_i}\right)`,
  spoken:
    'The payoff of peer i is its rank less alpha over tau times d i transposed H i d i, where d i is the mask, sigma of s i w i minus mu over T, less the anchor; each row steps along the gradient of its payoff and returns to the simplex.',
  frames,
  show: (frame) => ({ picture: picture(frame), readings: readings(frame), says: says(frame) }),
  reproduce: (values, changed) => {
    const { ratio: _, simplex, ...rest } = changed;
    const options = simplex === undefined ? '' : `, { simplex: '${simplex}' }`;
    return {
      command: commandText('figure 4', {
        networks: 1,
        ratios: [values.ratio],
        ...rest,
        ...(simplex !== undefined && { simplex }),
      }),
      script: `import { correlation, descendFast, idealRank, losses, nashGap, rank } from 'bittensor-workbench/market';
import { MARKET, defaultsOf, sampleMarket } from 'bittensor-workbench/studies';

const sampled = sampleMarket(${sampledText(rest)}, 0);
const market = { ...sampled, ratio: ${values.ratio} };
const { weights, steps, converged } = descendFast(market${options});
const end = { ...market, weights };
console.log({ steps, converged, correlation: correlation(rank(end), idealRank(end)) });
console.log({ losses: losses(end), nashGap: nashGap(end) });
`,
    };
  },
});
