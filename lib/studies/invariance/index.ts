/*
 * The dependence of a market on its description: on the unit of stake, on peers without influence, on peer order.
 */
import { plotInvariance } from './figure.js';
import { integer, list, positive } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { checkMarket, MARKET, RATIO } from '../market/parameters.js';
import { estimate, markdownTable } from '../report.js';
import { describeOtherwise, OUTPUT_NAMES } from './work.js';

/** Smaller changes are rounding of sums in another order. */
export const ROUNDING = 1e-9;

const study = defineStudy({
  name: 'invariance',
  section: '§1.4, §1.5',
  title: 'The outputs that depend on the unit of stake, on peers without influence, on peer order',
  parameters: {
    ...MARKET,
    ...INTERVALS,
    networks: integer(6, 'Networks sampled'),
    ratio: RATIO,
    factors: list(positive(1, ''), [0.1, 0.5, 2, 10], 'Factors of all stake; a list'),
    newcomers: list(
      integer(0, '', { least: 0 }),
      [1, 10, 50],
      'Numbers of peers that join without stake; a list',
    ),
    steps: integer(1000, 'Steps of descent, and blocks of inflation'),
    inflation: positive(0.001, 'Stake minted a block, (6)', { symbol: 'τ' }),
  },
  check: checkMarket,
  work: describeOtherwise,
  tables: ([{ networks }], _, { interval }) => ({
    /** A row for each output and change of description. */
    summary: OUTPUT_NAMES.flatMap((output, which) =>
      networks[0].map(({ change }, at) => {
        const moved = networks.map((network) => network[at].moved[which]);
        const most = Math.max(...moved);
        return {
          change,
          output,
          ...interval('moved', moved),
          /** The largest change in any network; the interval is of its mean. */
          most,
          /** Whether it changes by more than rounding in any network. */
          moves: most > ROUNDING,
        };
      }),
    ),
  }),
  columns: ['output', 'change', 'moved', 'movedLow', 'movedHigh', 'moves'],
});

export type InvarianceResult = ResultOf<typeof study>;

/**
 * The change of every output of a market when all stake is scaled, when peers without stake, weight or effect on losses
 * join, and when the peers are permuted.
 */
export const invariance = present(study, { figure: plotInvariance, report });

function report({ tables }: InvarianceResult): string {
  const changes = ['stake × 2', 'stake × 10', '+ 10 peers', 'permuted'];
  return markdownTable(
    ['output', ...changes],
    OUTPUT_NAMES.map((output) => [
      output,
      ...changes.map((change) => {
        const row = tables.summary.find((cell) => cell.output === output && cell.change === change);
        return row?.moves ? estimate(row.moved, row.movedLow, row.movedHigh, 3) : 'stays';
      }),
    ]),
  );
}
