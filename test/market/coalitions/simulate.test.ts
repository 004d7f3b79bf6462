import assert from 'node:assert/strict';
import {
  createStream,
  randomMeasurements,
  runYuma,
  simulateCoalition,
  type CoalitionOptions,
  type Measurements,
  type MechanismName,
  type YumaOptions,
} from '../../../lib/entry/market.js';
import { assertClose, sum } from '../../support/compare.js';
import { itRefuses } from '../../support/refusals.js';

const measure = (seed: number, error: number, validators = 7): Measurements =>
  randomMeasurements(createStream(seed), {
    ...{ epochs: 4, validators, miners: 6, speed: 0.2, error },
  });

/** The mean over epochs of the own miners' part of all worth, and of a function of it. */
function over(
  measured: Measurements,
  own: readonly number[],
  of: (worth: number) => number,
): number {
  const { epochs, miners, worth } = measured;
  const values = Array.from({ length: epochs }, (_, t) =>
    of(own.reduce((total, j) => total + worth[t * miners + j], 0)),
  );
  return sum(values) / epochs;
}

describe('a coalition of validators with own miners', () => {
  const own = [1, 4];
  const attacked = (measured: Measurements, mechanism: MechanismName, share: number): number =>
    simulateCoalition(measured, { own, share, mechanism }).attack.incentive;

  it('has U + q (1 − U) of incentive without a clip, where no measurement errs', () => {
    const measured = measure(1, 0);
    for (const mechanism of ['paper', 'l1', 'impartial'] as const) {
      for (const share of [0.01, 0.3, 0.7]) {
        const expected = over(measured, own, (worth) => worth + share * (1 - worth));
        assertClose([attacked(measured, mechanism, share)], [expected], 1e-12);
      }
    }
  });

  it('has U/(U + (1 − q)(1 − U)) under a clip and U under one from both sides below a half, and all above it', () => {
    const measured = measure(2, 0);
    for (const share of [0.01, 0.3, 0.49]) {
      const clipped = over(measured, own, (worth) => worth / (worth + (1 - share) * (1 - worth)));
      for (const mechanism of ['median', 'medianAtLeast', 'yuma1', 'yuma2', 'yuma3'] as const)
        assertClose([attacked(measured, mechanism, share)], [clipped], 1e-12);
      for (const mechanism of ['twoSided', 'yuma3TwoSided'] as const) {
        const worth = over(measured, own, (one) => one);
        assertClose([attacked(measured, mechanism, share)], [worth], 1e-12);
      }
    }
    for (const mechanism of ['median', 'medianAtLeast', 'twoSided', 'yuma3'] as const)
      assertClose([attacked(measured, mechanism, 0.51)], [1], 1e-12);
  });

  it('leaves honest miners no rank at exactly half the stake under the strict clip, and half of theirs where half suffices', () => {
    const measured = measure(3, 0, 8);
    const at = (mechanism: MechanismName): number =>
      simulateCoalition(measured, { own, members: 4, share: 0.5, mechanism }).attack.incentive;
    // Under strict neither half supports a weight of its own: what both give remains, the coalition's miners alone.
    assertClose([at('median')], [1], 1e-12);
    // Where half suffices the coalition's votes for its miners count, and those of the honest half for all.
    assertClose([at('medianAtLeast')], [over(measured, own, (worth) => (1 + worth) / 2)], 1e-12);
  });

  it('is ranked and paid as Yuma consensus ranks and pays the same validators and miners, over epochs', () => {
    const measured = measure(4, 0.4);
    const { epochs, validators: V, miners: M, rows } = measured;
    const rules: readonly [MechanismName, YumaOptions][] = [
      ['yuma1', { version: 'yuma1' }],
      ['yuma2', { version: 'yuma2' }],
      ['yuma3', { version: 'yuma3' }],
    ];
    const share = 0.35;
    const stake = Array.from({ length: V }, (_, i) =>
      i < V - 2 ? (1 - share) / (V - 2) : share / 2,
    );
    for (const [mechanism, options] of rules) {
      const found = simulateCoalition(measured, { own, share, mechanism });
      for (const attacks of [false, true]) {
        const outcomes = runYuma(
          Array.from({ length: epochs }, (_, t) => ({
            stake,
            weights: Array.from({ length: V }, (__, i) => {
              const row = Array.from(rows.subarray((t * V + i) * M, (t * V + i + 1) * M));
              return attacks && i >= V - 2 ? row.map((w, j) => (own.includes(j) ? w : 0)) : row;
            }),
          })),
          options,
        );
        const mean = (of: (outcome: (typeof outcomes)[number]) => number): number =>
          sum(outcomes.map(of)) / epochs;
        const { incentive, pay, counted } = attacks ? found.attack : found.honest;
        assertClose(
          [incentive],
          [mean((one) => own.reduce((total, j) => total + one.incentive[j], 0))],
          1e-12,
        );
        const paid = mean(
          ({ minerPay, validatorPay }) =>
            own.reduce((total, j) => total + minerPay[j], 0) + sum(validatorPay.slice(V - 2)),
        );
        assertClose([pay], [paid], 1e-12);
        assertClose([counted], [mean(({ ranks }) => sum(ranks))], 1e-12);
      }
    }
  });

  it('changes nothing where its miners are all that its validators measured', () => {
    const measured = measure(5, 0);
    const { epochs, miners: M, validators: V } = measured;
    const rows = measured.rows.slice();
    const worth = measured.worth.slice();
    // Miners 1 and 4 have all worth.
    for (const values of [rows, worth]) {
      for (let start = 0; start < values.length; start += M)
        for (let j = 0; j < M; j++) values[start + j] = own.includes(j) ? 0.5 : 0;
    }
    const { honest, attack } = simulateCoalition(
      { epochs, miners: M, validators: V, rows, worth },
      { own, mechanism: 'yuma3' },
    );
    assert.deepEqual(attack, honest);
    assert.equal(honest.incentive, 1);
  });
});

const given = measure(6, 0.3);
const refused = (what: string, options: unknown, rule: string, value: string) => ({
  ...{ what, rule, value },
  call: () => simulateCoalition(given, options as CoalitionOptions),
});
itRefuses('simulateCoalition', [
  refused(
    'no miner of its own',
    { own: [] },
    'number of own miners must be an integer from 1 to 5',
    '0',
  ),
  refused('a miner named twice', { own: [1, 1] }, 'own must name each miner once', '1, 1'),
  refused('an unknown miner', { own: [6] }, 'own must be an integer from 0 to 5', '6'),
  refused(
    'no honest validator',
    { own: [0], members: 7 },
    'members must be an integer from 1 to 6',
    '7',
  ),
  refused(
    'all of the stake',
    { own: [0], share: 1 },
    'share must lie between 0 and 1, both excluded',
    '1',
  ),
  refused(
    'a warm-up of all epochs',
    { own: [0], warmup: 4 },
    'warmup must be an integer from 0 to 3',
    '4',
  ),
  refused('no miners at all', {}, 'own must be a list', 'undefined'),
]);
