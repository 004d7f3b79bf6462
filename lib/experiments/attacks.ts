/*
 * §2: "participants are not honestly reporting the significance of their peers". What a group keeps of stake and rank
 * over many blocks, what that costs it in its own loss, and where it stops paying.
 */
import { checkNonNegative, checkOneOf, checkPositive } from '../math/checks.js';
import { STRATEGY_NAMES, type StrategyName } from '../market/index.js';
import { type AttackParameters, type AttackPoint } from './attack.js';
import {
  checkGroup,
  checkpointsOf,
  checkShare,
  checkStrategyNames,
  GROUP_DEFAULTS,
} from './attackers.js';
import { average, beginStudy } from './begin.js';
import {
  checkList,
  checkNetwork,
  INTERVAL_DEFAULTS,
  NETWORK_DEFAULTS,
  type IntervalParameters,
} from './parameters.js';
import { runTasks } from './run.js';
import { type RunOptions, type StudyResult } from './study.js';
import { intervalCells, type IntervalCells } from './summary.js';
import { tasksFor } from './tasks.js';

export interface AttacksParameters
  extends Omit<AttackParameters, 'temperature'>, IntervalParameters {
  /** Temperatures T. Default 0.3, 1. */
  temperatures: number[];
  /** How many networks are drawn. Default 6. */
  networks: number;
}

const { temperature, ...NETWORK } = NETWORK_DEFAULTS;

export const ATTACKS_DEFAULTS: AttacksParameters = {
  ...NETWORK,
  ...INTERVAL_DEFAULTS,
  ...GROUP_DEFAULTS,
  temperatures: [0.3, 1],
  networks: 6,
  ratios: [1, 10, 100],
  shares: [0.05, 0.2, 0.4, 0.6],
  attacks: ['honest', 'ascent', 'cabal', 'joint'],
  others: 'ascent',
};

/** What attacking is held against: the same group, the same stake, playing one of these. */
export const BASELINES = ['honest', 'ascent'] as const;
export type Baseline = (typeof BASELINES)[number];

/** All networks at one temperature with one attack, share and α/τ, after the last block. */
export type AttackRow = {
  temperature: number;
  attack: StrategyName;
  /** The group's part of all stake at the start. */
  share: number;
  ratio: number;
  block: number;
} & IntervalCells<'stakeShare'> &
  IntervalCells<'rankShare'> &
  IntervalCells<'loss'> &
  /** How much more a member's payoff is than if the group had played honestly, or competitively; null where that is not run. */
  IntervalCells<'overHonest'> &
  IntervalCells<'overAscent'>;

/** The same at one block, means over networks. */
export type AttackBlockRow = {
  temperature: number;
  attack: StrategyName;
  share: number;
  ratio: number;
  block: number;
  stakeShare: number;
  rankShare: number | null;
  loss: number;
  overHonest: number | null;
  overAscent: number | null;
};

/** Where an attack stops paying, at one share and block. */
export type BreakEvenRow = {
  temperature: number;
  attack: StrategyName;
  /** What it is held against. */
  against: Baseline;
  share: number;
  block: number;
  /**
   * The least α/τ at which the group gains nothing on average, on a line between two that were run; null where it gains
   * at all of them, or at none.
   */
  ratio: number | null;
  /** At how many of the ratios the group gains, on average over networks. */
  pays: number;
  of: number;
};

export interface AttacksTables {
  summary: AttackRow[];
  blocks: AttackBlockRow[];
  breakEven: BreakEvenRow[];
}

export type Attacks = StudyResult<'attacks', AttacksParameters, AttacksTables>;

function check(where: string, parameters: AttacksParameters): void {
  const { temperatures, networks, ...rest } = parameters;
  checkList(where, 'temperatures', temperatures, checkPositive);
  const setting = { ...rest, temperature: temperatures[0] };
  checkNetwork(where, networks, setting);
  checkGroup(where, setting);
  checkList(where, 'ratios', parameters.ratios, checkNonNegative);
  checkList(where, 'shares', parameters.shares, checkShare);
  checkStrategyNames(where, 'attacks', parameters.attacks);
  checkOneOf(where, 'others', parameters.others, STRATEGY_NAMES);
}

