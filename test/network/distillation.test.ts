import assert from 'node:assert/strict';
import {
  createNetwork,
  evaluate,
  extract,
  train,
  type Network,
  type PeerSpec,
} from '../../lib/network/index.js';
import { answersTo } from '../../lib/network/evaluate.js';
import { type TrainResult } from '../../lib/network/cohort.js';
import { DenseCohort } from '../../lib/network/model/denseCohort.js';
import { type Rows } from '../../lib/network/rows.js';
import { assertClose } from '../support/compare.js';
import { denseCohort, joinedFrom } from '../support/denseCohort.js';
import { DensePeer } from '../support/densePeer.js';
import { densePeers, denseState, SMALL, smallNetwork, teacherShards } from '../support/network.js';

const OPEN = new Float64Array(3).fill(1);

/** One batch of peer 0, trained by the cohort, and the accumulated gradients. */
async function studied(
  network: Network,
): Promise<{ outcome: TrainResult; gradient: Map<string, Float32Array> }> {
  const data = network.data[0];
  assert.ok(data);
  const x: Rows = { rows: data.rows, columns: 6, values: data.x };
  const joined = joinedFrom(await answersTo(network, x), OPEN);
  const cohort = denseCohort(network, 0);
  const [outcome] = await cohort.train([{ peer: 0, x, y: data.y, joined }]);
  const all = denseState(network, 0).gradient;
  let at = 0;
  const gradient = new Map(
    [...cohort.parametersOf(0)].map(([name, { values }]) => [
      name,
      all.slice(at, (at += values.length)),
    ]),
  );
  return { outcome, gradient };
}

describe('distillation, (11),', () => {
  for (const temperature of [0.5, 1, 4]) {
    it(`is T² KL(softmax(c / T) ‖ softmax(c̃ / T)), T = ${temperature}`, async () => {
      const network = await smallNetwork({ distillationTemperature: temperature });
      await train(network, { rounds: 5, batch: 6 });
      const data = network.data[0];
      assert.ok(data);
      const sizes = { ...SMALL, inputs: 6, classes: 3, peers: 3 };
      const peers = [0, 1, 2].map((peer) => new DensePeer(sizes, denseState(network, peer).values));
      let divergence = 0;
      for (let row = 0; row < data.rows; row++) {
        const x = data.x.subarray(6 * row, 6 * row + 6);
        const softened = (c: number[]): number[] => {
          const masses = c.map((value) => Math.exp(value / temperature));
          const total = masses.reduce((sum, mass) => sum + mass, 0);
          return masses.map((mass) => mass / total);
        };
        const p = softened(peers[0].context(peers.flatMap((peer) => peer.answer(x))));
        const q = softened(peers[0].student(x));
        for (const [k, mass] of p.entries())
          divergence += (mass * Math.log(mass / q[k])) / data.rows;
      }
      const { outcome } = await studied(network);
      assertClose([outcome.distillation], [temperature ** 2 * divergence], 1e-4);
      assert.ok(outcome.distillation > 0);
    });
  }

  it('has no gradient in the teacher: its gradients do not depend on T', async () => {
    // T enters (11) only.
    const [one, other] = await Promise.all(
      [0.7, 3].map(async (distillationTemperature) =>
        studied(await smallNetwork({ distillationTemperature })),
      ),
    );
    assert.notEqual(one.outcome.distillation, other.outcome.distillation);
    assert.deepEqual(one.outcome.gradients, other.outcome.gradients);
    for (const name of ['join', 'joinBias', 'encoder', 'bodyHidden', 'bodyContext', 'head']) {
      assert.deepEqual(one.gradient.get(name), other.gradient.get(name), name);
      assert.ok(
        one.gradient.get(name)?.some((value) => value !== 0),
        name,
      );
    }
    for (const name of ['student', 'studentBias', 'studentHidden']) {
      assert.notDeepEqual(one.gradient.get(name), other.gradient.get(name), name);
    }
  });

  it('trains students: (11) falls far below its initial value, and the student loss below chance', async () => {
    const network = await smallNetwork();
    const layers = (peer: number) => [...denseCohort(network, peer).parametersOf(peer)];
    const first = [0, 1, 2].map((peer) => new Map(layers(peer)));
    await train(network, { rounds: 200, segment: 50, batch: 12, jitter: 0 });
    const [data] = teacherShards(1, 200, 1);
    const sizes = { ...SMALL, inputs: 6, classes: 3, peers: 3 };
    const now = [0, 1, 2].map((peer) => new DensePeer(sizes, denseState(network, peer).values));
    for (const peer of [0, 1, 2]) {
      const numbers = layers(peer).flatMap(([name, { values }]) => [
        ...(name.startsWith('student') ? (first[peer].get(name)?.values ?? []) : values),
      ]);
      const untaught = new DensePeer(sizes, numbers);
      const [found, before] = [now[peer], untaught].map((one) => {
        let divergence = 0;
        for (let row = 0; row < data.rows; row++) {
          const x = data.x.subarray(6 * row, 6 * row + 6);
          const inputs = now.flatMap((other) => other.answer(x));
          divergence += one.losses(x, inputs, 0, SMALL.distillationTemperature)[2] / data.rows;
        }
        return divergence;
      });
      assert.ok(found < before / 2, `${found}, ${before} before`);
    }
    const student = await evaluate(network, data, { context: 'student' });
    assert.ok(student.benchmark < 3 * Math.log(3), `${student.benchmark}`);
  });
});

