import { checkOneOf, checkOptionNames } from '../../math/checks.js';
import { type StrategyName } from '../../market/index.js';
import { differences, percent, sentences, version } from '../../plot/caption.js';
import { compose, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting } from '../market/caption.js';
import { strategyTitle } from '../market/titles.js';
import { among, blockLines, QUANTITIES, worstOf } from './figure.js';
import { readResult } from '../check.js';
import { mechanisms, type Mechanisms } from './index.js';
import { POPULATIONS } from './work.js';

/**
 * The mechanisms study over time: accuracy, the attack's gain and the Gini coefficient of stake block by block, a
 * line for each mechanism, among honest and among selfish peers.
 *
 * @param options.attack - the strategy of the group, one of the study's. Default the cabal, or the last strategy where
 * the cabal was not run
 * @throws {@link InvalidArgumentError} when the study did not run the attack
 */
export function plotMechanismTimes(
  given: Mechanisms,
  options: { readonly attack?: StrategyName } = {},
): Figure {
  const name = 'plotMechanismTimes';
  const result = readResult(name, mechanisms, given);
  const { parameters, versions } = result;
  const { attacks, networks, attackers, share, ratio } = parameters;
  checkOptionNames(name, options, ['attack']);
  const { attack = worstOf(result) } = options;
  checkOneOf(name, 'attack', attack, attacks);
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
      `Bands: ${percent(parameters.confidence)} bootstrap over networks.`,
      'A line ends where no peer has rank in any network, as a clip can have it: nothing is minted then.',
      differences(parameters),
      'The paper proposes its own rule alone.',
      version(versions),
    ),
  });
}
