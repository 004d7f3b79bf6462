/*
 * §2: "participants are not honestly reporting the significance of their peers". The stake and rank of a group over
 * many blocks, its cost in the group's own loss, and its break-even ratio.
 */
import { plotAttacks } from './figure.js';
import { strategyTitle } from '../market/titles.js';
import { STRATEGY_NAMES } from '../../market/index.js';
import { choice, integer, list, withDefault } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import {
  ATTACKS,
  checkGroup,
  checkpointsOf,
  checkNamedOnce,
  GROUP,
  SHARE,
} from '../market/group.js';
import { checkMarket, MARKET, RATIOS, temperatures } from '../market/parameters.js';
import { mean } from '../../math/rows.js';
import { estimate, markdownTable, number, percent } from '../report.js';
import { breakEvens } from './breakEven.js';
import { attack, type AttackPoint } from './work.js';

const { temperature, ...SHARED } = MARKET;

const study = defineStudy({
  name: 'attacks',
  section: '§2',
  title:
    'The stake and rank of a dishonest group, its cost, and the ratio at which it stops paying',
  parameters: {
    ...SHARED,
    ...INTERVALS,
    ...GROUP,
    temperatures: temperatures([0.3, 1]),
    networks: integer(6, 'Networks sampled'),
    ratios: withDefault(RATIOS, [1, 10, 100]),
    shares: list(SHARE, [0.05, 0.2, 0.4, 0.6], "The group's shares of all stake at first; a list"),
    attacks: ATTACKS,
    others: choice(STRATEGY_NAMES, 'ascent', 'Strategy of all peers outside the group'),
  },
  check: (where, values) => {
    checkMarket(where, values);
    checkGroup(where, values);
    checkNamedOnce(where, 'attacks', values.attacks);
  },
  settings: (values) => values.temperatures.map((T) => ({ temperature: T })),
  work: attack,
  tables: (found, values, { interval }) => {
    const keep = checkpointsOf(values);
    const last = keep.length - 1;
    const cells = found.flatMap(({ setting, networks }) =>
      networks[0].runs.map(({ attack: name, share, ratio }, run) => ({
        key: { temperature: setting.temperature, attack: name, share, ratio },
        points: (at: number): AttackPoint[] => networks.map(({ runs }) => runs[run].points[at]),
      })),
    );
    type AttackCell = (typeof cells)[number];
    const gains = ({ key, points }: AttackCell, at: number, baseline: string): number[] => {
      const other = cells.find(
        (cell) =>
          cell.key.attack === baseline &&
          cell.key.temperature === key.temperature &&
          cell.key.share === key.share &&
          cell.key.ratio === key.ratio,
      );
      const theirs = other?.points(at) ?? [];
      return theirs.length === 0
        ? []
        : points(at).map(({ payoff }, network) => payoff - theirs[network].payoff);
    };
    const meanOrNull = (numbers: readonly number[]): number | null =>
      numbers.length === 0 ? null : mean(numbers);
    const blocks = cells.flatMap((cell) =>
      keep.map((block, at) => {
        const points = cell.points(at);
        return {
          ...cell.key,
          block,
          stakeShare: mean(points.map(({ stakeShare }) => stakeShare)),
          rankShare: meanOrNull(
            points.flatMap(({ rankShare }) => (rankShare === null ? [] : [rankShare])),
          ),
          loss: mean(points.map(({ loss }) => loss)),
          overHonest: meanOrNull(gains(cell, at, 'honest')),
          overAscent: meanOrNull(gains(cell, at, 'ascent')),
        };
      }),
    );
    return {
      /** A row for each temperature, attack, share and ratio, after the last block. */
      summary: cells.map((cell) => {
        const points = cell.points(last);
        return {
          ...cell.key,
          block: keep[last],
          ...interval(
            'stakeShare',
            points.map(({ stakeShare }) => stakeShare),
          ),
          ...interval(
            'rankShare',
            points.map(({ rankShare }) => rankShare),
          ),
          ...interval(
            'loss',
            points.map(({ loss }) => loss),
          ),
          // A member's payoff minus that of the same group with honest or competitive play.
          ...interval('overHonest', gains(cell, last, 'honest')),
          ...interval('overAscent', gains(cell, last, 'ascent')),
        };
      }),
      /** The same at every recorded block, means over networks. */
      blocks,
      /** The break-even ratio of each attack, at each share and block. */
      breakEven: breakEvens(blocks, values.attacks),
    };
  },
  columns: [
    'temperature',
    'attack',
    'share',
    'ratio',
    'stakeShare',
    'rankShare',
    'loss',
    'overHonest',
    'overAscent',
  ],
});

export type Attacks = ResultOf<typeof study>;

/**
 * Share of stake and rank, loss and payoff of a group that plays each strategy among peers that play another.
 *
 * Every network starts with all peers honest. A payoff is P = R − (α/τ) L at the block, with the group's stake at that
 * block.
 */
export const attacks = present(study, { figure: plotAttacks, report });

function report({ tables, parameters }: Attacks): string {
  const { shares, ratios, blocks } = parameters;
  const kept = [shares[0], shares[shares.length - 1]];
  const end = (pays: number, of: number, ratio: number | null): string =>
    ratio !== null ? `α/τ > ${ratio.toFixed(0)}` : pays === of ? 'pays everywhere' : 'pays nowhere';
  return markdownTable(
    [
      'T',
      'strategy of the group',
      'stake at first',
      ...ratios.map((ratio) => `α/τ = ${ratio}`),
      'does not pay, block 1',
      `does not pay, block ${blocks}`,
    ],
    parameters.temperatures.flatMap((T) =>
      (['cabal', 'joint'] as const).flatMap((name) =>
        kept.map((share) => [
          String(T),
          strategyTitle(name),
          percent(share),
          ...ratios.map((ratio) => {
            const row = tables.summary.find(
              (cell) =>
                cell.temperature === T &&
                cell.attack === name &&
                cell.share === share &&
                cell.ratio === ratio,
            );
            if (!row) return '';
            const { overAscent: gain, overAscentLow: low, overAscentHigh: high } = row;
            return `${number(row.stakeShare)}, ${estimate(gain, low, high)}`;
          }),
          ...[1, blocks].map((block) => {
            const row = tables.breakEven.find(
              (cell) =>
                cell.temperature === T &&
                cell.attack === name &&
                cell.against === 'ascent' &&
                cell.share === share &&
                cell.block === block,
            );
            return row ? end(row.pays, row.of, row.ratio) : '';
          }),
        ]),
      ),
    ),
  );
}
