import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createNetwork,
  evaluate,
  extract,
  loadExtracted,
  train,
  type Network,
  type PeerSpec,
} from '../../lib/network/index.js';
import { FileError } from '../../lib/math/index.js';
import { type Dataset } from '../../lib/datasets/index.js';
import { type Rows } from '../../lib/network/rows.js';
import { loadTensors } from '../../lib/tensors/index.js';
import { assertClose } from '../support/compare.js';
import { denseCohort } from '../support/denseCohort.js';
import { temporaryFolder } from '../support/folders.js';
import { densePeers, SMALL, smallNetwork, teacherShards } from '../support/network.js';
import { itRejects } from '../support/refusals.js';

/** Windows of four codes of an alphabet of five. */
function codes(rows: number, seed: number): Dataset {
  const x = Float32Array.from(
    { length: rows * 4 },
    (_, at) => (at * 7 + seed * 13 + (at >> 2) * 3) % 5,
  );
  return {
    ...{ name: 'codes', rows, inputs: 4, classes: 3, x },
    y: Int32Array.from({ length: rows }, (_, row) => x[4 * row] % 3),
    encoding: { kind: 'codes', symbols: 5 },
  };
}

const [PROJECTION, FUNCTION]: PeerSpec[] = [
  { kind: 'projection' },
  {
    kind: 'function',
    peer: { forward: ({ rows }) => ({ rows, columns: 4, values: new Float32Array(4 * rows) }) },
  },
];

/** Peers of several sizes, of which the smaller are padded. */
const MADE: Record<string, { peers: PeerSpec[]; data: Dataset }> = {
  numbers: {
    peers: teacherShards(3).map((data, peer) => ({ kind: 'dense', data, hidden: [8, 3, 5][peer] })),
    data: teacherShards(1, 20, 6)[0],
  },
  codes: {
    peers: [1, 2, 3].map((seed) => ({
      kind: 'dense',
      data: codes(24, seed),
      hidden: 2 + 3 * seed,
    })),
    data: codes(20, 4),
  },
};

async function trainedOn(peers: PeerSpec[], options: object = {}): Promise<Network> {
  const network = await createNetwork({ ...SMALL, peers, ...options });
  await train(network, { rounds: 12, batch: 6 });
  return network;
}

const rowsOf = ({ rows, inputs, x }: Dataset): Rows => ({ rows, columns: inputs, values: x });

