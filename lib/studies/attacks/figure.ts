import { type StrategyName } from '../../market/index.js';
import { BASELINES } from './breakEven.js';
import { type Attacks } from './index.js';
import { percent, version } from '../../plot/caption.js';
import { differences } from '../../plot/market/caption.js';
import { setting } from '../market/caption.js';
import { strategyTitle } from '../market/titles.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { heat } from '../../plot/heat.js';
import { axesOf, colour, decades, layOut, type Panel } from '../../plot/theme.js';

type AttackRow = Attacks['tables']['summary'][number];

/**
 * The attacks study: the stake, loss and gain of a group over α/τ and its share of the stake; below, its stake over
 * time.
 */
export function plotAttacks({ parameters, tables, versions }: Attacks): Figure {
  const { temperatures, shares, ratios, attacks, networks, blocks, others } = parameters;
  const names = attacks.filter((name) => !(BASELINES as readonly string[]).includes(name));
  const shown = names.length > 0 ? names : attacks;
  const columns = 5;
  const panels: Panel[] = [];
  const data: Trace[] = [];
  const grid = temperatures.flatMap((temperature) =>
    shown.map((attack) => ({ temperature, attack })),
  );
  const quantities = surfaces(tables.summary);
  for (const [row, { temperature, attack }] of grid.entries()) {
    const cellOf = (name: string, share: number, ratio: number): AttackRow | undefined =>
      tables.summary.find(
        (cell) =>
          cell.temperature === temperature &&
          cell.attack === name &&
          cell.share === share &&
          cell.ratio === ratio,
      );
    for (const [column, { title, of, sure, ...style }] of quantities.entries()) {
      data.push(
        heat(
          {
            x: ratios.map(String),
            y: shares.map(percent),
            z: shares.map((share) =>
              ratios.map((ratio) =>
                of(cellOf(attack, share, ratio), cellOf('honest', share, ratio)),
              ),
            ),
            ...(sure && {
              plain: shares.map((share) =>
                ratios.map((ratio) => !sure(cellOf(attack, share, ratio))),
              ),
            }),
            ...style,
          },
          axesOf(panels.length),
        ),
      );
      panels.push({
        row,
        column,
        title: `<b>${title}</b><br>${strategyTitle(attack)}, T = ${temperature}`,
        x: { title: 'α/τ', type: 'category', showgrid: false },
        y: {
          title: '',
          type: 'category',
          showgrid: false,
          showticklabels: column === 0,
        },
      });
    }
  }
  for (const [column, line] of timeLines(parameters, shown).entries()) {
    for (const [index, share] of shares.entries()) {
      const points = line.of(tables, share);
      data.push({
        type: 'scatter',
        mode: 'lines+markers',
        name: percent(share),
        x: points.map(({ x }) => x),
        y: points.map(({ y }) => y),
        line: { color: colour(index), width: 2 },
        marker: { color: colour(index), size: 4 },
        showlegend: column === 0,
        legendgroup: String(share),
        hovertemplate: `${percent(share)} of stake at first<br>block %{x}<br>%{y:.3f}<extra></extra>`,
        ...axesOf(panels.length),
      });
    }
    panels.push({
      row: grid.length,
      column,
      title: `<b>${line.title}</b><br>${line.detail}`,
      x: { title: 'block', ...decades(blocks, true), range: [-0.1, Math.log10(blocks) + 0.1] },
      y: { title: '', ...line.y },
    });
  }
  const caption =
    `${networks} simulated networks with ${parameters.attackers} attackers: ${setting({ ...parameters, temperature: temperatures })}; everybody honest at first, the ` +
    `others then play ${strategyTitle(others)}; τ = ${parameters.inflation}, stake read as ${parameters.stakeUnit}. Surfaces: after ${blocks} blocks, means over networks, ` +
    `upwards the group’s stake at first; gains are payoff P/τ a member. ${verdict(tables.summary, shown)} Last panels: the α/τ above which the ${strategyTitle(shown[0])} ` +
    `does not pay on average at a block; no mark where it pays at every α/τ that was run, or at none. Table: ${percent(parameters.confidence)} bootstrap over networks. ` +
    `${differences(parameters)} The paper claims a fair ranking among dishonest peers and measures none. ${version(versions)}`;
  return layOut(
    {
      title: 'Attacks: the stake that a group keeps, its cost, and where it stops paying',
      caption,
      panels,
      rows: grid.length + 1,
      columns,
      width: 1120,
      height: 236 * (grid.length + 1),
      gap: { x: 0.045, y: 0.52 / (grid.length + 1) },
      left: 76,
      layout: {
        legend: {
          orientation: 'h',
          x: 1,
          xanchor: 'right',
          y: 1.035,
          yanchor: 'bottom',
          title: { text: 'stake at first ', side: 'left', font: { size: 13 } },
        },
      },
    },
    data,
  );
}

interface Surface {
  readonly title: string;
  readonly of: (row: AttackRow | undefined, honest: AttackRow | undefined) => number | null;
  /** Whether the interval leaves the value's sign in no doubt. Default: it is not asked. */
  readonly sure?: (row: AttackRow | undefined) => boolean;
  readonly format: (value: number) => string;
  readonly signed?: boolean;
  readonly range?: readonly [number, number];
  readonly shade?: (value: number) => number;
}

/** Whether an interval lies on one side of 0; true where there is none. */
function isSure(low: number | null, high: number | null): boolean {
  return low === null || high === null || low > 0 || high < 0;
}

