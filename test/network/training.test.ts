import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  train,
  type Faults,
  type Network,
  type TrafficRow,
  type Training,
  type TrainingProgress,
  type TrainOptions,
} from '../../lib/network/index.js';
import { temporaryFolder } from '../support/folders.js';
import { smallNetwork, trained } from '../support/network.js';

/** Faults as a function of link and time. */
const faults: Faults = ({ from, to, direction }, now) => {
  const kinds = ['late', 'lost', 'crashed', 'nan', 'misshapen', 'lie', 'none', 'none'] as const;
  const kind =
    kinds[Math.floor(7 * now + 3 * from + 5 * to + (direction === 'forward' ? 0 : 4)) % 8];
  if (kind === 'none') return undefined;
  return kind === 'late' ? { kind, by: 0.3 } : { kind };
};

const WAYS: Record<string, Partial<TrainOptions>> = {
  'in step': { jitter: 0 },
  'with jitter': { jitter: 0.5 },
  'with latency': { jitter: 0.2, latency: (from, to) => 0.1 * (1 + from + 2 * to), timeout: 0.9 },
  'with faults': { jitter: 0.3, latency: 0.1, faults },
};

const SEGMENT = 4;
const ROUNDS = 12;

async function run(
  network: Network,
  way: Partial<TrainOptions>,
  options: Partial<TrainOptions> = {},
): Promise<Training> {
  return train(network, { rounds: ROUNDS, segment: SEGMENT, batch: 6, ...way, ...options });
}

/** The sums of the counts of two tables. */
function added(first: readonly TrafficRow[], second: readonly TrafficRow[]): TrafficRow[] {
  return first.map((row, at) => {
    const both = Object.entries(row).map(([name, count]): [string, number] => [
      name,
      name === 'from' || name === 'to' ? count : count + second[at][name as keyof TrafficRow],
    ]);
    return Object.fromEntries(both) as TrafficRow;
  });
}

