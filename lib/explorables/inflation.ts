/*
 * Algorithm 1 over blocks: each block takes a step of descent, ranks, and pays in stake, (6).
 */
import { nakamoto } from '../math/concentration.js';
import { correlation } from '../math/correlation.js';
import { gini } from '../math/inequality.js';
import { shares, sum } from '../math/rows.js';
import { idealRank, simulateInflation, type Market } from '../market/index.js';
import { SIMULATION } from '../market/inflation.js';
import { flag, integer, positive, withDefault, type ValuesOf } from '../parameters/index.js';
import { bar, line, points, type Composition } from '../plot/compose/index.js';
import { RATIO } from '../studies/market/parameters.js';
import { budget } from './budget.js';
import { objectText, sampledText } from './code.js';
import { explorable, type Reading } from './explorable.js';
import { checkMarketValues, SAMPLED, sampled } from './sampled.js';

const PARAMETERS = {
  ...SAMPLED,
  ratio: RATIO,
  inflation: positive(0.05, 'Stake minted a block, up to √n times it under ‖R‖₂', { symbol: 'τ' }),
  norm: SIMULATION.norm,
  blocks: integer(2000, 'Blocks', { most: 100_000 }),
  fixedWeights: flag(false, 'Leaves W as it is, to see (6) alone'),
  learningRate: withDefault(SIMULATION.learningRate, 0.005),
};

type Values = ValuesOf<typeof PARAMETERS>;

/** Blocks up to now. */
export interface InflationFrame {
  readonly peers: number;
  readonly block: number;
  readonly done: boolean;
  /** The blocks that are kept, and the shares of stake after them, a list a block. */
  readonly blocks: readonly number[];
  readonly parts: readonly (readonly number[])[];
  /** S at first, and after the last block; R paid in it: [n]. */
  readonly start: readonly number[];
  readonly stake: readonly number[];
  readonly rank: readonly number[];
  readonly ideal: readonly number[];
}

/** The most blocks that a line shows. */
const KEPT = 160;

function* frames(values: Values): Generator<InflationFrame | undefined, void> {
  const { ratio, inflation, norm, blocks: last, fixedWeights, learningRate } = values;
  const start: Market = { ...sampled(values), ratio };
  const { peers } = start;
  const ideal = Array.from(idealRank(start));
  const every = Math.ceil(last / KEPT);
  const blocks = [0];
  const parts = [Array.from(shares(start.stake))];
  let here = start;
  let rank = new Float64Array(peers);
  for (let block = 0; block < last;) {
    const spent = budget();
    while (block < last && !spent()) {
      const count = Math.min(every, last - block);
      const options = { inflation, norm, fixedWeights, learningRate, blocks: count };
      const { weights, stake, ranks } = simulateInflation(here, options);
      here = { ...here, weights, stake };
      rank = ranks.slice((count - 1) * peers);
      block += count;
      blocks.push(block);
      parts.push(Array.from(shares(stake)));
    }
    yield {
      ...{ peers, block, done: block === last, blocks: [...blocks], parts: [...parts], ideal },
      start: Array.from(start.stake),
      stake: Array.from(here.stake),
      rank: Array.from(rank),
    };
  }
}

function picture({ peers, blocks, parts, stake, rank }: InflationFrame, last: number): Composition {
  const most = Math.max(...parts.flat());
  const order = [...rank.keys()].sort((a, b) => stake[b] - stake[a]);
  const place = new Map(order.map((peer, at) => [peer, at]));
  const paid = shares(Float64Array.from(rank));
  const held = shares(Float64Array.from(stake));
  const top = Math.min(peers, 3);
  return {
    title: 'Stake over blocks',
    caption: '',
    rows: [
      [
        {
          title: 'shares of all stake over the blocks',
          x: { label: 'block', range: [0, last] },
          y: { label: 'share', range: [0, 1.06 * most] },
          height: 260,
          marks: Array.from({ length: peers }, (_, peer) => {
            const at = place.get(peer) ?? peer;
            return line(
              points(
                blocks,
                parts.map((part) => part[peer]),
                () => `peer ${peer}`,
              ),
              at < top
                ? { name: `peer ${peer}`, colour: at + 1 }
                : { colour: 'grey', opacity: 0.6, width: 1 },
            );
          }),
        },
      ],
      [
        {
          title: 'after the last block: stake follows rank',
          x: 'peer',
          y: { label: 'share', zero: true },
          height: 190,
          marks: [
            bar(points([...held.keys()], held), { name: 'share of stake', colour: 0 }),
            bar(points([...paid.keys()], paid), { name: 'share of the rank paid', colour: 4 }),
          ],
        },
      ],
    ],
  };
}

