import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createStream, FileError } from '../../lib/math/index.js';
import { discardJournal, figure4, repairJournal } from '../../lib/studies/index.js';
import { openJournal } from '../../lib/studies/run/journal.js';
import { entryLine, type JournalHeader } from '../../lib/studies/run/journalLine.js';
import { temporaryFolder } from '../support/folders.js';

const PARAMETERS = { networks: 6, peers: 4, ratios: [10], maxSteps: 500 };

describe('the journal of a study', () => {
  const folder = temporaryFolder();
  const journal = (): string => join(folder(), 'study.jsonl');

  /** Makes a journal of `finished` networks. */
  async function interrupt(finished: number): Promise<void> {
    const stop = new AbortController();
    const running = figure4(PARAMETERS, {
      journal: journal(),
      workers: 1,
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done === finished) stop.abort(new Error('stop'));
      },
    });
    await assert.rejects(running, /stop/);
  }

  /** The header of the first line. */
  function headerOf(content: Buffer | string): JournalHeader {
    return JSON.parse(content.toString().split('\n')[0]) as JournalHeader;
  }

  /** Asserts a refusal in one sentence that leaves every byte of the file unchanged. */
  async function assertRefused(content: string, message: RegExp): Promise<void> {
    writeFileSync(journal(), content);
    await assert.rejects(figure4(PARAMETERS, { journal: journal() }), (error) => {
      assert.ok(error instanceof FileError, String(error));
      assert.match(error.message, message);
      return true;
    });
    assert.equal(readFileSync(journal(), 'utf8'), content);
  }

  it('resumes to the same bytes as an uninterrupted run, without repeating finished work', async () => {
    const whole = JSON.stringify(await figure4(PARAMETERS));
    await interrupt(3);
    const seen: number[] = [];
    const resumed = await figure4(PARAMETERS, {
      journal: journal(),
      onProgress: ({ done, resumed: before }) => seen.push(done, before),
    });
    assert.equal(JSON.stringify(resumed), whole);
    assert.ok(seen[0] >= 3 && seen[0] < 6, `resumed from ${seen[0]}`);
    assert.equal(seen[0], seen[1]);
    const finished = await figure4(PARAMETERS, { journal: journal() });
    assert.equal(JSON.stringify(finished), whole);
  });

  it('keeps one line for the study and one for each finished network', async () => {
    await figure4(PARAMETERS, { journal: journal() });
    const lines = readFileSync(journal(), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(lines[0].study, 'figure4');
    assert.deepEqual(
      lines
        .slice(1)
        .map(({ task }) => task)
        .sort(),
      [0, 1, 2, 3, 4, 5],
    );
  });

  it('refuses other parameters, names them, and leaves the file unchanged', async () => {
    await interrupt(2);
    const before = readFileSync(journal());
    await assert.rejects(
      figure4({ ...PARAMETERS, temperature: 2, seed: 9 }, { journal: journal() }),
      {
        name: 'FileError',
        message:
          /openJournal: .* must belong to the same study and parameters, got temperature 1 instead of 2, seed 7 instead of 9; .*--restart/,
      },
    );
    assert.deepEqual(readFileSync(journal()), before);
  });

  it('drops an incomplete line, reports its bytes, and resumes', async () => {
    const whole = JSON.stringify(await figure4(PARAMETERS));
    await interrupt(3);
    for (const tail of ['{"task":5,"resu', '\0\0\0', 'anything']) {
      const before = readFileSync(journal());
      appendFileSync(journal(), tail);
      const opened = await openJournal(journal(), headerOf(before), 6);
      await opened.close();
      assert.equal(opened.dropped, tail.length);
      assert.deepEqual(readFileSync(journal()), before);
    }
    appendFileSync(journal(), '{"task":5,"resu');
    const told: (number | undefined)[] = [];
    const resumed = await figure4(PARAMETERS, {
      journal: journal(),
      onProgress: ({ dropped }) => told.push(dropped),
    });
    assert.equal(JSON.stringify(resumed), whole);
    assert.equal(told[0], 15);
    assert.ok(told.slice(1).every((dropped) => dropped === undefined));
  });

  it('begins again where its first line is incomplete', async () => {
    await interrupt(2);
    const first = readFileSync(journal(), 'utf8').split('\n')[0];
    for (const length of [1, 20, 60, first.length]) {
      writeFileSync(journal(), first.slice(0, length));
      const opened = await openJournal(journal(), headerOf(first), 6);
      await opened.close();
      assert.equal(opened.dropped, length);
      assert.equal(readFileSync(journal(), 'utf8'), `${first}\n`);
    }
  });

  it('refuses damage in the middle, with the number of the line, and continues before it after a repair', async () => {
    const whole = JSON.stringify(await figure4(PARAMETERS, { journal: journal() }));
    const lines = readFileSync(journal(), 'utf8').split('\n');
    for (const damage of [
      '',
      'null',
      '[]',
      '{"task":1',
      '{"task":0,"result":{}}',
      lines[1],
      lines[3],
    ]) {
      const damaged = [lines[0], lines[1], damage, ...lines.slice(3)].join('\n');
      await assertRefused(
        damaged,
        /must hold one finished piece of work on every line, got something else on line 3; run again with --repair .*--restart/,
      );
      const { bytes, cut } = await repairJournal(journal());
      const kept = `${lines[0]}\n${lines[1]}\n`;
      assert.equal(readFileSync(journal(), 'utf8'), kept);
      assert.equal(readFileSync(cut ?? '', 'utf8'), damaged.slice(kept.length));
      assert.equal(bytes, damaged.length - kept.length);
      assert.deepEqual(await repairJournal(journal()), { bytes: 0 });
    }
    assert.equal(JSON.stringify(await figure4(PARAMETERS, { journal: journal() })), whole);
  });

  it('refuses lines of another study, even with valid hashes', async () => {
    await figure4(PARAMETERS, { journal: journal() });
    const [first] = readFileSync(journal(), 'utf8').split('\n');
    const { hash } = JSON.parse(first) as { hash: string };
    const cases: [unknown, unknown, string][] = [
      [-1, {}, 'no number of a piece'],
      [0.5, {}, 'no number of a piece'],
      ['0', {}, 'no number of a piece'],
      [0, null, 'no result'],
      [0, 5, 'no result'],
      [0, undefined, 'no result'],
    ];
    for (const [task, result, fault] of cases) {
      const { line } = entryLine(hash, { task: task as number, result });
      await assertRefused(`${first}\n${line}`, new RegExp(`got ${fault} on line 2; `));
    }
    const one = entryLine(hash, { task: 1, result: {} });
    const two = entryLine(one.hash, { task: 1, result: { other: 1 } });
    await assertRefused(
      `${first}\n${one.line}${two.line}`,
      /got a second result of piece 1 on line 3; /,
    );
    const { line } = entryLine(hash, { task: 1e9, result: {} });
    await assertRefused(`${first}\n${line}`, /got piece 1000000000 of 6; /);
  });

  it('is refused unchanged, or loses its last line and reports it, where any of 1,500 bits is changed', async () => {
    await interrupt(3);
    const whole = readFileSync(journal());
    const header = headerOf(whole);
    const original = await openJournal(journal(), header, 6);
    await original.close();
    const stream = createStream(9).split('flips');
    const last = whole.lastIndexOf(10, whole.length - 2) + 1;
    let cut = 0;
    for (let flip = 0; flip < 1500; flip++) {
      const damaged = Buffer.from(whole);
      // The last line's end is among them.
      const at = flip < 8 ? whole.length - 1 : stream.integer(whole.length);
      damaged[at] ^= 1 << (flip < 8 ? flip : stream.integer(8));
      writeFileSync(journal(), damaged);
      const opened = await openJournal(journal(), header, 6).catch((error: unknown) => {
        assert.ok(error instanceof FileError, String(error));
        assert.match(error.message, /^openJournal: .* on line \d+; .*(--restart|choose another)/);
        assert.deepEqual(readFileSync(journal()), damaged);
      });
      if (!opened) continue;
      await opened.close();
      cut++;
      assert.equal(opened.dropped, whole.length - last);
      const results = [0, 1, 2, 3, 4, 5].map((task) => opened.result(task));
      const lost = results.filter((result, task) => {
        const before = original.result(task);
        return result === undefined && before !== undefined;
      });
      assert.equal(lost.length, 1);
      assert.ok(
        results.every(
          (result, task) =>
            result === undefined || isDeepStrictEqual(result, original.result(task)),
        ),
      );
    }
    assert.ok(cut >= 8);
  });

  it('is refused in an earlier version', async () => {
    await interrupt(2);
    const { study, parameters, versions } = headerOf(readFileSync(journal()));
    const entry = JSON.stringify({ task: 0, result: {} });
    await assertRefused(
      `${JSON.stringify({ study, parameters, versions })}\n${entry}\n`,
      /must be a journal of this version, got one of another version; run again with --restart to start over$/,
    );
  });

  it('is neither opened nor repaired where it is another file', async () => {
    for (const text of ['My notes\nof today', '{"a":1}\n', '{"a":1}', 'hello', '\n', 'null\n']) {
      await assertRefused(
        text,
        /must be a journal, got something else on line 1; move it away, or choose another folder$/,
      );
      await assert.rejects(repairJournal(journal()), {
        name: 'FileError',
        message: /^repairJournal: .* must be a journal, got something else on line 1; /,
      });
      assert.equal(readFileSync(journal(), 'utf8'), text);
    }
  });

  it('is opened once at a time: a second study, a repair and a discard are refused', async () => {
    await interrupt(2);
    const before = readFileSync(journal());
    const opened = await openJournal(journal(), headerOf(before), 6);
    const refusal = { name: 'FileError', message: /must be open once at a time, got .*\.lock of/ };
    await assert.rejects(figure4(PARAMETERS, { journal: journal() }), refusal);
    await assert.rejects(repairJournal(journal()), refusal);
    assert.throws(() => {
      discardJournal(journal());
    }, refusal);
    await opened.close();
    assert.deepEqual(readFileSync(journal()), before);
    assert.deepEqual(readdirSync(folder()), ['study.jsonl']);
  });

  it('is closed after its study has failed', async () => {
    const failing = figure4(PARAMETERS, {
      journal: journal(),
      onProgress: () => {
        throw new Error('mine');
      },
    });
    await assert.rejects(failing, /mine/);
    await figure4(PARAMETERS, { journal: journal() });
  });

  it('begins again after a discard', async () => {
    await interrupt(2);
    discardJournal(journal());
    const seen: number[] = [];
    await figure4(
      { ...PARAMETERS, seed: 9 },
      { journal: journal(), onProgress: ({ resumed }) => seen.push(resumed) },
    );
    assert.equal(seen[0], 0);
  });

  it('refuses a path that cannot be written', async () => {
    writeFileSync(join(folder(), 'file'), '');
    await assert.rejects(
      figure4(PARAMETERS, { journal: join(folder(), 'file', 'study.jsonl') }),
      /openJournal: .* must be a file that can be read and written/,
    );
  });
});
