/*
 * §2: "participants are not honestly reporting the significance of their peers". What a group keeps of stake and rank
 * over many blocks, what that costs it in its own loss, and where it stops paying.
 */
import { checkNonNegative, checkOneOf } from '../math/checks.js';
import { STRATEGY_NAMES, type StrategyName } from '../market/index.js';
import { type Attacked, type AttackParameters, type AttackPoint } from './attack.js';
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

export interface AttacksParameters extends AttackParameters, IntervalParameters {
  /** How many networks are drawn. Default 4. */
  networks: number;
}

export const ATTACKS_DEFAULTS: AttacksParameters = {
  ...NETWORK_DEFAULTS,
  ...INTERVAL_DEFAULTS,
  ...GROUP_DEFAULTS,
  networks: 4,
  ratios: [1, 10, 25, 50, 100],
  shares: [0.05, 0.1, 0.2, 0.3, 0.45, 0.6],
  attacks: ['honest', 'ascent', 'cabal', 'joint'],
  others: 'ascent',
};

/** What attacking is held against: the same group, the same stake, playing one of these. */
export const BASELINES = ['honest', 'ascent'] as const;
export type Baseline = (typeof BASELINES)[number];

/** All networks with one attack, share and α/τ, after the last block. */
export type AttackRow = {
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
  attack: StrategyName;
  /** What it is held against. */
  against: Baseline;
  share: number;
  block: number;
  /**
   * The least α/τ at which the group gains nothing, between two that were run, on a line in log α/τ; null where it gains
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
  checkNetwork(where, parameters.networks, parameters);
  checkGroup(where, parameters);
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
  const begun = beginStudy('attacks', ATTACKS_DEFAULTS, given, check);
  const { header, parameters, work, over } = begun;
  const found = await runTasks(header, tasksFor('attack', work, parameters.networks), options);
  const cells = cellsOf(parameters);
  const keep = checkpointsOf(parameters);
  const last = keep.length - 1;
  const pick = (index: number, at: number): AttackPoint[] =>
    found.map(({ runs }: Attacked) => runs[index].points[at]);
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
    tables: { summary, blocks, breakEven: breakEvens(blocks, parameters, keep) },
  };
}

type AttackCell = Pick<AttackRow, 'share' | 'ratio' | 'attack'>;

/** The cells of the grid in the order of a network's runs. */
function cellsOf({ shares, ratios, attacks: names }: AttacksParameters): AttackCell[] {
  return shares.flatMap((share) =>
    ratios.flatMap((ratio) => names.map((name) => ({ attack: name, share, ratio }))),
  );
}

function baselineOf(cells: readonly AttackCell[], index: number, baseline: Baseline): number {
  const { share, ratio } = cells[index];
  return cells.findIndex(
    (cell) => cell.attack === baseline && cell.share === share && cell.ratio === ratio,
  );
}

function breakEvens(
  rows: readonly AttackBlockRow[],
  { attacks: names, shares }: AttacksParameters,
  keep: readonly number[],
): BreakEvenRow[] {
  const wanted = names.filter((name) => !(BASELINES as readonly string[]).includes(name));
  return wanted.flatMap((attack) =>
    BASELINES.filter((against) => names.includes(against)).flatMap((against) =>
      shares.flatMap((share) =>
        keep.map((block) => {
          const points = rows
            .filter((row) => row.attack === attack && row.share === share && row.block === block)
            .map((row) => ({
              ratio: row.ratio,
              gain: (against === 'honest' ? row.overHonest : row.overAscent) ?? Number.NaN,
            }))
            .sort((a, b) => a.ratio - b.ratio);
          return {
            attack,
            against,
            share,
            block,
            ratio: crossing(points),
            pays: points.filter(({ gain }) => gain > 0).length,
            of: points.length,
          };
        }),
      ),
    ),
  );
}

/** Where the gain first falls to 0, on a line in log α/τ; null where it does not. */
function crossing(points: readonly { ratio: number; gain: number }[]): number | null {
  for (let at = 1; at < points.length; at++) {
    const [before, after] = [points[at - 1], points[at]];
    if (!(before.gain > 0) || after.gain > 0 || !(before.ratio > 0)) continue;
    const part = before.gain / (before.gain - after.gain);
    return before.ratio * (after.ratio / before.ratio) ** part;
  }
  return null;
}