describe('evaluation of private data', () => {
  /** A network in which only peer 0 may be called; all other calls throw. */
  async function watched(gate?: {
    k: number;
  }): Promise<{ network: Network; asked: () => number; close: () => void }> {
    let [asked, open] = [0, true];
    const refuse = (): never => {
      throw new Error('no peer may be asked');
    };
    const spy: PeerSpec = {
      kind: 'function',
      peer: {
        forward: ({ rows }) => {
          asked++;
          return open
            ? { rows, columns: 4, values: new Float32Array(4 * rows).fill(0.5) }
            : refuse();
        },
      },
    };
    const network = await createNetwork({
      ...SMALL,
      peers: [...densePeers(2), spy],
      ...(gate && { gate }),
      standIns: true,
    });
    await train(network, { rounds: 5, batch: 6 });
    const close = (): void => {
      open = false;
      for (const cohort of network.cohorts) {
        if (!(cohort instanceof DenseCohort)) continue;
        cohort.forward = refuse;
        const logits = cohort.logits.bind(cohort);
        cohort.logits = (studies, context) => {
          if (context !== 'student' || studies.some(({ peer }) => peer !== 0)) refuse();
          return logits(studies, context);
        };
      }
    };
    return { network, asked: () => asked, close };
  }

  for (const gate of [undefined, { k: 2 }]) {
    it(`uses the distilled model without any request to other peers${gate ? ', with gates' : ''}`, async () => {
      const { network, asked, close } = await watched(gate);
      const [secret] = teacherShards(1, 50, 17);
      const open = await evaluate(network, secret, { context: 'student' });
      close();
      await assert.rejects(evaluate(network, secret, { peers: [0] }), /no peer may be asked/);
      const before = asked();
      const found = await evaluate(network, secret, { context: 'student', peers: [0] });
      const extracted = await extract(network, 0);
      const z = await extracted.logits({ rows: 50, columns: 6, values: secret.x });
      assert.equal(asked(), before);
      assert.equal(found.losses[0], open.losses[0]);
      assert.equal(found.benchmark, open.losses[0]);
      assert.ok(Number.isNaN(found.losses[1]) && Number.isNaN(found.losses[2]));
      // The extracted model gives the same logits.
      let loss = 0;
      for (const [row, label] of secret.y.entries()) {
        const own = [...z.values.subarray(3 * row, 3 * row + 3)];
        loss += (Math.log(own.reduce((sum, value) => sum + Math.exp(value), 0)) - own[label]) / 50;
      }
      assertClose([loss], [found.losses[0]], 1e-5);
    });
  }

  it('sends no request where offline peers or stand-ins are given', async () => {
    const { network, asked, close } = await watched();
    const [secret] = teacherShards(1, 50, 17);
    close();
    const before = asked();
    const options = { context: 'student', peers: [0], offline: [1], missing: 'standIn' } as const;
    const found = await evaluate(network, secret, options);
    assert.equal(asked(), before);
    assert.ok(Number.isFinite(found.benchmark));
  });
});
