/*
 * Explorables in the stored notebooks: a picture without the library, which each run has and pages bring once.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { load, textOf } from '../support/lessonCells.js';
import { NOTEBOOKS } from '../support/notebooks.js';

const CELLS = readdirSync(NOTEBOOKS)
  .filter((name) => name.endsWith('.ipynb'))
  .flatMap((name) => load(name).map((cell) => ({ name, cell })))
  .filter(({ cell }) => cell.cell_type === 'code' && /^await live\(/m.test(textOf(cell)));

describe('explorables of the stored notebooks', () => {
  it('are of the market, of inflation and of attacks', () => {
    const names = CELLS.map(({ cell }) => /^await live\('([^']*)'/m.exec(textOf(cell))?.[1]);
    assert.deepEqual([...new Set(names)].sort(), ['attacks', 'inflation', 'market']);
  });

  it('have a picture with a text, a state, and no script', () => {
    for (const { name, cell } of CELLS) {
      const { data } = (cell.outputs ?? [])[0];
      const html = (data?.['text/html'] ?? []).join('');
      assert.match(html, /^<div [^>]*data-live="[a-z0-9-]+" data-state="[^"]*">/, name);
      const [, alt, picture] =
        /<img alt="([^"]+)" src="data:image\/svg\+xml;base64,([^"]*)"><\/div>$/.exec(html) ?? [];
      assert.ok(alt.length > 40, name);
      assert.match(Buffer.from(picture, 'base64').toString(), /^<svg [\s\S]*<\/svg>\s*$/, name);
    }
  });
});
