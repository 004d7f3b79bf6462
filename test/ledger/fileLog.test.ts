import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { createStream, FileError } from '../../lib/math/index.js';
import { openFileLog, openLedger, type SignedOperation } from '../../lib/ledger/index.js';
import { temporaryFolder } from '../support/folders.js';
import { begin, bitsOf, closeBlock, mixedGenesis, POOL, readAll } from '../support/ledger.js';
import { someOperations } from '../support/logSuite.js';
import { seeded } from '../support/markets.js';

describe('a log in a file', () => {
  const folder = temporaryFolder();
  const path = (): string => join(folder(), 'deep', 'ledger.jsonl');

  async function write(count: number): Promise<SignedOperation[]> {
    const log = await openFileLog(path());
    const list = await someOperations(count);
    for (const signed of list) await log.append(signed);
    await log.close();
    return JSON.parse(JSON.stringify(list)) as SignedOperation[];
  }

  /** The content of the file after opening, and the bytes moved away from it. */
  async function reopen(): Promise<{ list: SignedOperation[]; repaired: number; cut: string }> {
    const log = await openFileLog(path());
    try {
      const cut = log.cut === undefined ? '' : readFileSync(log.cut, 'latin1');
      return { list: await readAll(log), repaired: log.repaired, cut };
    } finally {
      await log.close();
    }
  }

  /** Asserts a FileError that leaves every byte of the file unchanged. */
  async function assertDamaged(message: RegExp): Promise<void> {
    const before = readFileSync(path());
    await assert.rejects(openFileLog(path()), (error) => {
      assert.ok(error instanceof FileError, String(error));
      assert.equal(error.path, path());
      assert.match(error.message, message);
      return true;
    });
    assert.deepEqual(readFileSync(path()), before);
    assert.ok(!existsSync(`${path()}.lock`));
  }

  it('has one line an operation, each chained to the one before by SHA-256', async () => {
    const list = await write(3);
    const lines = readFileSync(path(), 'utf8').split('\n');
    assert.equal(lines.pop(), '');
    let previous = '0'.repeat(64);
    for (const [k, line] of lines.entries()) {
      const { hash, ...entry } = JSON.parse(line) as Record<string, unknown>;
      assert.deepEqual(entry, { sequence: k, previous, ...list[k] });
      const hashed = line.replace(/,"hash":"[0-9a-f]{64}"}$/, '}');
      previous = createHash('sha256').update(hashed).digest('hex');
      assert.equal(hash, previous);
    }
  });

  it('continues after it was closed', async () => {
    const list = await write(3);
    const log = await openFileLog(path());
    assert.equal(log.repaired, 0);
    assert.equal(await log.append(list[0]), 3);
    await log.close();
    assert.deepEqual((await reopen()).list, [...list, list[0]]);
  });

  it('adds several operations in one write, at the sequence that is asked for or not at all', async () => {
    const list = await write(2);
    const log = await openFileLog(path());
    assert.equal(await log.appendAll(list), 2);
    await assert.rejects(log.appendAll(list, 2), { name: 'OutdatedError', next: 4 });
    assert.equal(await log.appendAll([list[1]], 4), 4);
    await log.close();
    assert.deepEqual((await reopen()).list, [...list, ...list, list[1]]);
  });

  it('moves an incomplete last line, cut at any place, to a file beside it, and continues', async () => {
    const list = await write(3);
    const whole = readFileSync(path());
    const last = whole.lastIndexOf('\n', whole.length - 2) + 1;
    // Every third place, and all but the line's end.
    const ends = [...whole.keys()].filter((at) => at >= last && (at - last) % 3 === 0);
    for (const end of [...ends, whole.length - 1]) {
      writeFileSync(path(), whole.subarray(0, end));
      const log = await openFileLog(path());
      assert.equal(log.repaired, end - last);
      if (end === last) assert.equal(log.cut, undefined);
      else assert.deepEqual(readFileSync(log.cut ?? ''), whole.subarray(last, end));
      assert.deepEqual(readFileSync(path()), whole.subarray(0, last));
      assert.equal(await log.append(list[2]), 2);
      await log.close();
      assert.deepEqual(readFileSync(path()), whole);
    }
  });

  it('is empty where its first line is incomplete', async () => {
    await write(1);
    const cut = readFileSync(path(), 'latin1').slice(0, 100);
    truncateSync(path(), 100);
    assert.deepEqual(await reopen(), { list: [], repaired: 100, cut });
    assert.ok(existsSync(`${path()}.cut-1`));
  });

  it('moves away zeros in place of missing bytes', async () => {
    const list = await write(2);
    const whole = readFileSync(path());
    const start = `{"sequence":2,"previous":"${(JSON.parse(whole.toString().split('\n')[1]) as { hash: string }).hash}",`;
    for (const cut of ['\0\0\0\0', `${start}"operation":{"block\0\0`]) {
      writeFileSync(path(), Buffer.concat([whole, Buffer.from(cut)]));
      assert.deepEqual(await reopen(), { list, repaired: cut.length, cut });
      assert.deepEqual(readFileSync(path()), whole);
    }
    writeFileSync(path(), `${whole.toString()}${start}"operation":{"bl\n`);
    await assertDamaged(/something else than JSON on line 3 \(sequence 2\); put a whole copy/);
  });

  it('is refused, with the number of the line, and left unchanged where any byte is changed', async () => {
    await write(4);
    const whole = readFileSync(path());
    const ends = [...whole.keys()].filter((at) => whole[at] === 10);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const damaged = Buffer.from(whole);
          damaged[at] ^= flip;
          writeFileSync(path(), damaged);
          const line = ends.findIndex((end) => at <= end) + 1;
          await assertDamaged(
            new RegExp(
              `must hold a chain of operations, one a line, got .* on line ${line} \\(sequence ${line - 1}\\); put a whole copy`,
            ),
          );
        },
      ),
      seeded(300),
    );
  });

  it('is refused and left unchanged where any of 3,000 bits is changed', async () => {
    // Of one operation, so that every part of the last line, which could be taken for a cut one, is among them.
    for (const [count, flips] of [
      [1, 2000],
      [3, 1000],
    ]) {
      await write(count);
      const whole = readFileSync(path());
      const stream = createStream(9).split('flips').split(count);
      for (let flip = 0; flip < flips; flip++) {
        const damaged = Buffer.from(whole);
        damaged[stream.integer(whole.length)] ^= 1 << stream.integer(8);
        writeFileSync(path(), damaged);
        await assertDamaged(/ on line [1-3] \(sequence [0-2]\); put a whole copy in its place$/);
      }
      rmSync(path());
    }
  });

  it('is refused where it is damaged otherwise than by an incomplete write', async () => {
    await write(4);
    const whole = readFileSync(path(), 'utf8');
    const lines = whole.trimEnd().split('\n');
    const other = lines[2].replace(/"signature":"../, '"signature":"ff');
    const resigned = `${other.slice(0, other.indexOf(',"hash"'))}}`;
    const hash = createHash('sha256').update(resigned).digest('hex');
    const rehashed = `${resigned.slice(0, -1)},"hash":"${hash}"}`;
    const cases: [string, string[], RegExp][] = [
      [
        'a line missing',
        [lines[0], lines[2], lines[3]],
        /got sequence 2 instead of 1 on line 2 \(sequence 1\); put a whole copy/,
      ],
      [
        'a line twice',
        [lines[0], lines[0], lines[1]],
        /got sequence 0 instead of 1 on line 2 \(sequence 1\); put a whole copy/,
      ],
      [
        'lines in another order',
        [lines[1], lines[0]],
        /got sequence 1 instead of 0 on line 1 \(sequence 0\); put a whole copy/,
      ],
      [
        'garbage in the middle',
        [lines[0], 'garbage', lines[2]],
        /something else than JSON on line 2 \(sequence 1\); put a whole copy/,
      ],
      [
        'a cut line in the middle',
        [lines[0], lines[1].slice(0, 90), lines[2]],
        /something else than JSON on line 2 \(sequence 1\); put a whole copy/,
      ],
      [
        'an empty line in the middle',
        [lines[0], '', lines[1]],
        /something else than JSON on line 2 \(sequence 1\); put a whole copy/,
      ],
      [
        'a value that is no entry',
        [lines[0], 'null'],
        /something else than an entry on line 2 \(sequence 1\); put a whole copy/,
      ],
      [
        'a number',
        ['7'],
        /something else than an entry on line 1 \(sequence 0\); put a whole copy/,
      ],
      [
        'an empty entry',
        ['{}'],
        /got sequence undefined instead of 0 on line 1 \(sequence 0\); put a whole copy/,
      ],
      [
        'a line of another hash',
        [lines[0], lines[1], other],
        /that its hash does not belong to on line 3 \(sequence 2\); put a whole copy/,
      ],
      [
        'a line rewritten with its hash',
        [lines[0], lines[1], rehashed, lines[3]],
        /follows another than the one before it on line 4 \(sequence 3\); put a whole copy/,
      ],
      [
        'spaces',
        [lines[0], lines[1].replace('","', '", "'), lines[2]],
        /in another form than it was written in on line 2 \(sequence 1\); put a whole copy/,
      ],
      [
        'line ends of Windows',
        [`${lines[0]}\r`, lines[1]],
        /in another form than it was written in on line 1 \(sequence 0\); put a whole copy/,
      ],
      [
        'a text that is no ledger',
        ['My notes', 'of today'],
        /something else than JSON on line 1 \(sequence 0\); put a whole copy/,
      ],
    ];
    for (const [what, damaged, message] of cases) {
      writeFileSync(path(), `${damaged.join('\n')}\n`);
      await assertDamaged(message).catch((error: unknown) => {
        assert.fail(`${what}: ${String(error)}`);
      });
    }
  });

  it('is refused, not emptied, where it is another text without a line end', async () => {
    mkdirSync(join(folder(), 'deep'));
    for (const text of ['hello', '{"a":1}', '{"sequence":1,']) {
      writeFileSync(path(), text);
      await assertDamaged(
        /got something else without a line end on line 1 \(sequence 0\); put a whole copy/,
      );
    }
  });

  it('is refused where its path cannot be a file', async () => {
    mkdirSync(path(), { recursive: true });
    await assert.rejects(openFileLog(path()), {
      name: 'FileError',
      message: /^openFileLog: .* must be a file that can be read and written \(EISDIR/,
    });
    writeFileSync(join(folder(), 'file'), '');
    await assert.rejects(openFileLog(join(folder(), 'file', 'ledger.jsonl')), FileError);
  });

  it('is opened once at a time, and again after it is closed', async () => {
    const log = await openFileLog(path());
    await assert.rejects(openFileLog(path()), {
      name: 'FileError',
      message: new RegExp(`must be open once at a time, got .*\\.lock of process ${process.pid};`),
    });
    await log.close();
    await log.close();
    await assert.rejects(
      log.append((await someOperations(1))[0]),
      /must be open, got a file that was closed/,
    );
    await (await openFileLog(path())).close();
  });

  it('takes the lock of an ended process, even if a new process has its number', async () => {
    await write(1);
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    for (const owner of [`${pid}`, ...(existsSync('/proc') ? [`${process.pid} 1`] : [])]) {
      writeFileSync(`${path()}.lock`, `${owner}\n`);
      assert.equal((await reopen()).list.length, 1);
      assert.ok(!existsSync(`${path()}.lock`));
    }
    // A lock that cannot be read may belong to a running process.
    writeFileSync(`${path()}.lock`, '');
    await assert.rejects(
      openFileLog(path()),
      /got .* of process unknown; close it there, or delete/,
    );
  });

  it('detects a second writer that ignored the lock, and interleaves no lines', async () => {
    const one = await openFileLog(path());
    const ledger = await begin(mixedGenesis(4), one);
    rmSync(`${path()}.lock`);
    const two = await openFileLog(path());
    const other = await openLedger(two);
    await closeBlock(other);
    const before = bitsOf(ledger.snapshot());
    await assert.rejects(closeBlock(ledger), {
      name: 'FileError',
      message: /^append: .* must have one writer, got \d+ bytes where the last append left \d+$/,
    });
    await assert.rejects(closeBlock(ledger), /must be opened again after an append that failed/);
    assert.deepEqual(bitsOf(ledger.snapshot()), before);
    await Promise.all([one.close(), two.close()]);
    assert.equal((await reopen()).list.length, 2);
  });

  it('detects that its file was moved or replaced', async () => {
    const [signed] = await write(1);
    for (const replace of [false, true]) {
      const log = await openFileLog(path());
      renameSync(path(), `${path()}.old`);
      if (replace) writeFileSync(path(), readFileSync(`${path()}.old`));
      await assert.rejects(log.append(signed), FileError);
      await log.close();
      renameSync(`${path()}.old`, path());
    }
    assert.equal((await reopen()).list.length, 1);
  });

  it('detects at a read that the file has changed since it was opened', async () => {
    await write(3);
    const log = await openFileLog(path());
    const text = readFileSync(path(), 'utf8');
    writeFileSync(path(), text.replace('"block":0', '"block":1'));
    await assert.rejects(
      readAll(log),
      /^FileError: read: .* must not be changed while it is open, got .* on line 1$/,
    );
    await log.close();
  });

  it('keeps a name in any alphabet, also after a cut in the middle of a letter', async () => {
    const log = await openFileLog(path());
    const ledger = await begin(mixedGenesis(4, { name: 'Ω 日本 "\n"' }), log);
    assert.equal(ledger.snapshot().name, 'Ω 日本 "\n"');
    await log.close();
    const again = await openFileLog(path());
    assert.deepEqual(bitsOf((await openLedger(again)).snapshot()), bitsOf(ledger.snapshot()));
    await again.close();
    const bytes = readFileSync(path());
    truncateSync(path(), bytes.indexOf(Buffer.from('日')) + 1);
    assert.equal((await reopen()).list.length, 0);
  });

  it('loses only the operation that was never acknowledged by an incomplete line', async () => {
    const log = await openFileLog(path());
    const ledger = await begin(mixedGenesis(4), log);
    await closeBlock(ledger);
    const before = bitsOf(ledger.snapshot());
    const signed = ledger.sign({ type: 'weights', change: [0.1, -0.1, 0, 0] }, POOL[0]);
    await ledger.submit(signed);
    const after = bitsOf(ledger.snapshot());
    await log.close();
    truncateSync(path(), readFileSync(path()).length - 10);
    const again = await openFileLog(path());
    const resumed = await openLedger(again, { genesis: mixedGenesis(4) });
    assert.deepEqual(bitsOf(resumed.snapshot()), before);
    await resumed.submit(signed);
    assert.deepEqual(bitsOf(resumed.snapshot()), after);
    await again.close();
  });
});
