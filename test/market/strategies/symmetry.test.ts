import fc from 'fast-check';
import { createStream } from '../../../lib/math/index.js';
import {
  MECHANISM_NAMES,
  simulateStrategies,
  STRATEGIES,
  STRATEGY_NAMES,
  strategyNamed,
  type Market,
  type Strategy,
} from '../../../lib/market/index.js';
import { assertClose, sum } from '../../support/compare.js';
import {
  markets,
  permuteMarket,
  permuteMatrix,
  permuteVector,
  seeded,
} from '../../support/markets.js';

const allPlay = (n: number, strategy: Strategy): Strategy[] =>
  Array.from({ length: n }, () => strategy);

describe('a permutation of the peers permutes every output', () => {
  for (const mechanism of MECHANISM_NAMES) {
    for (const name of STRATEGY_NAMES) {
      it(`simulateStrategies of ${name} among honest peers, ${mechanism}`, () => {
        fc.assert(
          fc.property(
            markets({ peers: [2, 6], temperatures: [0.5, 1, 2] }).filter(
              ({ market }) => sum(market.stake) > 0,
            ),
            fc.nat(),
            ({ market }, seed) => {
              const n = market.peers;
              const stream = createStream(seed);
              const keys = Array.from({ length: n }, stream.uniform);
              const order = Array.from(keys.keys()).sort((a, b) => keys[a] - keys[b]);
              const group = [0, 1];
              const run = (given: Market, members: number[]) => {
                const strategies = allPlay(n, STRATEGIES.honest.create());
                for (const member of members) strategies[member] = strategyNamed(name, { members });
                return simulateStrategies(given, {
                  strategies,
                  blocks: 10,
                  inflation: 0.1,
                  mechanism,
                });
              };
              const before = run(market, group);
              const after = run(
                permuteMarket(market, order),
                group.map((member) => order.indexOf(member)),
              );
              assertClose(after.weights, permuteMatrix(before.weights, order), 1e-9);
              for (const output of ['stakes', 'ranks', 'losses', 'payoffs'] as const) {
                const rows = Array.from({ length: 10 }, (_, block) => [
                  ...permuteVector(before[output].slice(block * n, (block + 1) * n), order),
                ]);
                assertClose(after[output], rows.flat(), 1e-9, output);
              }
            },
          ),
          seeded(15),
        );
      });
    }
  }
});
