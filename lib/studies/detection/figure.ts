import { differences, percent, sentences, version } from '../../plot/caption.js';
import {
  compose,
  estimates,
  line,
  points,
  rule,
  where,
  type Panel,
} from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting } from '../market/caption.js';
import { strategyTitle } from '../market/titles.js';
import { type Detection } from './index.js';
import { DETECTED } from './work.js';

/** The false-positive rate at which the caption states the true-positive rate. */
const ACCUSED = 0.05;

/** The detection study: ROC curves of the auditor for each number of batches, and the areas under them. */
export function plotDetection({ parameters, tables, versions }: Detection): Figure {
  const { batches, networks, attackers, share, ratio, blocks, ownBatches, shift, confidence } =
    parameters;
  const curves = batches.map((count): Panel => ({
    title: `${count} public sample${count === 1 ? '' : 's'} a peer`,
    x: { label: 'honest peers accused', range: [-0.03, 1.03] },
    y: { label: 'dishonest peers found', range: [-0.03, 1.03] },
    marks: [
      ...DETECTED.map((strategy) => {
        const rows = where(tables.curves, { strategy, batches: count });
        return line(
          points(
            rows.map(({ falsePositives }) => falsePositives),
            rows.map(({ truePositives }) => truePositives),
          ),
          { name: strategyTitle(strategy) },
        );
      }),
      rule([
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ]),
    ],
  }));
  const areas: Panel = {
    title: 'area under the curve',
    x: { label: 'public samples a peer', type: 'log', ticks: batches },
    y: { label: 'area', range: [0.37, 1.03] },
    marks: DETECTED.map((strategy) =>
      line(
        estimates(where(tables.summary, { strategy }), (row) => row.batches, 'area'),
        {
          ...{ name: strategyTitle(strategy), dots: true },
        },
      ),
    ),
  };
  const most = batches[batches.length - 1];
  const hard = where(tables.summary, { batches: most })
    .filter(({ found }) => found < 0.95)
    .map(
      ({ strategy, found }) => `${strategyTitle(strategy)} ${percent(Number(found.toFixed(2)))}`,
    );
  return compose({
    title: 'Detection: an auditor holds reports against significance that it measures itself',
    rows: [[...curves, areas]],
    caption: sentences(
      `${networks} simulated networks, ${attackers} peers with ${percent(share)} of the stake report by each strategy for ${blocks} blocks among honest ones: ${setting(parameters)}, α/τ = ${ratio}.`,
      `A peer’s score is ½ Σ<sub>j</sub> |w<sub>ij</sub> − ŵ<sub>ij</sub>| between its report and what an auditor finds from a Wishart sample of its Hessian on public data that differ by ${percent(shift)}; ` +
        `honest peers measure on ${ownBatches} samples of their own.`,
      hard.length > 0
        ? `With ${percent(ACCUSED)} of honest peers accused and ${most} samples it finds of these less than 95 %: ${hard.join(', ')}.`
        : '',
      'Free riders report honestly and answer noise, which no audit of reports can see.',
      `Bars: ${percent(confidence)} intervals over networks.`,
      differences(parameters),
      'The paper announces a method to detect dishonest reports and gives none.',
      version(versions),
    ),
  });
}
