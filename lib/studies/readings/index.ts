/*
 * Figure 4 under every reading of the paper: dynamics, signs, anchors, ensembles, temperatures, and when play stops;
 * each scored against what the paper says of the figure.
 */
import { defineStudy, present, type ResultOf } from '../define.js';
import { checkMarket } from '../market/parameters.js';
import { mean } from '../../math/rows.js';
import { estimate, markdownTable, number } from '../report.js';
import { plotReadings } from './figure.js';
import { READINGS } from './parameters.js';
import { variants } from './variants.js';
import { verdictOf } from './verdict.js';
import { score, type Scored } from './work.js';

/** Quantities of a row with their intervals over networks. */
const QUANTITIES = ['ideal', 'shapley', 'coordinated', 'kept', 'gap', 'regret'] as const;

const study = defineStudy({
  name: 'readings',
  section: '§3, figure 4',
  title: 'Figure 4 under every reading of the paper, scored against what the paper says of it',
  parameters: READINGS,
  check: (where, values) => {
    checkMarket(where, { ...values, temperatureUnit: 'absolute', measured: [] });
  },
  settings: variants,
  work: score,
  tables: (found, { ratios }, { intervals }) => {
    const readings = found.map(({ setting, networks }) => ({
      setting,
      networks: networks.filter((one): one is Scored => one !== null),
    }));
    /** A row for each reading and ratio. */
    const summary = readings.flatMap(({ setting: { group, reading }, networks }) =>
      ratios.map((ratio, at) => {
        const scores = networks.map((network) => network.scores[at]);
        return {
          ...{ group, reading, ratio, networks: networks.length },
          /** The number of networks whose ranks are not all equal. */
          defined: scores.filter(({ ideal }) => ideal !== null).length,
          /** Means over networks: correlations of R* within a network, weight kept, gap and regret in mean ranks. */
          ...intervals(QUANTITIES, scores),
          converged: mean(scores.map(({ converged }) => Number(converged))),
          steps: mean(scores.map(({ steps }) => steps)),
        };
      }),
    );
    return {
      summary,
      /** A row for each reading: the tests that it passes. */
      verdicts: readings.map(({ setting: { group, reading } }) => ({
        ...{ group, reading },
        ...verdictOf(summary.filter((row) => row.reading === reading)),
      })),
      /** A row for each network, ratio and peer of the base and of the sources of Hessians at its temperature. */
      peers: readings
        .filter(
          ({ setting }) =>
            ['base', 'hessians'].includes(setting.group) &&
            setting.temperature === readings[0].setting.temperature,
        )
        .flatMap(({ setting: { reading, hessians }, networks }) =>
          networks.flatMap(({ ideal, shapley, scores }, network) =>
            scores.flatMap(({ ratio, rank }) =>
              rank.map((competitive, peer) => ({
                ...{ reading, hessians, network, ratio, peer, competitive },
                ...{ ideal: ideal[peer], shapley: shapley[peer] },
              })),
            ),
          ),
        ),
    };
  },
  columns: ['reading', 'ratio', 'kept', 'ideal', 'idealLow', 'idealHigh', 'shapley', 'gap'],
});

export type Readings = ResultOf<typeof study>;

/** Scores every reading of figure 4. */
export const readings = present(study, { figure: plotReadings, report });

function report({ tables: { summary, verdicts }, parameters: { ratios } }: Readings): string {
  const [least, largest] = [Math.min(...ratios), Math.max(...ratios)];
  return markdownTable(
    [
      'reading',
      `kept at α/τ = ${least}`,
      `r with (2) at ${largest}`,
      'with Shapley',
      'with the coordinated rank',
      'largest Nash gap, mean ranks',
      'largest regret',
      "like the paper's figure",
    ],
    verdicts.map(({ reading, largestGap, looks }) => {
      const rows = summary.filter((row) => row.reading === reading);
      const first = rows.find(({ ratio }) => ratio === least) ?? rows[0];
      const last = rows.find(({ ratio }) => ratio === largest) ?? rows[0];
      const regret = Math.max(...rows.map((row) => row.regret ?? Infinity));
      return [
        reading,
        number(first.kept),
        estimate(last.ideal, last.idealLow, last.idealHigh),
        estimate(last.shapley, last.shapleyLow, last.shapleyHigh),
        estimate(last.coordinated, last.coordinatedLow, last.coordinatedHigh),
        gapText(largestGap),
        gapText(regret),
        looks ? 'yes' : 'no',
      ];
    }),
  );
}

/** A gap: its size is rounding below 1e-4 mean ranks. */
function gapText(value: number): string {
  return value < 1e-4 ? 'below 1e-4' : value.toPrecision(2);
}