/** The logits of a saved model in another process. */
function elsewhere(folder: string, { rows, columns, values }: Rows): number[] {
  const x = Array.from({ length: rows }, (_, row) => [
    ...values.subarray(row * columns, (row + 1) * columns),
  ]);
  const script = join(__dirname, 'loadElsewhere.js');
  const printed = execFileSync(process.execPath, [script, folder, JSON.stringify(x)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { logits, loaded } = JSON.parse(printed.slice(printed.indexOf('{'))) as {
    logits: number[][];
    loaded: string[];
  };
  assert.deepEqual(loaded, []);
  return logits.flat();
}

describe('an extracted model', () => {
  const folder = temporaryFolder();

  for (const [name, { peers, data }] of Object.entries(MADE)) {
    for (const more of [{}, { gate: { k: 2 }, standIns: true }]) {
      const with_ = 'gate' in more ? ', gates and stand-ins left behind' : '';
      it(`has the logits of its peer through the student, here and in another process, for ${name}${with_}`, async () => {
        const network = await trainedOn(peers, more);
        const x = rowsOf(data);
        const before = network.save();
        for (const peer of [0, 1, 2]) {
          const cohort = denseCohort(network, peer);
          const [expected] = cohort.logits([{ peer, x, y: data.y, joined: [] }], 'student');
          const model = await extract(network, peer);
          assert.equal(model.inputs, data.inputs);
          const found = await model.logits(x);
          assert.deepEqual([found.rows, found.columns], [data.rows, 3]);
          assertClose(found.values, expected.values, 1e-6);
          if (peer !== 1) continue;
          const place = join(folder(), 'deep', `peer${peer}`);
          await model.save(place);
          assert.deepEqual(readdirSync(place).sort(), ['model.json', 'weights.bin']);
          assertClose(elsewhere(place, x), expected.values, 1e-6);
          const loaded = await loadExtracted(place);
          assert.equal(loaded.inputs, data.inputs);
          assert.deepEqual(await loaded.logits(x), found);
        }
        assert.deepEqual(network.save(), before);
      }).timeout(20_000);
    }
  }

  it('does not change while its network trains, and is replaced on disk by a newer one', async () => {
    const network = await trainedOn(densePeers(2));
    const x = rowsOf(teacherShards(1, 10, 6)[0]);
    const model = await extract(network, 0);
    const first = await model.logits(x);
    await model.save(folder());
    await train(network, { rounds: 20, batch: 6 });
    assert.deepEqual(await model.logits(x), first);
    const newer = await extract(network, 0);
    assert.notDeepEqual(await newer.logits(x), first);
    await newer.save(folder());
    assert.deepEqual(await (await loadExtracted(folder())).logits(x), await newer.logits(x));
  });

  it('has the loss of its peer through the student', async () => {
    const network = await trainedOn(densePeers(2));
    const [data] = teacherShards(1, 40, 6);
    const { losses } = await evaluate(network, data, { context: 'student' });
    const { values } = await (await extract(network, 1)).logits(rowsOf(data));
    let loss = 0;
    for (const [row, label] of data.y.entries()) {
      const z = [...values.subarray(3 * row, 3 * row + 3)];
      loss += (Math.log(z.reduce((sum, value) => sum + Math.exp(value), 0)) - z[label]) / data.rows;
    }
    assertClose([loss], [losses[1]], 1e-5);
  });

  it('releases all tensors when it is disposed of', async () => {
    const { tf } = await loadTensors();
    const network = await trainedOn(densePeers(2));
    const x = rowsOf(teacherShards(1, 10, 6)[0]);
    const { numTensors, numDataBuffers } = tf.memory();
    const model = await extract(network, 0);
    await model.logits(x);
    await model.save(folder());
    const loaded = await loadExtracted(folder());
    await loaded.logits(x);
    for (const one of [model, loaded]) one.dispose();
    const after = tf.memory();
    assert.deepEqual([after.numTensors, after.numDataBuffers], [numTensors, numDataBuffers]);
  });

  it('is not loaded from a missing, empty or damaged folder', async () => {
    const model = await extract(await trainedOn(densePeers(2)), 0);
    const refused = async (place: string): Promise<void> => {
      await assert.rejects(loadExtracted(place), (error) => {
        assert.ok(error instanceof FileError, String(error));
        assert.match(
          error.message,
          /^loadExtracted: .* must hold a model\.json and weights\.bin that a model was saved to \(/,
        );
        return true;
      });
    };
    await refused(join(folder(), 'nowhere'));
    await refused(folder());
    const broken: [string, (place: string) => void][] = [
      [
        'json',
        (place) => {
          writeFileSync(join(place, 'model.json'), '{"modelTopology":');
        },
      ],
      [
        'empty',
        (place) => {
          writeFileSync(join(place, 'model.json'), '{}');
        },
      ],
      [
        'null',
        (place) => {
          writeFileSync(join(place, 'model.json'), 'null');
        },
      ],
      [
        'short',
        (place) => {
          truncateSync(
            join(place, 'weights.bin'),
            readFileSync(join(place, 'weights.bin')).length - 4,
          );
        },
      ],
      [
        'odd',
        (place) => {
          truncateSync(join(place, 'weights.bin'), 7);
        },
      ],
      [
        'long',
        (place) => {
          writeFileSync(join(place, 'weights.bin'), Buffer.alloc(100_000));
        },
      ],
    ];
    for (const [name, damage] of broken) {
      const place = join(folder(), name);
      await model.save(place);
      damage(place);
      await refused(place);
    }
  });

  it('is not saved to a folder that cannot be written', async () => {
    const model = await extract(await trainedOn(densePeers(2)), 0);
    const file = join(folder(), 'file');
    writeFileSync(file, 'a file');
    const blocked = join(folder(), 'blocked');
    mkdirSync(join(blocked, 'model.json'), { recursive: true });
    for (const place of [file, join(file, 'below'), blocked]) {
      await assert.rejects(model.save(place), (error) => {
        assert.ok(error instanceof FileError, String(error));
        assert.match(error.message, /^save: .* must be a file that can be written \(/);
        return true;
      });
    }
  });
});

describe('refusals of extracted models', () => {
  let [network, fresh]: Network[] = [];
  before(async () => {
    network = await trainedOn([...densePeers(2), PROJECTION, FUNCTION]);
    fresh = await smallNetwork();
  });

  itRejects('extract', [
    {
      what: 'before the network has trained',
      call: () => extract(fresh, 0),
      rule: 'network must have trained before a peer is extracted',
      value: 'round 0',
    },
    ...[2, 3].map((peer) => ({
      what: `a ${['projection', 'function'][peer - 2]} peer`,
      call: () => extract(network, peer),
      rule: 'peer must be dense',
      value: `peer ${peer}`,
    })),
    ...[-1, 4, 0.5].map((peer) => ({
      what: `peer ${peer} of four`,
      call: () => extract(network, peer),
      rule: 'peer must be an integer from 0 to 3',
      value: String(peer),
    })),
  ]);

  const logits = (x: unknown) => async () => (await extract(network, 0)).logits(x as Rows);
  itRejects('logits', [
    {
      what: 'rows of another width',
      call: logits({ rows: 2, columns: 5, values: new Float32Array(10) }),
      rule: 'x must be rows of 6 finite numbers in a Float32Array',
      value: 'shape [2, 5] with 10 numbers',
    },
    {
      what: 'no rows',
      call: logits({ rows: 0, columns: 6, values: new Float32Array(0) }),
      rule: 'x must be rows of 6 finite numbers in a Float32Array',
      value: 'no rows',
    },
    {
      what: 'NaN',
      call: logits({ rows: 1, columns: 6, values: Float32Array.of(0, 0, NaN, 0, 0, 0) }),
      rule: 'x must be rows of 6 finite numbers in a Float32Array',
      value: 'NaN at 2',
    },
    {
      what: 'a plain list',
      call: logits([1, 2, 3, 4, 5, 6]),
      rule: 'x must be rows of 6 finite numbers in a Float32Array',
      value: 'Array of length 6',
    },
  ]);

  const coded = (values: number[]) => async () => {
    const made = await extract(await trainedOn(MADE.codes.peers), 0);
    return made.logits({ rows: 1, columns: 4, values: Float32Array.from(values) });
  };
  itRejects(
    'logits',
    [5, -1, 0.5].map((code) => ({
      what: `the code ${code} of an alphabet of five`,
      call: coded([0, 1, code, 2]),
      rule: 'x must be codes from 0 to 4',
      value: `${code} at 2`,
    })),
  );
});
