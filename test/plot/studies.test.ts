import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';
import { plot, STUDIES, type AnyResult, type RunOptions } from '../../lib/studies/index.js';
import { titleOf } from '../../lib/plot/figure.js';
import { toSvg, type Figure } from '../../lib/plot/index.js';
import { SMALL } from '../support/smallStudies.js';

type Run = (given: object, options: RunOptions) => Promise<AnyResult>;

for (const study of STUDIES) {
  describe(`the figure of ${study.name}`, () => {
    let result: AnyResult;
    let figure: Figure;
    before(async () => {
      result = await (study as Run)(SMALL[study.name].given, { workers: 1 });
      figure = plot(result);
    });

    it('is plain data, the same from the result read back from JSON', () => {
      assert.deepEqual(
        JSON.parse(JSON.stringify(figure)),
        JSON.parse(JSON.stringify(plot(JSON.parse(JSON.stringify(result)) as AnyResult))),
      );
    });

    it('names what every panel shows, and says seed, parameters and what differs from the paper', () => {
      const { caption = '' } = figure.composition ?? {};
      assert.match(caption, /seed 7/);
      const { parameters } = result;
      if ('learningRate' in parameters)
        assert.match(caption, new RegExp(`[λη] = ${parameters.learningRate}[,; ]`));
      assert.match(caption, /95 % (intervals?|over networks)/);
      assert.match(caption, /[Tt]he paper/);
      assert.match(caption, /bittensor-workbench \d/);
      for (const { x, y } of (figure.outline?.rows ?? []).flat()) {
        assert.notEqual(x.label, '');
        assert.ok(y.label !== '' || y.labels.length > 0);
      }
    });

    it('is well-formed SVG with its texts, the same bytes each time', async () => {
      const svg = await toSvg(figure);
      assert.equal(await toSvg(figure), svg);
      const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
      const title = document.querySelector('.gtitle')?.textContent ?? '';
      assert.equal(title.replaceAll(' ', ''), titleOf(figure).replaceAll(' ', ''));
      const sampled = document.querySelectorAll('g.trace, g.hm').length;
      assert.ok(sampled >= Math.min(2, figure.data.length), `${sampled} traces`);
      assert.ok(!/NaN|undefined"/.test(svg));
    });
  });
}

describe('toSvg', () => {
  it('leaves the figure unchanged', async () => {
    const figure: Figure = {
      data: [{ x: [1, 2], y: [3, 4] }],
      layout: { width: 300, height: 200 },
    };
    const before = JSON.stringify(figure);
    await toSvg(figure);
    assert.equal(JSON.stringify(figure), before);
  });

  it('refuses three-dimensional traces', async () => {
    await assert.rejects(
      toSvg({ data: [{ type: 'scatter3d' }], layout: { width: 300, height: 200 } }),
      {
        message: /toSvg: traces must be two-dimensional/,
      },
    );
  });
});

describe('plot', () => {
  it('refuses an object that is no result', () => {
    assert.throws(
      () => plot({ study: 'figure9' } as unknown as AnyResult),
      /plot: result must be the result of a study, got "figure9"/,
    );
  });
});
