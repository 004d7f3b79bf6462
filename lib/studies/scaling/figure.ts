import { differences, percent, sentences, version } from '../../plot/caption.js';
import { compose, estimates, line, where, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting, stopping } from '../market/caption.js';
import { type Scaling } from './index.js';

const QUANTITIES = [
  {
    name: 'pearsonMean',
    title: 'correlation',
    label: 'mean Pearson r of R* with R',
    range: [-1.02, 1.02],
  },
  { name: 'diagonal', title: 'weights kept', label: 'diagonal of W / total', range: [-0.04, 1.04] },
] as const;

/**
 * The scaling study: correlation against the number of peers, a line for each temperature; below, the self-weights.
 */
export function plotScaling({ parameters, tables, versions }: Scaling): Figure {
  const { ratios, temperatures, peers, networks, confidence } = parameters;
  return compose({
    title: 'Scaling: the ranking’s accuracy against the number of peers and the temperature',
    rows: QUANTITIES.map(({ name, title, label, range }) =>
      ratios.map((ratio): Panel => ({
        title: `${title} at α/τ = ${ratio}`,
        x: { label: 'peers n', ticks: peers },
        y: { label, range },
        marks: temperatures.map((temperature) =>
          line(
            estimates(
              where(tables.summary, { ratio, temperature }),
              (row) => row.peers,
              name,
              ({ converged }) => ({
                label: `${percent(converged)} converged`,
                open: converged < 1,
              }),
            ),
            { name: `T = ${temperature}`, dots: true },
          ),
        ),
      })),
    ),
    caption: sentences(
      `${networks} simulated networks for each n, the same at every T and α/τ: ${setting({ ...parameters, temperature: temperatures })}; ${stopping(parameters)}.`,
      `Correlations are means over networks. Bars: ${percent(confidence)} intervals over networks; a network whose ranks are all equal has no correlation and is left out.`,
      'Open marks: not every network has converged, and its rank is that of the last step.',
      differences(parameters),
      'The paper leaves the number of participants to a follow-up.',
      version(versions),
    ),
  });
}
