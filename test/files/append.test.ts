import assert from 'node:assert/strict';
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppendFile } from '../../lib/files/append.js';
import { temporaryFolder } from '../support/folders.js';
import { runOnFullDisk } from './support.js';

describe('a file for appends', () => {
  const folder = temporaryFolder();
  const path = (): string => join(folder(), 'file');
  const open = (): Promise<AppendFile> => AppendFile.open('open', path());

  it('keeps appends in the order of the calls, and continues after it was closed', async () => {
    for (let round = 0; round < 2; round++) {
      const file = await open();
      await Promise.all(['a\n', 'é\n', 'c\n'].map((text) => file.append('append', text)));
      assert.equal(file.size, 7 * (round + 1));
      await file.close();
      await file.close();
    }
    assert.equal(readFileSync(path(), 'utf8'), 'a\né\nc\na\né\nc\n');
    assert.deepEqual(readdirSync(folder()), ['file']);
  });

  it('ends with its last whole line on a full disk, and the next run continues', async () => {
    const { code, stdout } = runOnFullDisk(4, [join(__dirname, 'appendUntilFull.js'), path()]);
    assert.equal(code, 0);
    const [first, second] = stdout.split('\n');
    assert.match(first, /^FileError: append: .*file must be a file that can be written \(EFBIG: /);
    assert.match(second, /must be opened again after an append that failed$/);
    const text = readFileSync(path(), 'utf8');
    assert.equal(text.length, 2000);
    const file = await open();
    await file.append('append', 'more\n');
    await file.close();
    assert.equal(readFileSync(path(), 'utf8'), `${text}more\n`);
  });

  it('refuses appends after another process has changed, moved or closed it', async () => {
    const changes: [() => void, RegExp][] = [
      [
        () => {
          appendFileSync(path(), 'theirs\n');
        },
        /^FileError: append: .* must have one writer, got 12 bytes where the last append left 5$/,
      ],
      [
        () => {
          renameSync(path(), `${path()}.old`);
          writeFileSync(path(), 'ours\n');
        },
        /must stay in place, got another file of the same name$/,
      ],
      [
        () => {
          rmSync(path());
        },
        /must be a file that can be written \(ENOENT: /,
      ],
    ];
    for (const [change, message] of changes) {
      rmSync(path(), { force: true });
      const file = await open();
      await file.append('append', 'ours\n');
      change();
      await assert.rejects(file.append('append', 'more\n'), message);
      await assert.rejects(file.append('append', 'more\n'), /must be opened again/);
      await file.close();
      await assert.rejects(
        file.append('append', 'more\n'),
        /must be open, got a file that was closed/,
      );
    }
  });

  it('moves its end to a file with an unused name, or drops it', async () => {
    writeFileSync(path(), 'one\ntwo\nthree');
    writeFileSync(`${path()}.cut-1`, 'theirs');
    const file = await open();
    assert.equal(await file.cut('cut', 8), `${path()}.cut-2`);
    assert.equal(readFileSync(path(), 'utf8'), 'one\ntwo\n');
    assert.equal(readFileSync(`${path()}.cut-2`, 'utf8'), 'three');
    assert.equal(readFileSync(`${path()}.cut-1`, 'utf8'), 'theirs');
    await file.drop('drop', 4);
    await file.append('append', 'more\n');
    const lines: string[] = [];
    for await (const { text } of file.lines('lines')) lines.push(text);
    assert.deepEqual(lines, ['one', 'more']);
    await file.close();
  });

  it('is opened once at a time, and named in the error where it cannot be opened', async () => {
    const file = await open();
    await assert.rejects(open(), /^FileError: open: .* must be open once at a time, got .*\.lock/);
    await file.close();
    await assert.rejects(
      AppendFile.open('open', folder()),
      /^FileError: open: .* must be a file that can be read and written \(EISDIR: /,
    );
    rmSync(`${folder()}.lock`, { force: true });
  });
});
