/*
 * Other mechanisms on the same networks: agreement of the rank with (2), the gain of a group that attacks, and the
 * concentration of stake.
 */
import { plotMechanisms } from './figure.js';
import { mechanismTitle } from '../market/titles.js';
import { MECHANISM_NAMES } from '../../market/index.js';
import { choice, integer, list, omittable } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { ATTACKS, checkGroup, checkNamedOnce, GROUP, SHARE } from '../market/group.js';
import { checkMarket, MARKET, RATIO } from '../market/parameters.js';
import { mean } from '../../math/rows.js';
import { estimate, markdownTable, percent } from '../report.js';
import { COMPARED, compareMechanisms } from './work.js';

const study = defineStudy({
  name: 'mechanisms',
  section: '§2, beyond the paper',
  title: 'Other ways to rank and to pay, on the same networks, under the same attacks',
  parameters: {
    ...MARKET,
    ...INTERVALS,
    ...GROUP,
    networks: integer(8, 'Networks sampled'),
    ratio: RATIO,
    share: SHARE,
    attacks: ATTACKS,
    mechanisms: omittable(
      list(choice(MECHANISM_NAMES, 'paper', ''), [], 'Mechanisms that are compared; a list'),
      COMPARED.join(', '),
    ),
  },
  check: (where, values) => {
    checkMarket(where, values);
    checkGroup(where, values);
    checkNamedOnce(where, 'attacks', values.attacks);
    checkNamedOnce(where, 'mechanisms', values.mechanisms ?? []);
  },
  work: compareMechanisms,
  tables: ([{ networks }], _, { interval, intervals }) => {
    const [first] = networks;
    const blocks = first.flatMap(({ mechanism, others, attack, points }, index) => {
      const honest = first.findIndex(
        (run) => run.mechanism === mechanism && run.others === others && run.attack === 'honest',
      );
      return points.map(({ block }, at) => {
        const here = networks.map((network) => network[index].points[at]);
        const gains =
          honest < 0
            ? []
            : here.map(
                ({ stakeShare }, network) =>
                  stakeShare - networks[network][honest].points[at].stakeShare,
              );
        return {
          mechanism,
          others,
          attack,
          block,
          /** Fraction of the networks in which any peer has rank; under the clips weights may lack support. */
          ranked: mean(here.map(({ rankShare }) => Number(rankShare !== null))),
          ...intervals(['fidelity', 'rankShare', 'stakeShare', 'gini'], here, {
            fidelity: 'fisher',
          }),
          // The group's share of stake minus its share with honest play; null where honest play is not run.
          ...interval('gain', gains),
        };
      });
    });
    const last = first[0].points[first[0].points.length - 1].block;
    return {
      /** A row for each mechanism, population and attack, after the last block. */
      summary: blocks.filter(({ block }) => block === last),
      /** The same after every recorded block. */
      blocks,
    };
  },
  columns: ['mechanism', 'others', 'attack', 'fidelity', 'stakeShare', 'gain', 'gini', 'ranked'],
});

export type Mechanisms = ResultOf<typeof study>;

/**
 * The paper's rule, impartial division, median clipping with either rule at ties, and ‖R‖₁ on identical inputs.
 *
 * Ascending peers use the gradient of the mechanism's rank.
 */
export const mechanisms = present(study, { figure: plotMechanisms, report });

function report({ tables }: Mechanisms): string {
  const find = (mechanism: string, others: string, attack: string) =>
    tables.summary.find(
      (row) => row.mechanism === mechanism && row.others === others && row.attack === attack,
    );
  const names = [...new Set(tables.summary.map(({ mechanism }) => mechanism))];
  return markdownTable(
    [
      'mechanism',
      'among',
      'r, all honest or selfish',
      'r, with the cabal',
      'cabal’s gain in stake',
      'coordinated cabal’s gain',
      'Gini with the cabal',
    ],
    names.flatMap((mechanism) =>
      ['honest', 'ascent'].map((others) => {
        const [plain, cabal, joint] = [
          find(mechanism, others, others),
          find(mechanism, others, 'cabal'),
          find(mechanism, others, 'joint'),
        ];
        const show = (row: typeof plain, name: 'fidelity' | 'gain' | 'gini'): string => {
          if (!row) return '';
          const some = name === 'fidelity' && row.ranked < 1;
          const value = estimate(row[name], row[`${name}Low`], row[`${name}High`]);
          return some ? `${value}, ${percent(row.ranked)} of networks rank any peer` : value;
        };
        return [
          mechanismTitle(mechanism),
          others === 'honest' ? 'honest peers' : 'selfish peers',
          show(plain, 'fidelity'),
          show(cabal, 'fidelity'),
          show(cabal, 'gain'),
          show(joint, 'gain'),
          show(cabal, 'gini'),
        ];
      }),
    ),
  );
}
