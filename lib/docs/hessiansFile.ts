/*
 * Generates datasets/digits-hessians.json from the study `significance` at its defaults.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { HESSIANS_FILE, networksChecksum } from '../datasets/hessians.js';
import { replaceFile } from '../files/replace.js';
import { type SignificanceResult } from '../studies/index.js';
import { ROOT } from './root.js';

const PATH = join(ROOT, 'datasets', HESSIANS_FILE);
/** The tolerance for another processor's rounding in training, relative to the largest entry of an H_i. */
const TOLERANCE = 1e-4;

interface Content {
  readonly study: string;
  readonly parameters: object;
  readonly versions: object;
  readonly peers: number;
  readonly sha256: string;
  readonly networks: number[][];
}

function contentOf({ study, parameters, versions, tables }: SignificanceResult): Content {
  const { peers: n } = parameters;
  const networks = tables.hessians.map(({ values }) =>
    values.map((value, at) => {
      const [i, j, k] = [Math.floor(at / (n * n)), Math.floor(at / n) % n, at % n];
      // H_jk and H_kj differ in their last digits, since their sums have different orders.
      return Number(((value + values[(i * n + k) * n + j]) / 2).toPrecision(7));
    }),
  );
  return { study, parameters, versions, peers: n, sha256: networksChecksum(networks), networks };
}

/** Writes the file, one line for each network. */
export function writeTrainedHessians(result: SignificanceResult): void {
  const { networks, ...head } = contentOf(result);
  const lines = networks.map((values) => JSON.stringify(values)).join(',\n');
  replaceFile(
    'writeTrainedHessians',
    PATH,
    `${JSON.stringify(head).slice(0, -1)},"networks":[\n${lines}\n]}\n`,
  );
}

/** The differences between the file and the study beyond rounding, each as a sentence. */
export function trainedHessiansDiffer(result: SignificanceResult): string[] {
  const stored = JSON.parse(readFileSync(PATH, 'utf8')) as Content;
  const { networks, sha256, ...head } = contentOf(result);
  const { networks: storedNetworks, sha256: storedSum, ...storedHead } = stored;
  if (!isDeepStrictEqual(storedHead, head)) return ['its parameters or versions differ'];
  if (storedSum !== networksChecksum(storedNetworks)) return ['its checksum is wrong'];
  if (storedNetworks.length !== networks.length) return ['it has another number of networks'];
  const square = head.peers ** 2;
  const differences: string[] = [];
  for (const [network, values] of networks.entries()) {
    for (let start = 0; start < values.length; start += square) {
      const own = values.slice(start, start + square);
      const largest = Math.max(...own.map(Math.abs));
      for (const [at, value] of own.entries()) {
        const found = storedNetworks[network][start + at];
        if (Math.abs(found - value) <= TOLERANCE * largest) continue;
        differences.push(
          `network ${network}, number ${start + at}: ${found} is stored, ${value} is measured`,
        );
      }
    }
  }
  return differences;
}
