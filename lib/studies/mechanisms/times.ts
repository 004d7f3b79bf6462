import { checkOneOf, checkOptionNames } from '../../math/checks.js';
import { type StrategyName } from '../../market/index.js';
import { differences, percent, sentences, version } from '../../plot/caption.js';
import { compose, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting } from '../market/caption.js';
import { strategyTitle } from '../market/titles.js';
import { among, blockLines, QUANTITIES, worstOf } from './figure.js';
import { readResult } from '../reading.js';
import { mechanisms, type Mechanisms } from './index.js';
import { POPULATIONS } from './work.js';

const WHERE = 'plotMechanismTimes';

/**
 * The mechanisms study over time: accuracy, the attack's gain and the Gini coefficient of stake block by block, a
 * line for each mechanism, among honest and among selfish peers.
 *
 * @param options.attack - the strategy of the group, one of the study's. Default the cabal, or the last strategy where
 * the cabal was not run
 * @throws {@link InvalidArgumentError} for a value that is no result of the study, and when it did not run the attack
 */
export function plotMechanismTimes(
  result: Mechanisms,
  options: { readonly attack?: StrategyName } = {},
): Figure {
  checkOptionNames(WHERE, options, ['attack']);
  return readResult(WHERE, mechanisms, result, (found) => {
    const { attack = worstOf(found) } = options;
    checkOneOf(WHERE, 'attack', attack, found.parameters.attacks);
    return timesFigure(found, attack);
  });
}

function timesFigure(result: Mechanisms, attack: StrategyName): Figure {
  const { parameters, versions } = result;
  const { networks, attackers, share, ratio } = parameters;
  return compose({
    title: `Mechanisms over time: ${strategyTitle(attack)} block by block`,
    rows: POPULATIONS.map((others) =>
      QUANTITIES.map((quantity): Panel => ({
        title: `${quantity.title}, ${among(others)}`,
        x: { label: 'block', type: 'log' },
        y: quantity.unit,
        marks: blockLines(result, { others, attack }, quantity.name),
      })),
    ),
    caption: sentences(
      `${networks} simulated networks, ${attackers} peers with ${percent(share)} of the stake play ${strategyTitle(attack)}: ${setting(parameters)}, α/τ = ${ratio}; ` +
        `τ = ${parameters.inflation} a block, stake read as ${parameters.stakeUnit}.`,
      `Bands: ${percent(parameters.confidence)} intervals over networks.`,
      'A line ends where no peer has rank in any network, as a clip can have it: nothing is minted then.',
      differences(parameters),
      'The paper proposes its own rule alone.',
      version(versions),
    ),
  });
}
