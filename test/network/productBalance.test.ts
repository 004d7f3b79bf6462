import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream } from '../../lib/math/index.js';
import { squaredVariation } from '../../lib/network/gate/balance.js';
import { loadVariation, sparseVariation } from '../../lib/network/gate/productBalance.js';
import { type Rows } from '../../lib/network/rows.js';
import {
  gateOf,
  freshGate,
  inputsOf,
  placesByPeer,
  scoresOf,
  MASK,
  variation,
  INPUTS,
} from '../support/productGate.js';

describe('the balance of a gate by product keys', () => {
  it('has as load the probability that a key stays or gets among the best of its half', () => {
    const { gate } = gateOf({ k: 3 });
    const x = inputsOf({ kind: 'numbers' }, 1);
    const draws = createStream(8);
    const gating = gate.choose(x, MASK, createStream(5));
    for (const [at, { open, thresholds }] of gating.halves.entries()) {
      const { clean, spread, noisy, load } = scoresOf(gate, gating, at);
      const used = noisy.filter((s, key) => open[key] > 0 && s >= thresholds[0]);
      for (let key = 0; key < open.length; key++) {
        let [times, times2] = [0, 20_000];
        const others = noisy.filter((_, other) => other !== key && open[other] > 0);
        const kth = others.sort((a, b) => b - a)[used.length - 1] ?? -Infinity;
        for (let at = 0; at < times2; at++) {
          if (clean[key] + draws.normal() * spread[key] > kth) times++;
        }
        if (open[key] === 0) [times, times2] = [0, 1];
        assert.ok(Math.abs(load[key] - times / times2) < 4 * Math.sqrt(0.25 / 20_000));
      }
    }
  });

  it('balances importance as over all peers, and load as over keys with shares of open peers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 5, noNaN: true })), {
          minLength: 1,
          maxLength: 9,
        }),
        (list) => {
          const asked = [...list.keys()].filter((peer) => list[peer] > 0);
          const sums = Float64Array.from(asked, (peer) => list[peer]);
          const found = sparseVariation(sums, list.length);
          const wanted = squaredVariation(Float64Array.from(list));
          assert.ok(Math.abs(found.loss - wanted.loss) < 1e-9);
          for (const [at, slope] of found.gradient.entries()) {
            const expected = wanted.gradient[asked[at]];
            assert.ok(Math.abs(slope - expected) <= 1e-9 * (1 + Math.abs(slope)));
          }
          // Keys with equally many open peers each are balanced as peers are.
          const equal = loadVariation(
            Float64Array.from(list),
            new Float64Array(list.length).fill(3),
          );
          assert.ok(Math.abs(equal.loss - wanted.loss) < 1e-9);
          for (const [key, slope] of wanted.gradient.entries()) {
            assert.ok(Math.abs(slope - equal.gradient[key]) <= 1e-9 * (1 + Math.abs(slope)));
          }
        },
      ),
    );
    // A load in proportion to the open peers of each key costs nothing.
    assert.ok(
      Math.abs(loadVariation(Float64Array.of(2, 4, 0), Float64Array.of(1, 2, 0)).loss) < 1e-15,
    );
  });

  it('chooses all peers about equally often before training', () => {
    for (const peers of [4, 9, 16]) {
      const gate = freshGate({ k: 2 }, { kind: 'numbers' }, peers);
      const x = inputsOf({ kind: 'numbers' }, 4000);
      const gating = gate.choose(x, new Float64Array(peers).fill(1), createStream(1));
      const { chosen } = gating;
      for (const half of [0, 1]) {
        const { spread } = scoresOf(gate, gating, half);
        assert.ok(spread.every((value) => Math.abs(value - Math.LN2 / Math.SQRT2) < 1e-12));
      }
      const share = 2 / peers;
      for (let j = 0; j < peers; j++) {
        const times = chosen.filter((peer) => peer === j).length;
        const error = 4 * Math.sqrt((share * (1 - share)) / 4000);
        assert.ok(Math.abs(times / 4000 - share) < error, `${j} of ${peers}: ${times}`);
      }
    }
  });

  it('spreads its choices again after a favourite, by the balancing losses alone', () => {
    const [peers, rows] = [16, 64];
    const open = new Float64Array(peers).fill(1);
    // A constant input, without which no preference is shared by all rows.
    const inputs = (round: number): Rows => {
      const draw = createStream(5).split(round);
      const values = Float32Array.from({ length: rows * INPUTS }, (_, at) =>
        at % INPUTS === 0 ? 1 : draw.normal(),
      );
      return { rows, columns: INPUTS, values };
    };
    const trained = (weight: number): { favoured: number; after: number } => {
      const options = { k: 2, importance: weight, load: weight };
      const gate = freshGate(options, { kind: 'numbers' }, peers);
      const train = (rounds: number, slope: number): void => {
        for (let round = 0; round < rounds; round++) {
          const x = inputs(round);
          const gating = gate.choose(x, open, createStream(4).split(slope).split(round));
          const gradients = placesByPeer(gating).map(({ peer, places }) =>
            new Float64Array(places.length).fill(peer === 5 ? slope / rows : 0),
          );
          gate.accumulate(x, gating, gradients);
          gate.step();
        }
      };
      const unevenness = (): number => {
        const times = new Array<number>(peers).fill(0);
        for (const j of gate.choose(inputs(0), open, createStream(6)).chosen) times[j]++;
        return variation(times);
      };
      train(60, -2);
      const favoured = unevenness();
      train(150, 0);
      return { favoured, after: unevenness() };
    };
    const balanced = trained(0.1);
    assert.ok(balanced.favoured > 1 && balanced.after < 0.3, JSON.stringify(balanced));
    const free = trained(0);
    assert.ok(free.favoured > 1 && free.after > 1, JSON.stringify(free));
  });
});
