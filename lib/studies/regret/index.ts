/*
 * §2.1 and appendix 6.2: average regret of every peer along competitive descent, for each α/τ, and the Nash gap of the
 * weights over the steps.
 */
import { plotRegret } from './figure.js';
import { integer, optional } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { checkMarket, MARKET, RATIOS } from '../market/parameters.js';
import { mean } from '../../math/rows.js';
import { markdownTable, number } from '../report.js';
import { measureRegret } from './work.js';

const study = defineStudy({
  name: 'regret',
  section: '§2.1',
  title: 'The loss of descending instead of choosing the best row in hindsight',
  parameters: {
    ...MARKET,
    ...INTERVALS,
    networks: integer(20, 'Networks sampled'),
    ratios: RATIOS,
    steps: optional(integer(1, 'Steps of descent'), '1000·n'),
    checkpoints: integer(25, 'Steps at which regret is measured, evenly spaced in log t'),
  },
  check: checkMarket,
  work: measureRegret,
  tables: ([{ networks }], { ratios }, { interval }) => ({
    /** A row for each ratio and checkpoint; regret and gap in units of payoff P/τ. */
    summary: ratios.flatMap((ratio, at) => {
      const runs = networks.map((network) => network.runs[at]);
      return runs[0].steps.map((step, checkpoint) => ({
        ratio,
        /** Steps of descent, t. */
        step,
        ...interval(
          'regret',
          runs.map((run) => mean(run.average[checkpoint])),
        ),
        /** The largest regret of any peer of any network. */
        most: Math.max(...runs.flatMap((run) => run.average[checkpoint])),
        /** Mean over networks of Zinkevich's bound; a yardstick, since payoffs are not concave. */
        bound: mean(runs.map((run) => run.bound[checkpoint])),
        ...interval(
          'nashGap',
          runs.map((run) => run.nashGap[checkpoint]),
          'log',
        ),
      }));
    }),
  }),
  columns: ['ratio', 'step', 'regret', 'regretLow', 'regretHigh', 'most', 'bound', 'nashGap'],
});

export type RegretResult = ResultOf<typeof study>;

/** Average regret along competitive descent, averaged over peers and networks, and the Nash gap over the steps. */
export const regretStudy = present(study, { figure: plotRegret, report });

function report({ tables, parameters }: RegretResult): string {
  const steps = [...new Set(tables.summary.map(({ step }) => step))];
  const shown = [0, 0.25, 0.5, 0.75, 1].map((part) => steps[Math.round(part * (steps.length - 1))]);
  return markdownTable(
    ['α/τ', '', ...shown.map((step) => `t = ${step}`)],
    parameters.ratios.flatMap((ratio) =>
      (['regret', 'nashGap'] as const).map((name) => [
        String(ratio),
        name === 'regret' ? 'average regret' : 'Nash gap',
        ...shown.map((step) => {
          const row = tables.summary.find((cell) => cell.ratio === ratio && cell.step === step);
          return number(row?.[name] ?? null, 4);
        }),
      ]),
    ),
  );
}