function readings({ stake, start, rank, ideal, block }: InflationFrame): Reading[] {
  const r = correlation(stake, ideal);
  return [
    { name: 'block', label: 'block', value: block, text: block.toLocaleString('en') },
    { name: 'minted', label: 'stake minted', value: sum(stake) - sum(start) },
    { name: 'largest', label: 'largest share of stake', value: Math.max(...stake) / sum(stake) },
    { name: 'gini', label: 'Gini coefficient of stake', value: gini(stake) },
    { name: 'nakamoto', label: 'peers with more than half', value: nakamoto(stake) },
    {
      name: 'correlation',
      label: 'Pearson r of stake with R',
      value: Number.isNaN(r) ? null : r,
    },
    { name: 'paid', label: 'rank paid in the last block', value: sum(rank) },
  ];
}

function says({ stake, start, block, peers }: InflationFrame): string {
  const grown = sum(stake) / sum(start);
  const half = nakamoto(stake);
  return (
    `After ${block.toLocaleString('en')} blocks there is ${grown.toPrecision(3)} times the stake of the start, ` +
    `and ${half === 1 ? 'one peer holds' : `${half} of ${peers} peers hold`} more than half of it.`
  );
}

export const inflation = explorable({
  name: 'inflation',
  title: 'Inflation over blocks',
  lead: 'Each block pays new stake by rank, and stake weighs the next ranks: shares drift apart, and a growing stake sharpens the mask as a falling temperature does.',
  section: '§1.4',
  notebook: '1.4-stake.ipynb',
  where: 'simulateInflation',
  parameters: PARAMETERS,
  labels: {
    ratio: 'Worth of loss',
    temperature: 'Temperature',
    inflation: 'Minted a block',
    norm: 'Norm of R',
    fixedWeights: 'Weights stay fixed',
    anchor: 'Anchor of the loss',
    ownInput: 'Own input',
    stake: 'Stake at first',
    hessians: 'Hessians',
    interaction: 'Interaction',
    learningRate: 'Step size',
    seed: 'Seed',
  },
  sliders: {
    peers: { from: 2, to: 50, step: 1 },
    temperature: { from: 0.05, to: 10, scale: 'log' },
    ratio: { from: 0.1, to: 1000, scale: 'log' },
    inflation: { from: 0.0001, to: 1, scale: 'log' },
    blocks: { from: 10, to: 20_000, scale: 'log' },
    interaction: { from: 0, to: 1, step: 0.01 },
    stake: { from: 0.1, to: 10, scale: 'log' },
    learningRate: { from: 0.0005, to: 0.05, scale: 'log' },
    seed: { from: 0, to: 100, step: 1 },
  },
  first: ['inflation', 'blocks', 'ratio', 'peers'],
  check: checkMarketValues,
  equation: String.raw`\class{of-stake}{S} \leftarrow \class{of-stake}{S} + \class{of-inflation}{\tau}\, \frac{R}{\class{of-norm}{\lVert R \rVert}}, \qquad R_j = \tfrac1n \textstyle\sum_i s_i w_{ij}, \qquad w_i \leftarrow \Pi\!\left(w_i + \class{of-learningRate}{\lambda}\, \frac{\partial P_i}{\partial w_i}\right) \quad \text{for } t = 1, \dots, \class{of-blocks}{t_{\max}}`,
  spoken:
    'The stake S becomes S plus tau times R over the norm of R, where R j is the mean over i of s i w i j, and each row steps along the gradient of its payoff.',
  frames,
  show: (frame, { blocks }) => ({
    picture: picture(frame, blocks),
    readings: readings(frame),
    says: says(frame),
  }),
  reproduce: (values, changed) => {
    const { inflation: tau, blocks, ratio } = values;
    const {
      ratio: _,
      inflation: __,
      blocks: ___,
      norm,
      fixedWeights,
      learningRate,
      ...rest
    } = changed;
    const options = {
      ...{ inflation: tau, blocks },
      ...(norm !== undefined && { norm }),
      ...(fixedWeights !== undefined && { fixedWeights }),
      ...(learningRate !== undefined && { learningRate }),
    };
    return {
      command: 'node inflation.mjs',
      script: `// inflation.mjs
import { correlation, gini, idealRank, nakamoto, simulateInflation } from 'bittensor-workbench/market';
import { MARKET, defaultsOf, sampleMarket } from 'bittensor-workbench/studies';

const sampled = sampleMarket(${sampledText(rest)}, 0);
const market = { ...sampled, ratio: ${ratio} };
const { stake } = simulateInflation(market, ${objectText(options)});
console.log({ stake, gini: gini(stake), half: nakamoto(stake), r: correlation(stake, idealRank(market)) });
`,
    };
  },
});
