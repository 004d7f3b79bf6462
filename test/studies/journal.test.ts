import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { discardJournal, figure4, repairJournal } from '../../lib/studies/index.js';
import { temporaryFolder } from '../support/folders.js';

const PARAMETERS = { networks: 6, peers: 4, ratios: [10], resamples: 50, maxSteps: 500 };

describe('the journal of a study', () => {
  const folder = temporaryFolder();
  const journal = (): string => join(folder(), 'study.jsonl');

  /** Leaves a journal with `finished` networks behind. */
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

  it('resumes to the same bytes as an uninterrupted run, without doing finished work again', async () => {
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

  it('refuses other parameters, names them, and leaves the file as it is', async () => {
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

  it('refuses a line cut off in the middle and leaves the file as it is; repaired, it resumes', async () => {
    const whole = JSON.stringify(await figure4(PARAMETERS));
    await interrupt(3);
    const lines = readFileSync(journal(), 'utf8').trimEnd().split('\n').length;
    appendFileSync(journal(), '{"task":5,"resu');
    const before = readFileSync(journal());
    await assert.rejects(figure4(PARAMETERS, { journal: journal() }), {
      name: 'FileError',
      message: new RegExp(
        `openJournal: .* must end with a whole line, got 15 bytes of one cut off after line ${lines}; .*--repair`,
      ),
    });
    assert.deepEqual(readFileSync(journal()), before);
    assert.equal(repairJournal(journal()), 15);
    assert.equal(repairJournal(journal()), 0);
    assert.equal(JSON.stringify(await figure4(PARAMETERS, { journal: journal() })), whole);
  });

  it('refuses damage in the middle, with the number of the line', async () => {
    await figure4(PARAMETERS, { journal: journal() });
    const lines = readFileSync(journal(), 'utf8').split('\n');
    for (const damage of ['{"task":1', '{"task":"one","result":{}}', '[]']) {
      writeFileSync(journal(), [lines[0], lines[1], damage, ...lines.slice(3)].join('\n'));
      await assert.rejects(
        figure4(PARAMETERS, { journal: journal() }),
        /openJournal: .* got something else on line 3; .*--restart/,
      );
    }
  });

  it('begins anew once discarded', async () => {
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
      /openJournal: .* must be a file that can be written/,
    );
  });
});