describe('train', () => {
  const folder = temporaryFolder();

  for (const [name, way] of Object.entries(WAYS)) {
    it(`${name} gives the same bytes for the same seed and different ones for another`, async () => {
      const [one, two, other] = [
        await smallNetwork(),
        await smallNetwork(),
        await smallNetwork({ seed: 4 }),
      ];
      const [first, second, third] = [
        await run(one, way),
        await run(two, way),
        await run(other, way),
      ];
      assert.deepEqual(first, second);
      assert.deepEqual(one.save(), two.save());
      assert.notDeepEqual(first.history, third.history);
      assert.notDeepEqual(one.save(), other.save());
    });

    it(`${name} gives the same bytes on one thread and on three`, async () => {
      const [one, three] = [await smallNetwork(), await smallNetwork()];
      assert.deepEqual(await run(three, way, { threads: 3 }), await run(one, way, { threads: 1 }));
      assert.deepEqual(three.save(), one.save());
    });

    it(`${name} gives the same bytes in one call and in several that end at whole segments`, async () => {
      const [whole, parts] = [await smallNetwork(), await smallNetwork()];
      const expected = await run(whole, way);
      const first = await run(parts, way, { rounds: SEGMENT });
      const second = await run(parts, way);
      assert.deepEqual(parts.save(), whole.save());
      assert.deepEqual([...first.history, ...second.history], expected.history);
      assert.deepEqual(added(first.traffic, second.traffic), expected.traffic);
    });

    it(`${name} resumes from a checkpoint in a new network to the bytes of an uninterrupted run`, async () => {
      const checkpoint = join(folder(), 'deep', 'network.checkpoint');
      const [whole, stopped, resumed] = [
        await smallNetwork(),
        await smallNetwork(),
        await smallNetwork(),
      ];
      const expected = await run(whole, way);
      const controller = new AbortController();
      const stopping = run(stopped, way, {
        ...{ checkpoint, signal: controller.signal },
        onProgress: ({ done }) => {
          if (done === 2 * SEGMENT) controller.abort(new Error('enough'));
        },
      });
      await assert.rejects(stopping, /^Error: enough$/);
      const progress: TrainingProgress[] = [];
      const training = await run(resumed, way, {
        checkpoint,
        onProgress: (at) => {
          progress.push(at);
        },
      });
      assert.deepEqual(training, expected);
      assert.deepEqual(resumed.save(), whole.save());
      const told = { total: ROUNDS, resumed: 2 * SEGMENT };
      assert.deepEqual(progress, [
        { done: 8, ...told },
        { done: 12, ...told },
      ]);
      // A completed checkpoint leaves no work.
      const again = await smallNetwork();
      assert.deepEqual(await run(again, way, { checkpoint }), expected);
      assert.deepEqual(again.save(), whole.save());
    });

    it(`${name} rejects with the signal's reason and restores the state of the last segment's end`, async () => {
      let calls = 0;
      await run(await smallNetwork(), way, {
        faults: (...call) => {
          calls++;
          return way.faults?.(...call);
        },
      });
      // In the first segment and in a later one.
      for (const at of [1, Math.floor(0.7 * calls)]) {
        const network = await smallNetwork();
        const controller = new AbortController();
        const reason = new RangeError('enough');
        let state = network.save();
        let left = at;
        const training = run(network, way, {
          signal: controller.signal,
          onProgress: () => {
            state = network.save();
          },
          faults: (...call) => {
            if (--left === 0) controller.abort(reason);
            return way.faults?.(...call);
          },
        });
        await assert.rejects(training, (error) => error === reason);
        assert.deepEqual(network.save(), state);
        assert.equal(network.round % SEGMENT, 0);
        // Abandoned work does not change the network later.
        for (let k = 0; k < 5; k++) await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(network.save(), state);
        // Training continues to the bytes of an uninterrupted run.
        const whole = await smallNetwork();
        await run(whole, way);
        await run(network, way);
        assert.deepEqual(network.save(), whole.save());
      }
    });

    it(`${name} lowers the losses`, async () => {
      const network = await smallNetwork({ learningRate: 0.02 });
      const { history } = await run(network, way, { rounds: 40, segment: 10 });
      for (const peer of [0, 1, 2]) {
        const rows = history.filter((row) => row.peer === peer);
        assert.deepEqual(
          rows.map(({ round }) => round),
          [10, 20, 30, 40],
        );
        assert.ok(
          rows[3].loss < rows[0].loss - 0.1,
          `peer ${peer}: ${rows[0].loss} to ${rows[3].loss}`,
        );
        assert.ok(rows[3].studentLoss < rows[0].studentLoss - 0.1);
      }
    });
  }

  it('does nothing with a signal that has already aborted', async () => {
    const network = await smallNetwork();
    const state = network.save();
    const reason = new Error('enough');
    const training = run(
      network,
      {},
      { signal: AbortSignal.abort(reason), checkpoint: join(folder(), 'c') },
    );
    await assert.rejects(training, (error) => error === reason);
    assert.deepEqual(network.save(), state);
  });

  it('reports monotone progress from the initial round to the last', async () => {
    const network = await smallNetwork();
    const told: TrainingProgress[] = [];
    const onProgress = (progress: TrainingProgress): void => {
      told.push(progress);
    };
    await run(network, {}, { rounds: 6, onProgress });
    await run(network, {}, { rounds: 9, onProgress });
    assert.deepEqual(
      told.map(({ done, total, resumed }) => [done, total, resumed]),
      [
        [0, 6, 0],
        [4, 6, 0],
        [6, 6, 0],
        [6, 9, 6],
        [8, 9, 6],
        [9, 9, 6],
      ],
    );
  });

  it('counts requests, rows and bytes', async () => {
    const { training } = await trained({ rounds: 3, batch: 6 });
    // A row has six inputs and an answer of four numbers; a gradient is sent with the x of its request.
    const bytes = 3 * 4 * 6 * (6 + 4 + 6 + 4);
    for (const { asked, answered, rows, bytes: counted } of training.traffic) {
      assert.deepEqual([asked, answered, rows, counted], [3, 3, 18, bytes]);
    }
    assert.deepEqual(
      training.traffic.map(({ from, to }) => [from, to]),
      [
        [0, 1],
        [0, 2],
        [1, 0],
        [1, 2],
        [2, 0],
        [2, 1],
      ],
    );
  });

  it('counts a call as failed where a transport throws, and trains on', async () => {
    const broken = (): never => {
      throw new Error('no route');
    };
    const { network, training } = await trained({
      transport: () => ({ forward: broken, backward: broken }),
    });
    assert.ok(training.traffic.every(({ asked, failed }) => asked === 5 && failed === 5));
    const alone = await trained({ mask: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) });
    assert.deepEqual(network.save(), alone.network.save());
  });
});
