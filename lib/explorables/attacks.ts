/*
 * A group that attacks: the same blocks with the group honest and with the group at its strategy, under one mechanism.
 */
import { gini } from '../math/inequality.js';
import {
  honestWeights,
  MECHANISM_NAMES,
  simulateStrategies,
  STRATEGY_NAMES,
  type StrategyName,
} from '../market/index.js';
import { logSpaced } from '../math/spacing.js';
import { choice, integer, withDefault, type ValuesOf } from '../parameters/index.js';
import { bar, line, points, rule, type Composition } from '../plot/compose/index.js';
import {
  checkGroup,
  GROUP,
  groupOf,
  groupShare,
  groupSum,
  SHARE,
  strategiesOf,
  withShare,
} from '../studies/market/group.js';
import { mechanismTitle, strategyTitle } from '../studies/market/titles.js';
import { MARKET, RATIO } from '../studies/market/parameters.js';
import { POPULATIONS } from '../studies/mechanisms/work.js';
import { commandText, objectText } from './code.js';
import { explorable, type Reading } from './explorable.js';
import { sampled, SAMPLED } from './sampled.js';

const { stake: _, ...MARKET_OF_GROUP } = SAMPLED;

const PARAMETERS = {
  ...MARKET_OF_GROUP,
  ratio: RATIO,
  attackers: GROUP.attackers,
  share: SHARE,
  attack: choice(STRATEGY_NAMES, 'cabal', 'Strategy of the group'),
  others: choice(POPULATIONS, 'ascent', 'Strategy of all other peers'),
  mechanism: choice(MECHANISM_NAMES, 'paper', 'The way to rank and to pay'),
  inflation: GROUP.inflation,
  stakeUnit: GROUP.stakeUnit,
  blocks: withDefault(integer(10_000, 'Blocks', { most: 20_000 }), 1000),
};

type Values = ValuesOf<typeof PARAMETERS>;

/** One run of the blocks so far. */
interface Run {
  /** The group's share of stake after each kept block, and of rank; null where all ranks are 0. */
  readonly stake: readonly number[];
  readonly rank: readonly (number | null)[];
  /** Mean payoff of the group's members. */
  readonly payoff: readonly number[];
  /** S after the last block, [n]. */
  readonly last: readonly number[];
}

/** Both runs of the blocks so far. */
export interface AttacksFrame {
  readonly group: readonly number[];
  readonly blocks: readonly number[];
  readonly done: boolean;
  readonly attacked: Run;
  readonly honest: Run;
}

function* frames(values: Values): Generator<AttacksFrame | undefined, void> {
  const {
    peers,
    ratio,
    share,
    attack,
    blocks: last,
    simplex,
    learningRate,
  } = {
    ...{ simplex: MARKET.simplex.default, learningRate: MARKET.learningRate.default },
    ...values,
  };
  const market = sampled({ ...values, stake: 1 });
  const group = groupOf(values, 0);
  const start = { ...withShare(market, group, share), ratio, weights: honestWeights(market) };
  const every = logSpaced(last, 60);
  const run = (name: StrategyName, blocks: number, keep: number[]): Run => {
    const { mechanism, inflation, stakeUnit, others } = values;
    const { stakes, ranks, payoffs, stake } = simulateStrategies(start, {
      strategies: strategiesOf({ peers, learningRate, simplex }, group, name, others),
      ...{ blocks, inflation, stakeUnit, mechanism, keep },
    });
    return {
      stake: keep.map((_, at) => groupShare(stakes, peers, group, at)),
      rank: keep.map((_, at) => {
        const found = groupShare(ranks, peers, group, at);
        return Number.isFinite(found) ? found : null;
      }),
      payoff: keep.map((_, at) => groupSum(payoffs, group, at * peers) / group.length),
      last: Array.from(stake),
    };
  };
  // Strategies and mechanisms may have a memory, so that a longer run begins again: each is four times the last.
  for (let blocks = Math.min(last, 40); ; blocks = Math.min(last, 4 * blocks)) {
    const keep = every.filter((block) => block <= blocks);
    if (keep.at(-1) !== blocks) keep.push(blocks);
    const attacked = run(attack, blocks, keep);
    yield undefined;
    yield {
      group,
      blocks: keep,
      done: blocks === last,
      attacked,
      honest: run('honest', blocks, keep),
    };
    if (blocks === last) return;
  }
}

function picture(frame: AttacksFrame, values: Values): Composition {
  const { blocks, attacked, honest, group } = frame;
  const { blocks: last, share, peers, attack } = values;
  const [attacking, playing] = [strategyTitle(attack), 'the same group, honest'];
  const x = { label: 'block', type: 'log', range: [1, Math.max(2, last)] } as const;
  const level = rule(
    [
      { x: 1, y: share },
      { x: Math.max(2, last), y: share },
    ],
    { name: 'stake at first' },
  );
  const both = (of: (run: Run) => readonly (number | null)[]) => [
    line(points(blocks, of(honest)), { name: playing, colour: 2 }),
    line(points(blocks, of(attacked)), { name: attacking, colour: 1 }),
  ];
  const top = (parts: readonly (number | null)[]): number =>
    Math.min(1.02, 1.2 * Math.max(share, ...parts.map((part) => part ?? 0)));
  const total = attacked.last.reduce((a, b) => a + b, 0);
  const parts = attacked.last.map((one) => one / total);
  const of = (inside: boolean) =>
    points(
      parts.flatMap((_, peer) => (group.includes(peer) === inside ? [peer] : [])),
      parts.filter((_, peer) => group.includes(peer) === inside),
    );
  return {
    title: 'An attack',
    caption: '',
    rows: [
      [
        {
          title: "the group's share of all stake",
          x,
          y: { label: 'share', range: [0, top([...attacked.stake, ...honest.stake])] },
          height: 240,
          marks: [level, ...both(({ stake }) => stake)],
        },
        {
          title: "the group's share of all rank",
          x,
          y: { label: 'share', range: [0, top([...attacked.rank, ...honest.rank])] },
          height: 240,
          marks: both(({ rank }) => rank),
        },
      ],
      [
        {
          title: 'mean payoff of the group',
          x,
          y: 'payoff P',
          height: 180,
          marks: both(({ payoff }) => payoff),
        },
        {
          title: 'stake after the last block',
          x: { label: 'peer', range: [-0.6, peers - 0.4] },
          y: { label: 'share', zero: true },
          height: 180,
          marks: [
            bar(of(true), { name: attacking, colour: 1 }),
            bar(of(false), { name: 'all others', colour: 0 }),
          ],
        },
      ],
    ],
  };
}

