import assert from 'node:assert/strict';
import {
  runYuma,
  yumaEpoch,
  type YumaNetwork,
  type YumaOptions,
} from '../../../lib/market/index.js';
import { itRefuses } from '../../support/refusals.js';

const pair: YumaNetwork = {
  weights: [
    [1, 0],
    [0, 1],
  ],
  stake: [1, 1],
};
const refused = (
  what: string,
  network: unknown,
  options: unknown,
  rule: string,
  value: string,
  bonds: Float64Array | null = null,
) => ({
  ...{ what, rule, value },
  call: () => yumaEpoch(network as YumaNetwork, options as YumaOptions, bonds),
});

itRefuses('yumaEpoch', [
  refused('κ of 1', pair, { majority: 1 }, 'majority must lie between 0 and 1, both excluded', '1'),
  refused('κ of 0', pair, { majority: 0 }, 'majority must lie between 0 and 1, both excluded', '0'),
  refused(
    'a negative stake',
    { ...pair, stake: [1, -1] },
    {},
    'stake must not be negative',
    '-1 of peer 1',
  ),
  refused(
    'a vote for an unknown miner',
    { votes: [[0, 2, 1]], miners: 2, stake: [1, 1] },
    {},
    'miner of vote 0 must be an integer from 0 to 1',
    '2',
  ),
  refused(
    'a vote of an unknown validator',
    {
      votes: [
        [0, 1, 1],
        [3, 1, 1],
      ],
      miners: 2,
      stake: [1, 1],
    },
    {},
    'validator of vote 1 must be an integer from 0 to 1',
    '3',
  ),
  refused(
    'two votes of one pair',
    {
      votes: [
        [0, 1, 1],
        [0, 1, 2],
      ],
      miners: 2,
      stake: [1, 1],
    },
    {},
    'votes must have one entry for each pair',
    'two from 0 to 1',
  ),
  refused(
    'a negative weight',
    {
      ...pair,
      weights: [
        [1, 0],
        [0, -1],
      ],
    },
    {},
    'weights must be finite and not negative',
    '-1 from validator 1 to miner 1',
  ),
  refused(
    'rows and stakes of other numbers',
    { ...pair, stake: [1, 1, 1] },
    {},
    'weights must have 3 rows, one for each stake',
    '2 rows of 4 numbers',
  ),
  refused(
    'neither weights nor votes',
    { stake: [1] },
    {},
    'network must have either weights or votes',
    'neither',
  ),
  refused(
    'an own miner beyond the last',
    { ...pair, own: [0, 2] },
    {},
    'own of validator 1 must be an integer from -1 to 1',
    '2',
  ),
  refused(
    'a reset of an unknown miner',
    { ...pair, reset: [2] },
    {},
    'reset must be an integer from 0 to 1',
    '2',
  ),
  refused(
    'liquid alpha of another version',
    pair,
    { version: 'yuma2', liquidAlpha: true },
    'liquidAlpha must be false but for yuma3',
    'true',
  ),
  refused(
    'a range of alpha that is none',
    pair,
    { liquidLow: 0.5 },
    'liquidLow must be at most liquidHigh',
    '0.5',
  ),
  refused(
    'a memory of yuma1',
    pair,
    { version: 'yuma1', bondMovingAverage: 0.5 },
    'bondMovingAverage must be 0 for yuma1',
    '0.5',
  ),
  refused(
    'bonds above 1',
    pair,
    {},
    'bonds must be from 0 to 1',
    '2 of validator 0 in miner 1',
    Float64Array.of(0, 2, 0, 0),
  ),
  refused(
    'bonds of another shape',
    pair,
    {},
    'bonds must have shape [2, 2]',
    '3 numbers',
    new Float64Array(3),
  ),
]);

itRefuses('runYuma', [
  {
    what: 'epochs of different sizes',
    call: () =>
      runYuma([
        pair,
        {
          weights: [
            [1, 0, 0],
            [0, 1, 0],
          ],
          stake: [1, 1],
        },
      ]),
    rule: 'networks must have 2 validators and 2 miners in each epoch',
    value: '2 and 3 in epoch 1',
  },
]);

describe('an unknown option of yumaEpoch', () => {
  it('is refused with the nearest right one', () => {
    const options = { bondPenality: 1 } as YumaOptions;
    assert.throws(
      () => yumaEpoch(pair, options),
      /^InvalidArgumentError: yumaEpoch: .*did you mean bondPenalty\?$/,
    );
  });
});
