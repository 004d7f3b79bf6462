import { percent, sentences, version } from '../../plot/caption.js';
import {
  compose,
  dot,
  estimates,
  line,
  rule,
  where,
  type Coordinate,
  type Mark,
  type Panel,
} from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { type CopiersResult } from './index.js';
import { BOND_RULE_TITLES } from '../market/bondRules.js';

/** Profits that differ from 1 by less are equal pay. */
const ROUNDING = 1e-9;

/**
 * The copiers study, at each error: a copier's profit against the delay at every speed, under one rule; under every rule, at
 * one speed; the accuracy of incentive.
 */
export function plotCopiers(result: CopiersResult): Figure {
  const { parameters, tables, versions } = result;
  const { errors, speeds, delays, mechanisms, networks, honest, miners, copiers } = parameters;
  const { share, spread, epochs, warmup, confidence } = parameters;
  const shown = mechanisms.includes('yuma3') ? 'yuma3' : mechanisms[0];
  const middle = speeds[speeds.length >> 1];
  const categories = delays.map(String);
  const x = { label: 'd, epochs until a row is public', categories };
  const equal = (ends: readonly Coordinate[]): Mark =>
    rule(
      ends.map((end) => ({ x: end, y: 1 })),
      { name: 'equal pay' },
    );
  const along = (
    cells: Partial<(typeof tables.summary)[number]>,
    quantity: 'profit' | 'accuracy' | 'alone',
    name: string,
    look: { readonly colour?: 'grey'; readonly dash?: 'dot' } = {},
  ): Mark =>
    line(
      estimates(where(tables.summary, cells), ({ delay }) => String(delay), quantity),
      { name, dots: look.dash === undefined, ...look },
    );
  const profit = 'copier’s dividend / honest one’s';
  const rows = errors.map((error): Panel[] => [
    {
      title: `${BOND_RULE_TITLES[shown]}, error ${error}`,
      x,
      y: profit,
      marks: [
        equal([categories[0], categories[categories.length - 1]]),
        ...speeds.map((speed) =>
          along({ error, mechanism: shown, speed }, 'profit', `ρ = ${speed}`),
        ),
      ],
    },
    {
      title: `all rules, ρ = ${middle}, error ${error}`,
      // Words, so that places on the axis are no categories.
      x: { label: x.label, categories: delays.map((delay) => `d ${delay}`) },
      y: profit,
      marks: [
        equal([0, delays.length - 1]),
        // Side by side, since some pay alike.
        ...mechanisms.map((mechanism, index) =>
          dot(
            estimates(
              where(tables.summary, { error, mechanism, speed: middle }),
              ({ delay }) => delays.indexOf(delay) + 0.16 * (index - (mechanisms.length - 1) / 2),
              'profit',
              ({ delay }) => ({ label: `d = ${delay}` }),
            ),
            { name: BOND_RULE_TITLES[mechanism], symbol: 'diamond' },
          ),
        ),
      ],
    },
    {
      title: `accuracy, error ${error}`,
      x,
      y: 'Pearson r of incentive with worth',
      marks: [
        ...speeds.map((speed) =>
          along({ error, mechanism: shown, speed }, 'accuracy', `ρ = ${speed}`),
        ),
        along({ error, mechanism: shown, speed: middle }, 'alone', 'no copiers', {
          ...{ colour: 'grey', dash: 'dot' },
        }),
      ],
    },
  ]);
  return compose({
    title: 'Copiers: the pay of the average of published rows',
    rows,
    caption: sentences(
      `${networks} networks of ${miners} miners, ${honest} honest validators and ${copiers} copiers with ${percent(share)} of the stake; ${epochs} epochs, the first ${warmup} left out; seed ${parameters.seed}.`,
      `The logarithm of a miner’s worth is a stationary autoregression of standard deviation ${spread} that forgets the part ρ in an epoch; a measurement’s error is of its logarithm.`,
      'A copier posts the stake-weighted average of the honest rows of d + 1 epochs before; pay is for a unit of stake.',
      `Cases, of ${errors.length * speeds.length}, in which a copier earns more than an honest validator, beyond the interval, at d = ${Math.min(...delays)} and at d = ${Math.max(...delays)} – ${mechanisms.map((mechanism) => verdict(result, mechanism)).join('; ')}.`,
      'All rules rank alike, so that accuracy is that of any.',
      `Accuracy without copiers is that of ρ = ${middle}.`,
      `Bars and bands: ${percent(confidence)} intervals over networks.`,
      'The paper has no copiers.',
      version(versions),
    ),
  });
}

/** The cases in which copying pays more than measuring, at the least and the largest delay, in words. */
function verdict(
  { tables, parameters: { delays } }: CopiersResult,
  mechanism: CopiersResult['parameters']['mechanisms'][number],
): string {
  const [least, most] = [Math.min(...delays), Math.max(...delays)].map(
    (delay) =>
      where(tables.summary, { mechanism, delay }).filter(
        ({ profit, profitLow }) => (profitLow ?? profit ?? 0) > 1 + ROUNDING,
      ).length,
  );
  return `${BOND_RULE_TITLES[mechanism]}: ${least} and ${most}`;
}
