import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readWeights } from '../../../lib/ledger/index.js';
import {
  accessPosted,
  analysePosted,
  driftPosted,
  MECHANISM_NAMES,
  rankPosted,
  roundingEffects,
  roundPosted,
  trustPosted,
  yumaEpoch,
  yumaPosted,
  YUMA_VERSIONS,
} from '../../../lib/market/index.js';
import { assertClose } from '../../support/compare.js';
import { ROOT } from '../../support/folders.js';
import {
  levels,
  maskOf,
  RANKS,
  sumOf,
  validatorsOf,
  votes,
  type Full,
} from '../../market/posted/dense.js';

const PATH = join(ROOT, '..', 'shared', 'datasets', 'metagraph-256.json.gz');
// A worktree may stand a folder deeper than the project.
const DEEPER = join(ROOT, '..', '..', 'shared', 'datasets', 'metagraph-256.json.gz');
const FOUND = [PATH, DEEPER].find(existsSync);

describe('stake and weights of a real network of 256 peers', () => {
  if (FOUND === undefined) {
    it.skip(`${PATH} is not there, so that its analyses are not compared`);
    return;
  }
  const posted = readWeights(FOUND);
  const given = JSON.parse(gunzipSync(readFileSync(FOUND)).toString('utf8')) as {
    readonly stake: number[];
    readonly weights: Partial<Record<string, [number, number][]>>;
  };
  /** The network in full, read by other means; sums of rows are rounded in the file. */
  const full: Full = {
    stake: given.stake,
    weights: given.stake.map((_, i) => {
      const row = new Map(given.weights[i] ?? []);
      const sum = sumOf([...row.values()]);
      return given.stake.map((_unused, j) => (row.get(j) ?? 0) / (sum || 1));
    }),
  };

  it('has 20 rows, whose sums are rounded in the file', () => {
    assert.equal(posted.peers, 256);
    assert.ok(posted.scaled > 0 && posted.scaled <= 20, String(posted.scaled));
    assert.equal(votes(full).filter((held) => held > 0).length, 16);
  });

  for (const mechanism of MECHANISM_NAMES) {
    it(`ranks as a second implementation does: ${mechanism}`, () => {
      const expected = RANKS[mechanism](full);
      const size = Math.max(...expected);
      const scaled = (values: ArrayLike<number>): number[] => Array.from(values, (v) => v / size);
      assertClose(scaled(rankPosted(posted, { mechanism })), scaled(expected), 1e-8);
    });
  }

  for (const version of YUMA_VERSIONS) {
    it(`pays as the epoch of its matrix, 20 validators by 256 miners: ${version}`, () => {
      const { peers, epoch } = validatorsOf(full);
      const out = yumaEpoch(epoch, { version });
      assert.deepEqual([out.validators, out.miners], [20, 256]);
      const found = yumaPosted(posted, { version });
      assertClose(found.consensus, out.consensus, 1e-6);
      assertClose(found.incentive, out.incentive, 1e-6);
      assertClose(
        peers.map((peer) => found.dividends[peer]),
        out.dividends,
        1e-6,
      );
      assertClose([sumOf([...found.pay])], [1], 1e-12);
    });
  }

  it('masks, trusts and agrees as a second implementation does', () => {
    const voting = votes(full);
    const n = posted.peers;
    const access = accessPosted(posted);
    const m = maskOf({ weights: full.weights, stake: voting }, sumOf(voting) / n ** 2);
    assertClose(
      access.received,
      m.map((row) => sumOf(row) / n),
      1e-7,
    );
    assertClose(
      access.served,
      m.map((_, j) => sumOf(m.map((row) => row[j])) / n),
      1e-7,
    );
    const { trust, consensus } = trustPosted(posted);
    assertClose(consensus, levels(full, 0.5, true), 1e-7);
    for (let j = 0; j < n; j++) {
      const part = sumOf(voting.filter((_, i) => full.weights[i][j] > 0)) / sumOf(voting);
      assert.ok(Math.abs(trust[j] - part) < 1e-12);
    }
  });

  it('mints what each mechanism says over the blocks', () => {
    for (const mechanism of MECHANISM_NAMES) {
      const { stakes } = driftPosted(posted, { mechanism, issuance: 0.01, blocks: 20, points: 1 });
      const minted = sumOf([...stakes.subarray(256)]) - sumOf(full.stake);
      const parts = minted / (0.01 * 20 * sumOf(full.stake));
      if (mechanism === 'paper') assert.ok(parts > 1 && parts < 16, String(parts));
      else assert.ok(Math.abs(parts - 1) < 1e-9, `${mechanism}: ${parts}`);
    }
  });

  it('goes through every analysis, with no number missing', () => {
    const { network, concentration, agreement, peers, rows, yuma, drift } = analysePosted(posted, {
      blocks: 100,
    });
    assert.deepEqual([network.peers, network.rows], [256, 20]);
    assert.equal(concentration.length, 2 + 2 * MECHANISM_NAMES.length);
    assert.equal(agreement.length, (MECHANISM_NAMES.length * (MECHANISM_NAMES.length - 1)) / 2);
    assert.equal(drift.length, 51 * MECHANISM_NAMES.length);
    for (const row of [
      network,
      ...concentration,
      ...agreement,
      ...peers,
      ...rows,
      ...yuma,
      ...drift,
    ])
      assert.ok(
        Object.values(row).every((cell) => cell !== null),
        JSON.stringify(row),
      );
    for (const mechanism of MECHANISM_NAMES)
      assert.ok(Math.abs(sumOf(peers.map((row) => row[mechanism] as number)) - 1) < 1e-9);
  });

  it('keeps all weights at 16 bits, and moves less than the bound at fewer', () => {
    const [four, eight, sixteen] = [4, 8, 16].map((bits) => roundingEffects(posted, { bits }));
    assert.equal(sixteen.lost, 0);
    assert.equal(sixteen.displaced, 0);
    assert.ok((sixteen.moved ?? 1) < 1e-6 && (sixteen.bound ?? 1) < 1e-3);
    assert.ok((eight.moved ?? 1) < (eight.bound ?? 0));
    assert.ok((four.vanished ?? 0) > (eight.vanished ?? 1) && (eight.vanished ?? 0) > 0);
    for (const bits of [4, 16]) {
      const rounded = roundPosted(posted, { bits });
      assert.deepEqual(roundPosted(rounded, { bits }).columns, rounded.columns);
      const { incentive } = yumaPosted(rounded);
      const before = yumaPosted(posted).incentive;
      const moved = sumOf(Array.from(before, (share, j) => Math.abs(share - incentive[j]) / 2));
      const found = bits === 4 ? four.moved : sixteen.moved;
      assert.ok(Math.abs((found ?? 0) - moved) < 1e-12);
    }
  });
});
