/*
 * Mechanisms on the same networks under the same attacks: agreement of the rank with (2) and with Shapley values, the gain of a
 * group that attacks or copies, the concentration of stake, and the part of it whose votes count.
 */
import { plotMechanisms } from './figure.js';
import { mechanismTitle, strategyTitle } from '../market/titles.js';
import { MECHANISM_NAMES } from '../../market/index.js';
import { choice, integer, list, omittable, withDefault } from '../../parameters/index.js';
import { libraryNamesOf } from '../../parameters/registry.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { ATTACKS, checkGroup, checkNamedOnce, GROUP, SHARE } from '../market/group.js';
import { checkMarket, MARKET, RATIO } from '../market/parameters.js';
import { mean } from '../../math/rows.js';
import { estimate, markdownTable, percent } from '../report.js';
import { compareMechanisms } from './work.js';

const study = defineStudy({
  name: 'mechanisms',
  section: '§2, beyond the paper',
  title: 'Other ways to rank and to pay, on the same networks, under the same attacks',
  parameters: {
    ...MARKET,
    ...INTERVALS,
    ...GROUP,
    // Half the stake of the last block is minted by ‖R‖₁, as in the study of attacks, in a fifth of its blocks.
    blocks: withDefault(GROUP.blocks, 2000),
    inflation: withDefault(GROUP.inflation, 0.005),
    networks: integer(8, 'Networks sampled'),
    ratio: RATIO,
    share: SHARE,
    attacks: withDefault(ATTACKS, ['honest', 'ascent', 'cabal', 'joint', 'copy']),
    mechanisms: omittable(
      list(choice(MECHANISM_NAMES, 'paper', ''), [], 'Mechanisms that are compared; a list'),
      "all of the library's",
    ),
  },
  check: (where, values) => {
    checkMarket(where, values);
    checkGroup(where, values);
    checkNamedOnce(where, 'attacks', values.attacks);
    checkNamedOnce(where, 'mechanisms', values.mechanisms ?? []);
  },
  settings: ({ mechanisms }) =>
    (mechanisms ?? libraryNamesOf(MECHANISM_NAMES)).map((mechanism) => ({ mechanism })),
  work: compareMechanisms,
  tables: (found, _, { interval, intervals }) => {
    const blocks = found.flatMap(({ setting, networks }) =>
      networks[0].flatMap(({ others, attack, points }, index) => {
        const honest = networks[0].findIndex(
          (run) => run.others === others && run.attack === 'honest',
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
            ...setting,
            others,
            attack,
            block,
            /** Fraction of the networks in which any peer has rank; under the clips weights may lack support. */
            ranked: mean(here.map(({ rankShare }) => Number(rankShare !== null))),
            ...intervals(
              ['fidelity', 'shapley', 'rankShare', 'stakeShare', 'gini', 'counted'],
              here,
              { fidelity: 'fisher', shapley: 'fisher' },
            ),
            // The group's share of stake minus its share with honest play; null where honest play is not run.
            ...interval('gain', gains),
          };
        });
      }),
    );
    const last = Math.max(...blocks.map(({ block }) => block));
    return {
      /** A row for each mechanism, population and attack, after the last block. */
      summary: blocks.filter(({ block }) => block === last),
      /** The same after every recorded block. */
      blocks,
    };
  },
  columns: [
    ...['mechanism', 'others', 'attack', 'fidelity', 'shapley', 'stakeShare', 'gain', 'gini'],
    ...['counted', 'ranked'],
  ],
});

export type Mechanisms = ResultOf<typeof study>;

/**
 * The paper's rule, ‖R‖₁, impartial division, clips from one side and from both, and Yuma consensus on identical inputs.
 *
 * Ascending peers use the gradient of the mechanism's rank.
 */
export const mechanisms = present(study, { figure: plotMechanisms, report });

function report({ tables, parameters: { attacks } }: Mechanisms): string {
  const find = (mechanism: string, others: string, attack: string) =>
    tables.summary.find(
      (row) => row.mechanism === mechanism && row.others === others && row.attack === attack,
    );
  const names = [...new Set(tables.summary.map(({ mechanism }) => mechanism))];
  const gains = attacks.filter((attack) => attack !== 'honest' && attack !== 'ascent');
  return markdownTable(
    [
      ...['mechanism', 'among', 'r, all honest or selfish', 'r with Shapley values'],
      'r, with the cabal',
      ...gains.map((attack) => `gain of stake, ${strategyTitle(attack)}`),
      ...['Gini with the cabal', 'stake that counts'],
    ],
    names.flatMap((mechanism) =>
      ['honest', 'ascent'].map((others) => {
        const [plain, cabal] = [find(mechanism, others, others), find(mechanism, others, 'cabal')];
        const show = (
          row: typeof plain,
          name: 'fidelity' | 'shapley' | 'gain' | 'gini' | 'counted',
        ): string => {
          if (!row) return '';
          const some = name === 'fidelity' && row.ranked < 1;
          const value = estimate(row[name], row[`${name}Low`], row[`${name}High`]);
          return some ? `${value}, ${percent(row.ranked)} of networks rank any peer` : value;
        };
        return [
          mechanismTitle(mechanism),
          others === 'honest' ? 'honest peers' : 'selfish peers',
          show(plain, 'fidelity'),
          show(plain, 'shapley'),
          show(cabal, 'fidelity'),
          ...gains.map((attack) => show(find(mechanism, others, attack), 'gain')),
          show(cabal, 'gini'),
          show(plain, 'counted'),
        ];
      }),
    ),
  );
}