function readings({ blocks, attacked, honest }: AttacksFrame): Reading[] {
  const last = blocks.length - 1;
  const [held, kept] = [attacked.stake[last], honest.stake[last]];
  return [
    { name: 'block', label: 'block', value: blocks[last], text: blocks[last].toLocaleString('en') },
    { name: 'stakeShare', label: "group's share of stake", value: held },
    { name: 'honestShare', label: 'with the group honest', value: kept },
    { name: 'gain', label: 'gain in share', value: held - kept },
    { name: 'rankShare', label: "group's share of rank", value: attacked.rank[last] },
    { name: 'payoff', label: 'mean payoff of the group', value: attacked.payoff[last] },
    { name: 'gini', label: 'Gini coefficient of stake', value: gini(attacked.last) },
  ];
}

function says({ blocks, attacked, honest }: AttacksFrame, { attack, mechanism }: Values): string {
  const last = blocks.length - 1;
  const gain = attacked.stake[last] - honest.stake[last];
  const pays = attacked.payoff[last] - honest.payoff[last];
  const size = `${(100 * Math.abs(gain)).toPrecision(2)} points of the stake`;
  const verb =
    Math.abs(gain) < 5e-4
      ? 'neither gains nor loses stake'
      : gain > 0
        ? `gains ${size}`
        : `loses ${size}`;
  return `Under ${mechanismTitle(mechanism)}, the group that plays ${strategyTitle(attack)} ${verb} against honest play after ${blocks[last].toLocaleString('en')} blocks, and its payoff is ${pays >= 0 ? 'higher' : 'lower'}.`;
}

export const attacks = explorable({
  name: 'attacks',
  title: 'Attacks',
  lead: 'A group of peers posts dishonest rows from an honest start; the mechanism decides how much stake that wins, and the group’s own loss decides whether it pays.',
  section: '§1.4, §2',
  notebook: '2.3-dishonest-peers.ipynb',
  where: 'mechanisms',
  parameters: PARAMETERS,
  labels: {
    attackers: 'Size of the group',
    share: 'Share of stake',
    attack: 'Strategy',
    others: 'All other peers',
    mechanism: 'Mechanism',
    ratio: 'Worth of loss',
    temperature: 'Temperature',
    inflation: 'Minted a block',
    stakeUnit: 'Unit of stake',
    anchor: 'Anchor of the loss',
    ownInput: 'Own input',
    hessians: 'Hessians',
    interaction: 'Interaction',
    seed: 'Seed',
  },
  sliders: {
    peers: { from: 2, to: 50, step: 1 },
    attackers: { from: 1, to: 20, step: 1 },
    share: { from: 0.01, to: 0.99, step: 0.01 },
    temperature: { from: 0.05, to: 10, scale: 'log' },
    ratio: { from: 0.1, to: 1000, scale: 'log' },
    inflation: { from: 0.0001, to: 1, scale: 'log' },
    blocks: { from: 10, to: 10_000, scale: 'log' },
    interaction: { from: 0, to: 1, step: 0.01 },
    seed: { from: 0, to: 100, step: 1 },
  },
  first: ['attack', 'mechanism', 'attackers', 'share', 'ratio'],
  check: (where, values) => {
    checkGroup(where, { ...values, stake: 1 });
  },
  equation: String.raw`w_i \leftarrow \begin{cases} \class{of-attack}{\text{strategy}}_i(W, S) & i \in G,\ |G| = \class{of-attackers}{g},\ \textstyle\sum_{i \in G} s_i = \class{of-share}{\varphi} \sum_k s_k \\ \class{of-others}{\text{strategy}}_i(W, S) & \text{else} \end{cases} \qquad R \leftarrow \class{of-mechanism}{\text{mechanism}}(W, S), \qquad S \leftarrow S + \class{of-inflation}{\tau}\, \frac{R}{\lVert R \rVert}`,
  spoken:
    'Each block every peer chooses its row by its strategy; the mechanism ranks; the stake S becomes S plus tau times R over the norm of R.',
  frames,
  show: (frame, values) => ({
    picture: picture(frame, values),
    readings: readings(frame),
    says: says(frame, values),
  }),
  reproduce: (values, changed) => {
    const { attack, mechanism, others, blocks } = values;
    const { attack: __, mechanism: ___, others: ____, blocks: _____, ...rest } = changed;
    const options = {
      ...{
        networks: 1,
        attacks: [...new Set(['honest', attack])],
        mechanisms: [mechanism],
        blocks,
      },
      ...rest,
    };
    return {
      command: commandText('mechanisms', options),
      script: `import { mechanisms } from 'bittensor-workbench/studies';

const { tables } = await mechanisms(${objectText(options)});
const runs = tables.blocks.filter(({ others, block }) => others === '${others}' && block === ${blocks});
console.table(runs, ['attack', 'stakeShare', 'rankShare', 'gain', 'gini']);
`,
    };
  },
});
