import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readLines, type Line } from '../../lib/files/lines.js';
import { temporaryFolder } from '../support/folders.js';
import { seeded } from '../support/markets.js';

describe('the lines of a file', () => {
  const folder = temporaryFolder();
  const path = (): string => join(folder(), 'file');

  async function linesOf(size: number): Promise<Line[]> {
    const lines: Line[] = [];
    for await (const line of readLines('here', path(), size)) lines.push(line);
    return lines;
  }

  it('give the file when joined by line ends; only the last may lack its end', async () => {
    const texts = fc.array(
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', '')),
    );
    await fc.assert(
      fc.asyncProperty(texts, fc.boolean(), async (list, ended) => {
        const text = list.join('\n') + (ended ? '\n' : '');
        writeFileSync(path(), text);
        const bytes = Buffer.byteLength(text);
        const lines = await linesOf(bytes);
        assert.equal(lines.map((line) => line.text + (line.ended ? '\n' : '')).join(''), text);
        assert.equal(
          lines.reduce((sum, line) => sum + line.bytes, 0),
          bytes,
        );
        assert.ok(lines.slice(0, -1).every((line) => line.ended));
      }),
      seeded(50),
    );
  });

  it('may be longer than the read buffer, and end at a given position', async () => {
    const long = 'é'.repeat(100_000);
    writeFileSync(path(), `${long}\nshort\nrest`);
    const size = 200_001 + 6;
    assert.deepEqual(await linesOf(size), [
      { text: long, bytes: 200_001, ended: true },
      { text: 'short', bytes: 6, ended: true },
    ]);
  });

  it('are refused where the file cannot be read', async () => {
    await assert.rejects(linesOf(5), {
      name: 'FileError',
      message: /^here: .* must be a file that can be read \(ENOENT: /,
    });
  });
});
