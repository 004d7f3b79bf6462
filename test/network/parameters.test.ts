import assert from 'node:assert/strict';
import {
  createNetwork,
  parametersOf,
  train,
  type Network,
  type Rows,
} from '../../lib/network/index.js';
import {
  densePeers,
  denseState,
  smallNetwork,
  teacherShards,
  trained,
} from '../support/network.js';
import { itRefuses } from '../support/refusals.js';

const shapesOf = (network: Network, peer: number): Record<string, [number, number]> =>
  Object.fromEntries(
    [...parametersOf(network, peer)].map(([name, { rows, columns, values }]) => {
      assert.equal(values.length, rows * columns, name);
      return [name, [rows, columns]];
    }),
  );

function valuesOf(layers: ReadonlyMap<string, Rows>): Float32Array {
  const encoder = layers.get('encoder');
  assert.ok(encoder);
  return encoder.values;
}

describe('parametersOf', () => {
  it("names every layer in its shape, with the peer's own hidden units", async () => {
    const peers = teacherShards(2).map((data, at) => ({
      ...{ kind: 'dense' as const, data, hidden: [2, 8][at] },
    }));
    const network = await createNetwork({ peers, width: 4, context: 5, standIns: true });
    for (const [peer, k] of [2, 8].entries()) {
      assert.deepEqual(shapesOf(network, peer), {
        ...{ encoder: [6, k], encoderBias: [1, k], studentHidden: [6, k] },
        ...{ studentHiddenBias: [1, k], student: [k, 5], studentBias: [1, 5] },
        ...{ join: [8, 5], joinBias: [1, 5], bodyHidden: [k, 4], bodyContext: [5, 4] },
        ...{ bodyBias: [1, 4], head: [4, 3], headBias: [1, 3] },
        ...{ standIn: [k, 8], standInBias: [1, 8] },
      });
    }
  });

  it('holds all that is trained: the layers side by side are the saved state', async () => {
    const { network } = await trained();
    for (const peer of [0, 1, 2]) {
      const joined = [...parametersOf(network, peer).values()].flatMap(({ values }) => [...values]);
      assert.deepEqual(joined, [...denseState(network, peer).values]);
    }
  });

  it('leaves out nothing but zeros of a smaller peer, trained or not', async () => {
    const peers = teacherShards(2).map((data, at) => ({
      ...{ kind: 'dense' as const, data, hidden: [3, 8][at] },
    }));
    const network = await createNetwork({ peers, width: 4, context: 5, seed: 2 });
    for (const rounds of [0, 10]) {
      await train(network, { rounds, batch: 6, jitter: 0 });
      const squares = (values: Iterable<number>): number =>
        [...values].reduce((sum, value) => sum + value ** 2, 0);
      const kept = [...parametersOf(network, 0).values()].flatMap(({ values }) => [...values]);
      const all = denseState(network, 0).values;
      assert.ok(kept.length < all.length);
      assert.ok(Math.abs(squares(kept) - squares(all)) < 1e-9);
    }
  });

  it('embeds codes, and is a copy', async () => {
    const encoding = { kind: 'codes' as const, symbols: 5 };
    const data = {
      ...{ name: 'codes', rows: 2, inputs: 3, classes: 4, encoding },
      ...{ x: Float32Array.of(0, 1, 2, 3, 4, 0), y: Int32Array.of(0, 3) },
    };
    const network = await createNetwork({ peers: [{ kind: 'dense', data, hidden: 2 }] });
    const found = parametersOf(network, 0);
    assert.deepEqual(shapesOf(network, 0).embedding, [5, 8]);
    assert.deepEqual(shapesOf(network, 0).encoder, [24, 2]);
    const encoder = valuesOf(found);
    const before = encoder.slice();
    encoder.fill(9);
    assert.deepEqual(valuesOf(parametersOf(network, 0)), before);
  });

  itRefuses('parametersOf', [
    {
      what: 'no network',
      call: () => parametersOf({} as never, 0),
      rule: 'network must be from createNetwork',
      value: '{}',
    },
  ]);

  it('refuses a peer that is not dense, and one that is not there', async () => {
    const network = await smallNetwork({ peers: [{ kind: 'projection' }, ...densePeers(2)] });
    assert.throws(
      () => parametersOf(network, 0),
      /^InvalidArgumentError: parametersOf: peer must be dense, got peer 0$/,
    );
    assert.throws(
      () => parametersOf(network, 3),
      /parametersOf: peer must be an integer from 0 to 2, got 3/,
    );
  });
});
