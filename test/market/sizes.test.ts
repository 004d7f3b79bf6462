import assert from 'node:assert/strict';
import { closedMask, createNetwork, openMask } from '../../lib/network/index.js';
import { market as parse } from '../../lib/market/index.js';
import { batchIndices, teacherDataset } from '../../lib/datasets/index.js';
import {
  adaptInflation,
  nashGap,
  randomFactors,
  randomHessians,
  randomMarket,
  randomWeights,
  simulateInflation,
  withNewcomers,
  withSybils,
} from '../../lib/market/index.js';
import { createStream, InvalidArgumentError } from '../../lib/math/index.js';
import { figure4, scaling } from '../../lib/studies/index.js';

const stream = createStream(1);
const market = randomMarket({ peers: 3 });

/** Calls whose results exceed any memory. */
const calls: Record<string, () => unknown> = {
  randomMarket: () => randomMarket({ peers: 1e6 }),
  randomHessians: () => randomHessians(1e6, stream),
  randomWeights: () => randomWeights(1e9, stream),
  randomFactors: () => randomFactors(1e6, 1e6, stream),
  withNewcomers: () => withNewcomers(market, 1e6),
  withSybils: () => withSybils(market, { owner: 0, count: 1e6 }),
  adaptInflation: () => adaptInflation(market, { steps: 1e15 }),
  simulateInflation: () => simulateInflation(market, { inflation: 1, blocks: 1e15 }),
  nashGap: () => nashGap(market, { randomStarts: 1e15 }),
  teacherDataset: () => teacherDataset({ stream, rows: 1e15 }),
  batchIndices: () => batchIndices({ rows: 1e15, size: 1, round: 0, stream }),
  openMask: () => openMask(1e6),
  closedMask: () => closedMask(1e6),
  parse: () => parse({ weights: { rows: 1e6, columns: 1e6, get: () => 0 }, hessians: [[[1]]] }),
  'figure4.read': () => figure4.read({ peers: 1e6 }),
  'scaling.read': () => scaling.read({ peers: [3, 1e6] }),
};

describe('sizes that memory cannot hold', () => {
  for (const [name, call] of Object.entries(calls)) {
    it(`${name} refuses them before any work and states the memory needed and available`, () => {
      assert.throws(call, (error) => {
        assert.ok(error instanceof InvalidArgumentError, String(error));
        assert.match(
          error.message,
          /must fit into the available memory, [\d.]+ GB, got [\d.e+]+ GB$/,
        );
        return true;
      });
    });
  }

  it('createNetwork rejects them', async () => {
    const data = teacherDataset({ stream, rows: 9 });
    await assert.rejects(
      createNetwork({ peers: [{ kind: 'dense', data }], width: 1e9, hidden: 1e9 }),
      /createNetwork: a network of 1 peers of width 1000000000 must fit into the available memory/,
    );
  });
});
