import { differences, percent, sentences, version } from '../../plot/caption.js';
import {
  compose,
  estimates,
  line,
  points,
  positive,
  where,
  type Panel,
} from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting } from '../market/caption.js';
import { type RegretResult } from './index.js';

/** The least Nash gap that is plotted, far below a relevant gain. */
const GAP_FLOOR = 1e-6;

/** The regret study: average regret and Nash gap against steps on logarithmic axes, a column for each α/τ. */
export function plotRegret({ parameters, tables: { summary }, versions }: RegretResult): Figure {
  const { ratios, networks, confidence } = parameters;
  const x = { label: 'steps of descent t', type: 'log' } as const;
  const above = (floor: number, values: (number | null)[]): number[] =>
    values.filter((value): value is number => value !== null && value > floor);
  const lows = above(
    0,
    summary.flatMap(({ regretLow, regret, bound }) => [regretLow, regret, bound]),
  );
  const highs = above(
    0,
    summary.flatMap(({ regret, most, bound }) => [regret, most, bound]),
  );
  const gaps = above(
    GAP_FLOOR,
    summary.flatMap(({ nashGap, nashGapHigh }) => [nashGap, nashGapHigh]),
  );
  const regrets = ratios.map((ratio): Panel => {
    const rows = where(summary, { ratio });
    const steps = rows.map(({ step }) => step);
    return {
      title: `α/τ = ${ratio}`,
      x,
      y: {
        label: 'average regret (payoff P/τ)',
        type: 'log',
        range: [0.6 * Math.min(...lows), 1.6 * Math.max(...highs)],
      },
      marks: [
        line(
          estimates(rows, ({ step }) => step, 'regret').map(
            ({ x: at, y, low = null, high = null }) => ({
              ...{ x: at, y: positive(y as number | null) },
              ...{ low: positive(low), high: positive(high) },
            }),
          ),
          { name: 'mean over peers' },
        ),
        line(
          points(
            steps,
            rows.map(({ most }) => positive(most)),
          ),
          { name: 'the peer with most', width: 1.5 },
        ),
        line(
          points(
            steps,
            rows.map(({ bound }) => bound),
          ),
          { name: 'bound for concave payoffs', ...{ colour: 'grey', dash: 'dash', width: 1.5 } },
        ),
      ],
    };
  });
  const nashGaps = ratios.map((ratio): Panel => ({
    title: `α/τ = ${ratio}`,
    x,
    y: {
      label: 'Nash gap (payoff P/τ)',
      type: 'log',
      range: [GAP_FLOOR, 1.6 * Math.max(...gaps, 10 * GAP_FLOOR)],
    },
    marks: [
      line(
        where(summary, { ratio }).map(({ step, nashGap, nashGapLow, nashGapHigh }) => ({
          x: step,
          y: nashGap !== null && nashGap > GAP_FLOOR ? nashGap : null,
          low: Math.max(nashGapLow ?? 0, GAP_FLOOR),
          high: Math.max(nashGapHigh ?? 0, GAP_FLOOR),
        })),
        { name: 'Nash gap' },
      ),
    ],
  }));
  const closed = summary.filter(({ nashGap }) => (nashGap ?? 0) <= GAP_FLOOR).length;
  const below = summary.filter(({ regret }) => regret !== null && regret <= 0).length;
  return compose({
    title: 'Regret: what peers lose by descending instead of knowing',
    rows: [regrets, nashGaps],
    caption: sentences(
      `${networks} simulated networks: ${setting(parameters)}.`,
      `Average regret of competitive descent against the best fixed row in hindsight, a local search from several starts and so a lower bound; ` +
        `band: ${percent(confidence)} intervals over networks${below > 0 ? `; ${below} points at or below zero are not drawn` : ''}.`,
      'Dashed: Zinkevich’s bound, which holds for payoffs concave in a row; these are not.',
      `Below, the Nash gap: the most that any peer gains by changing its row alone, a lower bound as well${closed > 0 ? `; ${closed} points at or below ${GAP_FLOOR} are not drawn` : ''}.`,
      differences(parameters),
      'The paper proves no regret in an appendix that is lost.',
      version(versions),
    ),
  });
}
