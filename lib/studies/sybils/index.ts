/*
 * §1.4: spurious nodes "won't game the ranking because the amount of stake they hold is finite". The changes of masks,
 * losses and ranks as identities join without stake, or with equal parts of one peer's stake.
 */
import { plotSybils } from './figure.js';
import { checkInteger } from '../../math/checks.js';
import { integer, list } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { checkMarket, MARKET, RATIO, STOPPING } from '../market/parameters.js';
import { mean } from '../../math/rows.js';
import { estimate, markdownTable } from '../report.js';
import { addIdentities } from './work.js';

const study = defineStudy({
  name: 'sybils',
  section: '§1.4',
  title: 'The effect of more identities of one peer, without stake or with its stake split',
  parameters: {
    ...MARKET,
    ...INTERVALS,
    networks: integer(10, 'Networks sampled'),
    ratio: RATIO,
    identities: list(
      integer(0, '', { least: 0 }),
      [0, 1, 2, 5, 10, 20, 40],
      'Numbers of identities that join; a list',
    ),
    ...STOPPING,
  },
  check: (where, values) => {
    checkMarket(where, values);
    checkInteger(where, 'peers', values.peers, 2);
  },
  work: addIdentities,
  tables: ([{ networks }], _, { intervals }) => ({
    /** A row for each division of stake, number of identities and phase. */
    summary: networks[0].map(({ stake, phase, identities }, at) => {
      const outcomes = networks.map((network) => network[at]);
      return {
        stake,
        phase,
        identities,
        /** Fraction of the descents that converged. */
        converged: mean(outcomes.map(({ converged }) => Number(converged))),
        ...intervals(
          ['mask', 'ownerMask', 'loss', 'ownerLoss', 'rankShare', 'rank', 'correlation'],
          outcomes,
        ),
      };
    }),
  }),
  columns: [
    'stake',
    'phase',
    'identities',
    'mask',
    'ownerMask',
    'loss',
    'ownerLoss',
    'rankShare',
    'correlation',
  ],
});

export type Sybils = ResultOf<typeof study>;

/** Masks, losses and ranks as one peer of a network at equilibrium adds identities. */
export const sybils = present(study, { figure: plotSybils, report });

function report({ tables }: Sybils): string {
  return markdownTable(
    [
      'identities',
      'they hold',
      'others’ mask',
      'others’ loss',
      'owner’s loss',
      'group’s share of rank',
      'r of the others',
    ],
    tables.summary
      .filter(({ phase, identities }) => phase === 'settled' && [0, 5, 40].includes(identities))
      .map((row) => [
        String(row.identities),
        row.stake === 'none' ? 'nothing' : 'equal parts',
        estimate(row.mask, row.maskLow, row.maskHigh, 3),
        estimate(row.loss, row.lossLow, row.lossHigh, 3),
        estimate(row.ownerLoss, row.ownerLossLow, row.ownerLossHigh, 3),
        estimate(row.rankShare, row.rankShareLow, row.rankShareHigh, 3),
        estimate(row.correlation, row.correlationLow, row.correlationHigh),
      ]),
  );
}
