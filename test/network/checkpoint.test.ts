import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { sha256 } from '../../lib/files/verified.js';
import { createStream, FileError } from '../../lib/math/index.js';
import { train, type NetworkOptions, type TrainOptions } from '../../lib/network/index.js';
import { readCheckpoint, writeCheckpoint } from '../../lib/network/training/checkpoint.js';
import { temporaryFolder } from '../support/folders.js';
import {
  densePeers,
  maskWithout,
  smallNetwork,
  teacherShards,
  trained,
} from '../support/network.js';

/** Runs a writer until it has told `count` rounds, then kills it `pause` steps of the loop later; the last it told. */
function killAfter(path: string, first: number, count: number, pause: number): Promise<number> {
  const child = spawn(process.execPath, [join(__dirname, 'writeForever.js'), path, String(first)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [text, problem] = ['', ''];
  const kill = (left: number): void => {
    if (left > 0) setImmediate(kill, left - 1);
    else child.kill('SIGKILL');
  };
  child.stderr.on('data', (chunk: Buffer) => (problem += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.split('\n').length > count) kill(pause);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`ended before it was killed: ${problem}`));
      // What follows the last line end is a line that was being told.
      else resolve(Number(text.split('\n').at(-2)));
    });
  });
}

/** The header of a checkpoint. */
function headOf(content: Buffer): object {
  return JSON.parse(content.toString('utf8', 0, content.indexOf('\n'))) as object;
}

/** A checkpoint of any header and body, with the checksum that belongs to them. */
function forged(head: object, bytes: Buffer): Buffer {
  const line = JSON.stringify(head);
  return Buffer.concat([Buffer.from(`${line}\n${sha256(line, '\n', bytes)}\n`), bytes]);
}

const FINITE = { noNaN: true, noDefaultInfinity: true };

