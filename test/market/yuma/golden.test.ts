import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  runYuma,
  YUMA_SIMULATION,
  yumaEpoch,
  type YumaOptions,
  type YumaOutcome,
  type YumaVersion,
} from '../../../lib/market/index.js';
import { distance } from '../../support/compare.js';
import { ROOT } from '../../support/folders.js';

interface Point {
  readonly consensus: number[];
  readonly incentive: number[];
  readonly bonds: number[][];
  readonly dividends: number[];
}
interface Epochs {
  readonly weights: number[][][];
  readonly stake: number[][];
}
interface Scenario extends Epochs {
  readonly name: string;
  readonly chain: { readonly dividends: number[][]; readonly bonds: number[][][] };
  readonly own: Readonly<Record<string, Point[]>>;
}
interface Case extends Epochs {
  readonly case: number;
  readonly runs: Readonly<Record<string, Point[]>>;
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(ROOT, 'test', 'reference', name), 'utf8'));

const outcomes = ({ weights, stake }: Epochs, options: YumaOptions): YumaOutcome[] =>
  runYuma(
    weights.map((rows, at) => ({ weights: rows, stake: stake[at] })),
    options,
  );

/** The largest difference of every quantity of all epochs. */
function off(found: readonly YumaOutcome[], expected: readonly Point[]): number {
  assert.equal(found.length, expected.length);
  const each = found.flatMap((outcome, at) => {
    const { consensus, incentive, bonds, dividends } = expected[at];
    return [
      distance(outcome.consensus, consensus),
      distance(outcome.incentive, incentive),
      distance(outcome.bonds, bonds.flat()),
      distance(outcome.dividends, dividends),
    ];
  });
  return Math.max(...each);
}

describe('Yuma 3 by the chain', () => {
  for (const scenario of read('yuma3-chain.json') as Scenario[]) {
    it(`${scenario.name}: meets what the chain’s tests expect to 1e-4`, () => {
      const found = outcomes(scenario, { liquidAlpha: true, bondPenalty: 0 });
      for (const [at, { dividends, bonds }] of found.entries()) {
        assert.ok(distance(dividends, scenario.chain.dividends[at]) <= 1e-4);
        assert.ok(distance(bonds, scenario.chain.bonds[at].flat()) <= 1e-4);
      }
    });
    for (const [name, expected] of Object.entries(scenario.own)) {
      it(`${scenario.name}: meets the independent float64 values to 1e-9, ${name}`, () => {
        const [, penalty, liquid] = /^penalty (\d), liquid alpha (on|off)$/.exec(name) ?? [];
        const options = { bondPenalty: Number(penalty), liquidAlpha: liquid === 'on' };
        assert.ok(off(outcomes(scenario, options), expected) <= 1e-9);
      });
    }
  }
});

describe('the variant of a simulation package', () => {
  const { cases } = read('yuma-cases.json') as { readonly cases: Case[] };
  for (const one of cases) {
    for (const [name, expected] of Object.entries(one.runs)) {
      it(`case ${one.case}, ${name}, to 1e-6`, () => {
        const [, version, penalty] = /^(yuma\d) penalty (\d)$/.exec(name) ?? [];
        const options = {
          ...YUMA_SIMULATION,
          ...{ version: version as YumaVersion, bondPenalty: Number(penalty) },
        };
        // Files hold ten digits, so that 1e-9 is met as well.
        assert.ok(off(outcomes(one, options), expected) <= 1e-9);
      });
    }
  }

  it('divides the consensus by its sum and cuts it down to a multiple of 1/65535', () => {
    const weights = [
      [1, 0],
      [0.5, 0.5],
    ];
    const network = { weights, stake: [1, 1] };
    const [plain, shares] = (['weights', 'shares'] as const).map(
      (consensus) => yumaEpoch(network, { majority: 0.5, consensus }).consensus,
    );
    assert.deepEqual([...plain], [1, 0.5]);
    assert.deepEqual([...shares], [43690 / 65535, 21845 / 65535]);
    const third = yumaEpoch({ weights: [[3, 7]], stake: [1] }, { consensus: 'shares' }).consensus;
    assert.deepEqual([...third], [19660 / 65535, 45874 / 65535]);
  });
});
