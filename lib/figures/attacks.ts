import { BASELINES, type AttackRow, type Attacks } from '../experiments/index.js';
import { differences, percent, setting, version } from './captions.js';
import { type Figure, type Trace } from './figure.js';
import { heat } from './heat.js';
import { axesOf, colour, layOut, type Panel } from './theme.js';

const ATTACK_TITLES: Record<string, string> = {
  honest: 'honest',
  ascent: 'each for itself',
  self: 'self-weight',
  uniform: 'uniform',
  copy: 'weight copiers',
  cabal: 'cabal',
  joint: 'best-responding cabal',
  rider: 'free riders',
};

/** What a strategy is called in a figure. */
export function strategyTitle(name: string): string {
  return ATTACK_TITLES[name] ?? name;
}

/** The attacks study: what a group keeps, loses and gains over α/τ and its share of the stake; below, its stake over time. */
export function drawAttacks({ parameters, tables, versions }: Attacks): Figure {
  const { shares, ratios, attacks, networks, blocks, others } = parameters;
  const names = attacks.filter((name) => !(BASELINES as readonly string[]).includes(name));
  const shown = names.length > 0 ? names : attacks;
  const columns = 5;
  const panels: Panel[] = [];
  const data: Trace[] = [];
  const cellOf = (attack: string, share: number, ratio: number): AttackRow | undefined =>
    tables.summary.find(
      (row) => row.attack === attack && row.share === share && row.ratio === ratio,
    );
  const quantities = surfaces(tables.summary);
  for (const [row, attack] of shown.entries()) {
    for (const [column, { title, of, ...style }] of quantities.entries()) {
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
            ...style,
          },
          axesOf(panels.length),
        ),
      );
      panels.push({
        row,
        column,
        title: row === 0 ? title : '',
        x: { title: row === shown.length - 1 ? 'α/τ' : '', type: 'category', showgrid: false },
        y: {
          title: column === 0 ? `<b>${strategyTitle(attack)}</b><br>its stake at first` : '',
          type: 'category',
          showgrid: false,
          showticklabels: column === 0,
        },
      });
    }
  }
  const ratio = [...ratios].sort((a, b) => Math.abs(a - 25) - Math.abs(b - 25))[0];
  for (const [column, attack] of attacks.slice(0, columns).entries()) {
    for (const [index, share] of shares.entries()) {
      const rows = tables.blocks.filter(
        (line) => line.attack === attack && line.share === share && line.ratio === ratio,
      );
      data.push({
        type: 'scatter',
        mode: 'lines',
        name: `${percent(share)} of stake at first`,
        x: rows.map(({ block }) => block),
        y: rows.map(({ stakeShare }) => stakeShare),
        line: { color: colour(index), width: 2 },
        showlegend: column === 0,
        legendgroup: String(share),
        hovertemplate: 'block %{x}<br>%{y:.3f}<extra></extra>',
        ...axesOf(panels.length),
      });
    }
    panels.push({
      row: shown.length,
      column,
      title: `${strategyTitle(attack)}, α/τ = ${ratio}`,
      x: { title: 'block', type: 'log', dtick: blocks > 100 ? 2 : 1, exponentformat: 'power' },
      y: { title: column === 0 ? 'share of stake' : '', range: [0, 1.02] },
    });
  }
  const caption =
    `${networks} simulated networks with ${parameters.attackers} attackers: ${setting(parameters)}; everybody honest at first, the others ` +
    `then play ${strategyTitle(others)}; τ = ${parameters.inflation}, stake read as ${parameters.stakeUnit}. Surfaces: after ${blocks} blocks, means ` +
    `over networks; gains are payoff P/τ a member. ${verdict(tables.breakEven, blocks)} Table: ${percent(parameters.confidence)} bootstrap over networks. ` +
    `${differences(parameters)} The paper claims a fair ranking among dishonest peers and measures none. ${version(versions)}`;
  return layOut(
    {
      title: 'Attacks: what a group keeps, what it costs it, and where it stops paying',
      caption,
      panels,
      rows: shown.length + 1,
      columns,
      width: 1120,
      height: 250 * (shown.length + 1),
      gap: { x: 0.025, y: 0.24 / (shown.length + 1) + 0.06 },
      left: 104,
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.07, yanchor: 'bottom' } },
    },
    data,
  );
}

interface Surface {
  readonly title: string;
  readonly of: (row: AttackRow | undefined, honest: AttackRow | undefined) => number | null;
  readonly format: (value: number) => string;
  readonly signed?: boolean;
  readonly range?: readonly [number, number];
  readonly shade?: (value: number) => number;
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
      format: gain,
      signed: true,
      shade: root,
      range: [-most, most],
    },
    {
      title: 'gain over each for itself',
      of: (row) => row?.overAscent ?? null,
      format: gain,
      signed: true,
      shade: root,
      range: [-most, most],
    },
  ];
}

/** Where attacks pay at the last block, in words. */
function verdict(rows: Attacks['tables']['breakEven'], blocks: number): string {
  const last = rows.filter(({ block }) => block === blocks);
  const parts = [...new Set(last.map(({ attack }) => attack))].flatMap((attack) =>
    BASELINES.flatMap((against) => {
      const mine = last.filter((row) => row.attack === attack && row.against === against);
      if (mine.length === 0) return [];
      const [pays, of] = [
        mine.reduce((sum, row) => sum + row.pays, 0),
        mine.reduce((sum, row) => sum + row.of, 0),
      ];
      const versus = against === 'honest' ? 'honest play' : 'each for itself';
      return [`the ${strategyTitle(attack)} pays against ${versus} in ${pays} of ${of} cells`];
    }),
  );
  return parts.length === 0 ? '' : `The mechanism does not stop them: ${parts.join(', ')}.`;
}
