/*
 * datasets/digits-hessians.json, from the study `significance` at its defaults.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SignificanceStudy } from '../../lib/index.js';
import { HESSIANS_FILE, networksChecksum } from '../../lib/datasets/hessians.js';
import { ROOT } from './folders.js';

const PATH = join(ROOT, 'datasets', HESSIANS_FILE);
/** Of the largest entry of an H_i: what another processor's rounding may change in training. */
const TOLERANCE = 1e-4;

interface Content {
  readonly study: string;
  readonly parameters: object;
  readonly versions: object;
  readonly peers: number;
  readonly sha256: string;
  readonly networks: number[][];
}

function contentOf({ study, parameters, versions, tables }: SignificanceStudy): Content {
  const { peers: n } = parameters;
  const networks = tables.hessians.map(({ values }) =>
    values.map((value, at) => {
      const [i, j, k] = [Math.floor(at / (n * n)), Math.floor(at / n) % n, at % n];
      // Sums in another order: H_jk and H_kj differ in their last digits.
      return Number(((value + values[(i * n + k) * n + j]) / 2).toPrecision(7));
    }),
  );
  return { study, parameters, versions, peers: n, sha256: networksChecksum(networks), networks };
}

/** Writes the file; a line a network. */
export function writeTrainedHessians(result: SignificanceStudy): void {
  const { networks, ...head } = contentOf(result);
  const lines = networks.map((values) => JSON.stringify(values)).join(',\n');
  writeFileSync(PATH, `${JSON.stringify(head).slice(0, -1)},"networks":[\n${lines}\n]}\n`);
}

/** Holds the file against the study. */
export function compareTrainedHessians(result: SignificanceStudy): void {
  const stored = JSON.parse(readFileSync(PATH, 'utf8')) as Content;
  const { networks, sha256, ...head } = contentOf(result);
  const { networks: storedNetworks, sha256: storedSum, ...storedHead } = stored;
  assert.deepEqual(storedHead, head);
  assert.equal(storedSum, networksChecksum(storedNetworks));
  assert.equal(storedNetworks.length, networks.length);
  const square = head.peers ** 2;
  for (const [network, values] of networks.entries()) {
    assert.equal(storedNetworks[network].length, values.length);
    for (let start = 0; start < values.length; start += square) {
      const own = values.slice(start, start + square);
      const largest = Math.max(...own.map(Math.abs));
      for (const [at, value] of own.entries()) {
        const found = storedNetworks[network][start + at];
        assert.ok(
          Math.abs(found - value) <= TOLERANCE * largest,
          `network ${network}, number ${start + at}: ${found} is stored, ${value} is measured`,
        );
      }
    }
  }
}
