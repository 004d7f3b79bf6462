import { percent, differences, sentences, version } from '../../plot/caption.js';
import { compose, estimates, inRows, line, where, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting } from '../market/caption.js';
import { type Anarchy } from './index.js';

const QUANTITIES = [
  { name: 'priceOfBest', title: 'price of anarchy', unit: 'Σ L competitive / least Σ L found' },
  {
    name: 'realised',
    title: 'part of what connecting is worth',
    unit: '(Σ L at W = I − Σ L) / (Σ L at W = I − least found)',
  },
  { name: 'welfare', title: 'welfare lost', unit: 'Σ P/τ, coordinated − competitive' },
  {
    name: 'rankSpread',
    title: 'spread of the equilibria found',
    unit: 'range of R<sub>i</sub> / mean R',
  },
] as const;

/** The anarchy study: the cost of selfishness against α/τ, a line for each temperature. */
export function plotAnarchy({ parameters, tables, versions }: Anarchy): Figure {
  const { temperatures, ratios, networks, starts, tolerance, maxSteps, solver, confidence } =
    parameters;
  const panels = QUANTITIES.map(({ name, title, unit }): Panel => ({
    title,
    x: { label: 'α/τ', categories: ratios.map(String) },
    y: { label: unit, zero: name !== 'priceOfBest' },
    marks: temperatures.map((temperature) =>
      line(
        estimates(
          where(tables.summary, { temperature }),
          ({ ratio }) => String(ratio),
          name,
          ({ competitiveConverged }) => ({ open: competitiveConverged < 1 }),
        ),
        { name: `T = ${temperature}`, dots: true },
      ),
    ),
  }));
  const worst = Math.max(...tables.summary.map(({ priceOfBest }) => priceOfBest ?? 1));
  return compose({
    title: 'Anarchy: the loss of a network in which each peer ascends its own payoff',
    rows: inRows(panels, 2),
    caption: sentences(
      `${networks} networks from ${starts} starts each: ${setting({ ...parameters, temperature: temperatures })}; ` +
        `${solver === 'fast' ? 'the competitive equilibrium, solved along the descent’s path, and coordinated descent' : 'competitive and coordinated descent with the same λ'}, ` +
        `to ε = ${tolerance} or ${maxSteps ?? '1000·n'} steps.`,
      'Ranks sum to the mean stake for any W, so that welfare differs by losses alone.',
      `Competition costs at most ${percent(worst - 1)} of loss over the least found; of what connecting is worth, against W = I, it realises the second panel.`,
      'Open marks: not every competitive run converged, so that their spread is one of unfinished runs as well. Both are local searches: the least loss is that of all runs at a temperature.',
      `Bars: ${percent(confidence)} intervals over networks.`,
      differences(parameters),
      'The paper reports no price of anarchy.',
      version(versions),
    ),
  });
}