/** Colours of gains by their sign and the root of their size: they differ by orders of magnitude. */
const root = (value: number): number => Math.sign(value) * Math.sqrt(Math.abs(value));

function surfaces(rows: readonly AttackRow[]): Surface[] {
  const gains = rows.flatMap(({ overHonest, overAscent }) => [overHonest ?? 0, overAscent ?? 0]);
  const most = root(Math.max(...gains.map(Math.abs), Number.MIN_VALUE));
  const share = (value: number): string => value.toFixed(2);
  const gain = (value: number): string => value.toPrecision(2);
  return [
    {
      title: 'share of stake kept',
      of: (row) => row?.stakeShare ?? null,
      format: share,
      range: [0, 1],
    },
    {
      title: 'share of rank kept',
      of: (row) => row?.rankShare ?? null,
      format: share,
      range: [0, 1],
    },
    {
      title: 'own loss, against honest',
      of: (row, honest) => {
        const [mine, theirs] = [row?.loss ?? null, honest?.loss ?? null];
        return mine === null || theirs === null ? null : mine / theirs - 1;
      },
      format: (value) => `${value > 0 ? '+' : ''}${(100 * value).toFixed(0)} %`,
      signed: true,
    },
    {
      title: 'gain over honest play',
      of: (row) => row?.overHonest ?? null,
      sure: (row) => isSure(row?.overHonestLow ?? null, row?.overHonestHigh ?? null),
      format: gain,
      signed: true,
      shade: root,
      range: [-most, most],
    },
    {
      title: 'gain over each for itself',
      of: (row) => row?.overAscent ?? null,
      sure: (row) => isSure(row?.overAscentLow ?? null, row?.overAscentHigh ?? null),
      format: gain,
      signed: true,
      shade: root,
      range: [-most, most],
    },
  ];
}

interface TimeLine {
  readonly title: string;
  readonly detail: string;
  readonly of: (
    tables: Attacks['tables'],
    share: number,
  ) => { readonly x: number; readonly y: number | null }[];
  readonly y: Record<string, unknown>;
}

/**
 * The panels over blocks, a line for each share, for the first attack and the first and last temperatures: stake
 * kept, loss against honest play, where attacking stops paying.
 */
function timeLines(
  { ratios, temperatures }: Attacks['parameters'],
  shown: readonly StrategyName[],
): TimeLine[] {
  const ratio = [...ratios].sort((a, b) => Math.abs(a - 25) - Math.abs(b - 25))[0];
  const [lead] = shown;
  const both = [...new Set([temperatures[0], temperatures[temperatures.length - 1]])];
  const rowsOf = (tables: Attacks['tables'], temperature: number, attack: string, share: number) =>
    tables.blocks.filter(
      (row) =>
        row.temperature === temperature &&
        row.attack === attack &&
        row.share === share &&
        row.ratio === ratio,
    );
  const of = (temperature: number): string =>
    `${strategyTitle(lead)}, T = ${temperature}, α/τ = ${ratio}`;
  const stakes = both.map((temperature): TimeLine => ({
    title: 'share of stake',
    detail: of(temperature),
    of: (tables, share) =>
      rowsOf(tables, temperature, lead, share).map(({ block, stakeShare }) => ({
        x: block,
        y: stakeShare,
      })),
    y: { range: [0, 1.02] },
  }));
  const loss: TimeLine = {
    title: 'own loss, against honest',
    detail: of(both[0]),
    of: (tables, share) => {
      const honest = rowsOf(tables, both[0], 'honest', share);
      return rowsOf(tables, both[0], lead, share).map((row, index) => ({
        x: row.block,
        y: honest.length > 0 ? row.loss / honest[index].loss - 1 : null,
      }));
    },
    y: { tickformat: '+.0%' },
  };
  const ends = both.map((temperature): TimeLine => ({
    title: 'α/τ where it stops paying',
    detail: `over each for itself, T = ${temperature}`,
    of: (tables, share) =>
      tables.breakEven
        .filter(
          (row) =>
            row.temperature === temperature &&
            row.attack === lead &&
            row.against === 'ascent' &&
            row.share === share,
        )
        .map(({ block, ratio: even }) => ({ x: block, y: even })),
    y: {
      ...decades(Math.max(10, ...ratios)),
      range: [-0.1, Math.log10(Math.max(10, ...ratios)) + 0.1],
    },
  }));
  return [...stakes, loss, ...ends];
}

/** Where attacks pay after the last block, and where they do not, beyond the intervals, in words. */
function verdict(rows: readonly AttackRow[], shown: readonly StrategyName[]): string {
  const temperatures = [...new Set(rows.map(({ temperature }) => temperature))];
  const parts = shown.flatMap((attack) =>
    temperatures.flatMap((temperature) => {
      const mine = rows.filter(
        (row) =>
          row.attack === attack && row.temperature === temperature && row.overAscent !== null,
      );
      if (mine.length === 0) return [];
      const pays = mine.filter(
        ({ overAscent, overAscentLow }) => (overAscentLow ?? overAscent ?? 0) > 0,
      );
      const costs = mine.filter(
        ({ overAscent, overAscentHigh }) => (overAscentHigh ?? overAscent ?? 0) < 0,
      );
      return [
        `the ${strategyTitle(attack)} at T = ${temperature} pays in ${pays.length} of ${mine.length} cells and costs in ${costs.length}`,
      ];
    }),
  );
  return parts.length === 0
    ? ''
    : `Against each for itself, beyond the interval: ${parts.join('; ')}. White gains: the interval includes 0.`;
}
