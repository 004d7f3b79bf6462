import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { csvColumn, csvNumber, parseCsv, readCsv } from '../../lib/files/csv.js';
import { FileError } from '../../lib/math/errors.js';
import { temporaryFolder } from '../support/folders.js';

const read = (text: string, header = true): ReturnType<typeof parseCsv> =>
  parseCsv('test', 'a.csv', text, { header });

describe('tables of text with a separator', () => {
  const folder = temporaryFolder();

  it('give names, fields and lines, whatever the separator, the line ends and the compression', () => {
    const path = join(folder(), 'a.csv');
    for (const separator of [',', ';', '\t']) {
      const line = (...fields: string[]): string => fields.join(separator);
      const text = `\ufeff${line('a', '"b, c;\td"')}\r\n${line(' 1 ', '-2e-3')}\r\n\r\n${line('x', '"y""z\n"')}`;
      for (const bytes of [text, gzipSync(text)]) {
        writeFileSync(path, bytes);
        const table = readCsv('test', path);
        assert.deepEqual(table.header, ['a', 'b, c;\td']);
        assert.deepEqual(table.rows, [
          ['1', '-2e-3'],
          ['x', 'y"z\n'],
        ]);
        assert.equal(table.lines[0], 2);
        assert.equal(csvNumber('test', table, 0, 1), -0.002);
        assert.equal(csvColumn('test', table, 'b, c;\td'), 1);
      }
    }
  });

  it('without a header have numbers for names', () => {
    const table = read('1,2\n3,4\n', false);
    assert.deepEqual(table.header, ['0', '1']);
    assert.deepEqual(table.rows.length, 2);
    assert.deepEqual(table.lines, [1, 2]);
  });

  const refusals: [string, () => unknown, RegExp][] = [
    ['an empty text', () => read(''), /a\.csv must hold rows, but it is empty$/],
    ['a header alone', () => read('a,b\n'), /must hold rows, but it has a header alone$/],
    [
      'ragged rows',
      () => read('a,b\n1,2\n\n3\n'),
      /must have 2 fields a row as the first has, but line 4 has 1$/,
    ],
    ['a quote that does not end', () => read('a,b\n"1,2\n'), /must be a table with a separator \(/],
    ['a name twice', () => read('a,a\n1,2\n'), /must name each column once, got "a" twice$/],
    [
      'a column that is missing',
      () => csvColumn('test', read('weight,to\n1,2\n'), 'wieght'),
      /must have a column "wieght"; did you mean "weight"\?$/,
    ],
    [
      'a column that is like none',
      () => csvColumn('test', read('weight,to\n1,2\n'), 'stake'),
      /must have a column "stake"; it has weight, to$/,
    ],
    ...['', 'x', 'NaN', '1e999', '1 2'].map((text): [string, () => unknown, RegExp] => [
      `${text || 'nothing'} where a number belongs`,
      () => csvNumber('test', read(`a,b\n1,2\n3,${text}\n`), 1, 1),
      /must have finite numbers, got ".*" on line 3, column "b"$/,
    ]),
    [
      'a file that is absent',
      () => readCsv('test', '/nowhere/a.csv'),
      /must be a file that can be/,
    ],
  ];
  for (const [name, act, message] of refusals) {
    it(`refuses ${name} in one sentence`, () => {
      assert.throws(act, (error: unknown) => {
        assert.ok(error instanceof FileError);
        assert.match(error.message, message);
        return true;
      });
    });
  }
});
