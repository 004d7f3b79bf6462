import { differences, percent, sentences, version } from '../../plot/caption.js';
import { compose, estimates, line, where, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting, stopping } from '../market/caption.js';
import { type Scaling } from './index.js';
import { BOTH_UNITS, namesOf, sweepOf } from './settings.js';

const QUANTITIES = [
  { name: 'pearsonMean', label: 'mean Pearson r of R* with R', range: [-0.52, 1.02] },
  { name: 'shapleyMean', label: 'mean r of R* with Shapley', range: [-0.52, 1.02] },
  { name: 'diagonal', label: 'weight kept', range: [-0.04, 1.04] },
  { name: 'nashGap', label: 'Nash gap, mean ranks', range: undefined },
] as const;

/**
 * The scaling study: against the number of peers, a line for each temperature: at fixed T and α/τ on the left, at fixed
 * nT/s̄ and n(α/τ)/s̄ on the right. Rows: both correlations, the weight kept, the Nash gap; the largest ratio of each unit.
 */
export function plotScaling({ parameters, tables, versions }: Scaling): Figure {
  const { peers, networks, gapNetworks, confidence } = parameters;
  const columns = BOTH_UNITS.map((unit) => {
    const { temperatures, ratios } = sweepOf(parameters, unit);
    return { unit, temperatures, ratio: ratios[ratios.length - 1], ...{ names: namesOf(unit) } };
  });
  const [{ temperatures }] = columns;
  return compose({
    title:
      'Scaling: the ranking’s accuracy against the number of peers, in two units of temperature',
    rows: QUANTITIES.map(({ name, label, range }) =>
      columns.map(({ unit, temperatures: all, ratio, names }): Panel => ({
        title: `fixed ${names.T}, ${names.ratio} = ${ratio}`,
        x: { label: 'peers n', ticks: peers, type: 'log' },
        y: { label, ...(range ? { range } : { zero: true }) },
        marks: all.map((temperature, at) =>
          line(
            estimates(
              where(tables.summary, { unit, ratio, temperature }),
              (row) => row.peers,
              name,
              ({ converged }) => ({
                label: `${percent(converged)} converged`,
                open: converged < 1,
              }),
            ),
            {
              name: `${names.T} = ${temperature}`,
              colour: unit === 'absolute' ? at : temperatures.length + at,
              dots: true,
            },
          ),
        ),
      })),
    ),
    caption: sentences(
      `${networks} simulated networks for each n, the same at every T and α/τ: ${setting({ ...parameters, temperature: temperatures, temperatureUnit: 'absolute' })}; ${stopping(parameters)}.`,
      'A bid s_i w_ij is of size s̄/n: on the right T and α/τ are in mean bids, so that masks and payoffs of different n are alike.',
      `Correlations are means over networks. Bars: ${percent(confidence)} intervals over networks (Nash gap: the first ${Math.min(gapNetworks, networks)}); a network whose ranks are all equal has no correlation and is left out.`,
      'Open marks: not every network has converged, and its rank is that of the last step.',
      differences(parameters),
      'The paper leaves the number of participants to a follow-up.',
      version(versions),
    ),
  });
}