/**
 * Share of stake and rank, loss and payoff of a group that plays each strategy among peers that play another.
 *
 * Every network starts with everybody honest. A payoff is P = R − (α/τ) L at the block, with the stake that the group
 * has earned by then.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function attacks(
  given: Partial<AttacksParameters> = {},
  options: RunOptions = {},
): Promise<Attacks> {
  const { header, parameters, work, over } = beginStudy('attacks', ATTACKS_DEFAULTS, given, check);
  const { temperatures, ...shared } = work;
  const { networks } = parameters;
  const tasks = temperatures.flatMap((t) =>
    tasksFor('attack', { ...shared, temperature: t }, networks),
  );
  const found = await runTasks(header, tasks, options);
  const cells = cellsOf(parameters);
  const perTemperature = cells.length / temperatures.length;
  const keep = checkpointsOf(parameters);
  const last = keep.length - 1;
  const pick = (index: number, at: number): AttackPoint[] => {
    const first = Math.floor(index / perTemperature) * networks;
    return found
      .slice(first, first + networks)
      .map(({ runs }) => runs[index % perTemperature].points[at]);
  };
  const gains = (index: number, at: number, baseline: Baseline): number[] | undefined => {
    const other = baselineOf(cells, index, baseline);
    if (other < 0) return undefined;
    const [mine, theirs] = [pick(index, at), pick(other, at)];
    return mine.map(({ payoff }, network) => payoff - theirs[network].payoff);
  };
  const meanOf = (values: number[] | undefined): number | null => (values ? average(values) : null);
  const summary = cells.map((cell, index): AttackRow => {
    const points = pick(index, last);
    return {
      ...cell,
      block: keep[last],
      ...intervalCells('stakeShare', over(points.map(({ stakeShare }) => stakeShare))),
      ...intervalCells('rankShare', over(points.map(({ rankShare }) => rankShare))),
      ...intervalCells('loss', over(points.map(({ loss }) => loss))),
      ...intervalCells('overHonest', over(gains(index, last, 'honest') ?? [])),
      ...intervalCells('overAscent', over(gains(index, last, 'ascent') ?? [])),
    };
  });
  const blocks = cells.flatMap((cell, index) =>
    keep.map((block, at): AttackBlockRow => {
      const points = pick(index, at);
      const ranked = points.flatMap(({ rankShare }) => (rankShare === null ? [] : [rankShare]));
      return {
        ...cell,
        block,
        stakeShare: average(points.map(({ stakeShare }) => stakeShare)),
        rankShare: ranked.length === 0 ? null : average(ranked),
        loss: average(points.map(({ loss }) => loss)),
        overHonest: meanOf(gains(index, at, 'honest')),
        overAscent: meanOf(gains(index, at, 'ascent')),
      };
    }),
  );
  return {
    ...header,
    tables: { summary, blocks, breakEven: breakEvens(blocks, parameters) },
  };
}

type AttackCell = Pick<AttackRow, 'temperature' | 'share' | 'ratio' | 'attack'>;

/** The cells of the grid: for each temperature in the order of a network's runs. */
function cellsOf({
  temperatures,
  shares,
  ratios,
  attacks: names,
}: AttacksParameters): AttackCell[] {
  return temperatures.flatMap((t) =>
    shares.flatMap((share) =>
      ratios.flatMap((ratio) => names.map((attack) => ({ temperature: t, attack, share, ratio }))),
    ),
  );
}

function baselineOf(cells: readonly AttackCell[], index: number, baseline: Baseline): number {
  const mine = cells[index];
  return cells.findIndex(
    (cell) =>
      cell.attack === baseline &&
      cell.temperature === mine.temperature &&
      cell.share === mine.share &&
      cell.ratio === mine.ratio,
  );
}

function breakEvens(
  rows: readonly AttackBlockRow[],
  { attacks: names }: AttacksParameters,
): BreakEvenRow[] {
  const wanted = rows.filter(({ attack }) => !(BASELINES as readonly string[]).includes(attack));
  // A curve over α/τ for each of these; their rows follow one another in the order of the ratios.
  const curves = new Map<string, AttackBlockRow[]>();
  for (const row of wanted) {
    const key = [row.temperature, row.attack, row.share, row.block].join();
    curves.set(key, [...(curves.get(key) ?? []), row]);
  }
  return BASELINES.filter((against) => names.includes(against)).flatMap((against) =>
    [...curves.values()].map((curve) => {
      const points = curve
        .map((row) => ({
          ratio: row.ratio,
          gain: (against === 'honest' ? row.overHonest : row.overAscent) ?? Number.NaN,
        }))
        .sort((a, b) => a.ratio - b.ratio);
      const [{ temperature: t, attack, share, block }] = curve;
      return {
        temperature: t,
        attack,
        against,
        share,
        block,
        ratio: crossing(points),
        pays: points.filter(({ gain }) => gain > 0).length,
        of: points.length,
      };
    }),
  );
}

/**
 * Where the gain first falls to 0, on a line in α/τ; null where it does not. While rows are the same at every α/τ, as
 * in the first block of fixed rows, P is linear in α/τ and the line is exact.
 */
function crossing(points: readonly { ratio: number; gain: number }[]): number | null {
  for (let at = 1; at < points.length; at++) {
    const [before, after] = [points[at - 1], points[at]];
    if (!(before.gain > 0) || after.gain > 0) continue;
    const part = before.gain / (before.gain - after.gain);
    return before.ratio + part * (after.ratio - before.ratio);
  }
  return null;
}