describe('a checkpoint', () => {
  const folder = temporaryFolder();
  const file = (): string => join(folder(), 'network.checkpoint');

  it('whose writer is killed, at any moment, is whole: the last one told, or one after it', async () => {
    const stream = createStream(1).split('kills');
    let least = 0;
    for (let kill = 0; kill < 6; kill++) {
      const told = await killAfter(file(), least + 1, 1 + stream.integer(8), stream.integer(200));
      const kept = readCheckpoint(file(), { seed: 1 });
      assert.ok(kept);
      const { round, parts } = kept.state;
      assert.ok(round >= told && told > least, `${round} kept, ${told} told, ${least} before`);
      assert.deepEqual(kept.found, { round });
      const [values, steps] = [parts[0].get('values'), parts[1].get('steps')];
      assert.deepEqual(values, new Float32Array(60_000).fill(round));
      assert.deepEqual(steps, Float32Array.of(round));
      least = round;
    }
  });

  it('is replaced beside a symbolic link at a name of before, which is not followed', () => {
    const state = { round: 1, parts: [new Map([['values', Float32Array.of(1, 2)]])] };
    writeFileSync(join(folder(), 'other'), 'half');
    symlinkSync(join(folder(), 'other'), `${file()}.part`);
    assert.equal(readCheckpoint(file(), {}), undefined);
    writeCheckpoint(file(), state, { run: {}, found: null });
    assert.deepEqual(readCheckpoint(file(), {})?.state, state);
    assert.equal(readFileSync(join(folder(), 'other'), 'utf8'), 'half');
  });

  it('keeps every finite number', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.tuple(fc.string(), fc.float32Array(FINITE)), { maxLength: 3 }), {
          maxLength: 3,
        }),
        fc.nat(),
        fc.jsonValue({ maxDepth: 2 }),
        (lists, round, found) => {
          const state = { round, parts: lists.map((arrays) => new Map(arrays)) };
          writeCheckpoint(file(), state, { run: { name: 'é\n"' }, found });
          const kept = readCheckpoint(file(), { name: 'é\n"' });
          assert.deepEqual(kept?.state, state);
          assert.equal(JSON.stringify(kept.found), JSON.stringify(found));
        },
      ),
      { seed: 1, numRuns: 40 },
    );
  });

  /** A checkpoint of a training of 2 rounds. */
  async function written(): Promise<Buffer> {
    await trained({ rounds: 2, checkpoint: file() });
    return readFileSync(file());
  }

  const whole = 'must be a whole checkpoint, got something else; delete it to start over';

  it('of which any byte is another, or any end is missing, is refused', async () => {
    const content = await written();
    const damages = fc.oneof(
      fc.tuple(fc.nat(content.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, change]) => {
        const copy = Buffer.from(content);
        copy[at] ^= change;
        return copy;
      }),
      fc.nat(content.length - 1).map((length) => content.subarray(0, length)),
      fc.nat(40).map((at) => content.subarray(at + 1)),
      fc.uint8Array({ minLength: 1, maxLength: 20 }).map((more) => Buffer.concat([content, more])),
    );
    await fc.assert(
      fc.asyncProperty(damages, async (damaged) => {
        writeFileSync(file(), damaged);
        const network = await smallNetwork();
        const state = network.save();
        const training = train(network, { rounds: 4, batch: 6, jitter: 0, checkpoint: file() });
        await assert.rejects(training, (error) => {
          assert.ok(error instanceof FileError, String(error));
          assert.equal(error.message, `checkpoint: ${file()} ${whole}`);
          return true;
        });
        assert.deepEqual(network.save(), state);
        assert.deepEqual(readFileSync(file()), Buffer.from(damaged));
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it('that is none is refused', async () => {
    for (const content of [
      '',
      '\n\n',
      '{}',
      '{"format":"bittensor-workbench checkpoint 0"}\nabc\n',
      'PK\u0003\u0004',
    ]) {
      writeFileSync(file(), content);
      const training = trained({ checkpoint: file() });
      await assert.rejects(training, {
        name: 'FileError',
        message: `checkpoint: ${file()} ${whole}`,
      });
    }
  });

  it('that holds NaN or ∞ is neither written nor read', () => {
    const held = [new Map([['values', Float32Array.of(1, 2)]])];
    writeCheckpoint(file(), { round: 1, parts: held }, { run: {}, found: null });
    const before = readFileSync(file());
    for (const value of [NaN, Infinity]) {
      const parts = [...held, new Map([['moments', Float32Array.of(0, value)]])];
      const message = `checkpoint: ${file()} must hold finite numbers, got ${value} at 1 of moments in part 1`;
      assert.throws(
        () => {
          writeCheckpoint(file(), { round: 2, parts }, { run: {}, found: null });
        },
        { name: 'FileError', message },
      );
      assert.deepEqual(readFileSync(file()), before);
    }
    const bytes = Buffer.from(before.subarray(before.length - 8));
    bytes.writeFloatLE(NaN, 4);
    writeFileSync(file(), forged({ ...headOf(before), run: {} }, bytes));
    const message = `checkpoint: ${file()} must hold finite numbers, got NaN at 1 of values in part 0`;
    assert.throws(() => readCheckpoint(file(), {}), { name: 'FileError', message });
  });

  it('that is forged, with its right checksum, is refused unless it is of the network and its run', async () => {
    const content = await written();
    const head = headOf(content) as { parts: [string, number][][]; found: Record<string, unknown> };
    const bytes = content.subarray(content.indexOf('\n', content.indexOf('\n') + 1) + 1);
    const first = head.parts[0];
    const forgeries: [object, Buffer?][] = [
      [{ parts: null }],
      [{ parts: {} }],
      [{ parts: [] }, Buffer.alloc(0)],
      [{ parts: [null] }],
      [{ parts: [[null]] }],
      [{ parts: [[['steps', 1e12]]] }],
      [{ parts: [[['steps', -1]]] }],
      [{ parts: [[['steps', 0.5]]] }, Buffer.alloc(2)],
      [{ parts: [[['steps', 'one']]] }],
      [{ parts: [[...first, ...first]] }, Buffer.concat([bytes, bytes])],
      [{ parts: [[['other', bytes.length / 4]]] }],
      [{ parts: [...head.parts, []] }],
      [{ round: -1 }],
      [{ round: 'two' }],
      [{ round: null }],
      [{ found: null }],
      [{ found: {} }],
      [{ found: { ...head.found, history: 5 } }],
      [{ found: { ...head.found, history: [null] } }],
      [{ found: { ...head.found, stopped: [{ peer: -1 }] } }],
      [{ found: { ...head.found, traffic: [{ from: 0, to: 99 }] } }],
    ];
    for (const [change, body] of forgeries) {
      writeFileSync(file(), forged({ ...head, ...change }, body ?? bytes));
      const network = await smallNetwork();
      const state = network.save();
      const training = train(network, { rounds: 4, batch: 6, jitter: 0, checkpoint: file() });
      await assert.rejects(
        training,
        { name: 'FileError', message: `checkpoint: ${file()} ${whole}` },
        JSON.stringify(change),
      );
      assert.deepEqual(network.save(), state);
    }
    // As it was, it is taken.
    writeFileSync(file(), forged(head, bytes));
    await trained({ rounds: 2, checkpoint: file() });
    for (const line of ['null', '7', '[]', 'no JSON']) {
      writeFileSync(file(), `${line}\n${sha256(line, '\n')}\n`);
      await assert.rejects(trained({ rounds: 2, checkpoint: file() }), { name: 'FileError' });
    }
  });

  it('of another run is refused, says in what they differ and what to do, and stays as it is', async () => {
    const content = await written();
    const dense = densePeers(3);
    const [, , last] = teacherShards(3);
    const others: [Partial<TrainOptions>, Partial<NetworkOptions>, RegExp][] = [
      [{ batch: 7 }, {}, /\(batch 6 instead of 7\)/],
      [{ jitter: 0.5 }, {}, /\(jitter 0 instead of 0.5\)/],
      [{ timeout: 2 }, {}, /\(timeout 1 instead of 2\)/],
      [{ segment: 3 }, {}, /\(segment 25 instead of 3\)/],
      [{ latency: 0.1 }, {}, /\(latency 0 instead of 0.1\)/],
      [{ latency: () => 0.1 }, {}, /\(latency 0 instead of "by link"\)/],
      [{ mask: maskWithout(3, [[0, 1]]) }, {}, /\(mask "open" instead of "\w+\)/],
      [{ faults: () => undefined }, {}, /\(faults false instead of true\)/],
      [{}, { seed: 4 }, /\(seed 3 instead of 4\)/],
      [{}, { width: 5 }, /\(width 4 instead of 5\)/],
      [{}, { learningRate: 0.02 }, /\(learningRate 0.01 instead of 0.02\)/],
      [{}, { peers: [dense[0], dense[2], dense[1]] }, /\(data \[.* instead of \[.*\)/],
      [
        {},
        { peers: dense.slice(0, 2) },
        /\(peers \["dense 8","dense 8","dense 8"\] instead of \["dense 8","dense 8"\], data /,
      ],
      [
        {},
        { peers: [dense[0], dense[1], { kind: 'dense', data: last, hidden: 7 }] },
        /\(peers \["dense 8","dense 8","dense 8"\] instead of \["dense 8","dense 8","dense 7"\]\)/,
      ],
    ];
    for (const [options, made, difference] of others) {
      const network = await smallNetwork(made);
      const state = network.save();
      const training = train(network, {
        rounds: 4,
        batch: 6,
        jitter: 0,
        checkpoint: file(),
        ...options,
      });
      await assert.rejects(training, (error) => {
        assert.ok(error instanceof FileError, String(error));
        const sentence = `checkpoint: ${file()} must belong to the same network, data and options `;
        assert.equal(error.message.slice(0, sentence.length), sentence);
        assert.match(error.message, difference);
        assert.match(error.message, /\); delete it or name another file to start over$/);
        return true;
      });
      assert.deepEqual(network.save(), state);
      assert.deepEqual(readFileSync(file()), content);
    }
  });

  it('of peers of other kinds is refused, although none of them has data', async () => {
    const dense = densePeers(2);
    const projection = await smallNetwork({ peers: [...dense, { kind: 'projection' }] });
    await train(projection, { rounds: 1, batch: 4, checkpoint: file() });
    const forward = ({ rows }: { rows: number }) => ({
      rows,
      columns: 4,
      values: new Float32Array(4 * rows),
    });
    const network = await smallNetwork({
      peers: [...dense, { kind: 'function', peer: { forward } }],
    });
    const training = train(network, { rounds: 1, batch: 4, checkpoint: file() });
    await assert.rejects(training, /"projection"\] instead of \[.*"function"\]/);
  });

  it('belongs to one run at a time', async () => {
    const first = trained({ rounds: 2, checkpoint: file() });
    await assert.rejects(trained({ rounds: 2, checkpoint: file() }), {
      name: 'FileError',
      message: /^checkpoint: .* must be open once at a time, got .* of process \d+/,
    });
    await first;
    await trained({ rounds: 3, checkpoint: file() });
    assert.deepEqual(readdirSync(folder()), ['network.checkpoint']);
  });

  it('where no file can be is an error that names it', async () => {
    writeFileSync(join(folder(), 'file'), '');
    const below = join(folder(), 'file', 'network.checkpoint');
    mkdirSync(file());
    for (const [path, what] of [
      [below, 'written'],
      [file(), 'read'],
    ]) {
      await assert.rejects(trained({ rounds: 1, checkpoint: path }), (error) => {
        assert.ok(error instanceof FileError, String(error));
        const sentence = `checkpoint: ${path} must be a file that can be ${what} (`;
        assert.equal(error.message.slice(0, sentence.length), sentence);
        return true;
      });
    }
  });
});
