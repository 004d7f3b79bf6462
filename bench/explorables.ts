/*
 * Frames a second of the explorable market in Chromium while a slider moves at every refresh of the screen, and the
 * time of one picture on the canvas beside Plotly's.
 *
 *   node dist/bench/explorables.js            n = 10, 20, 50, three seconds each
 *   node dist/bench/explorables.js --smoke    n = 10, for a moment
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { market } from '../lib/explorables/market.js';
import { defaultsOf } from '../lib/parameters/index.js';
import { compose } from '../lib/plot/index.js';
import { writeExplorables } from '../lib/site/site.js';
import { optionsOf } from './arguments.js';

const HELP = `npm run bench -- explorables [--smoke]

Frames a second of the explorable market while a slider is dragged, in Chromium (CHROMIUM names another).

  --smoke   n = 10, a moment, to see that it runs`;
const { smoke } = optionsOf(HELP, { smoke: { type: 'boolean', default: false } });
const SIZES = smoke ? [10] : [10, 20, 50];
const SECONDS = smoke ? 0.3 : 3;
const SLIDERS = ['ratio', 'temperature', 'seed'];

/** Frames painted a second while the slider moves at every refresh, and refreshes a second. */
async function drag(page: Page, slider: string): Promise<[number, number]> {
  return page.evaluate(
    async ([name, seconds]) => {
      const range = document.querySelector<HTMLInputElement>(`[data-slider=${name}]`);
      const root = document.querySelector<HTMLElement>('[data-explorable]');
      if (!range || !root) throw new Error(`no slider ${name}`);
      const most = Number(range.max);
      const refresh = (): Promise<number> => new Promise(requestAnimationFrame);
      const start = await refresh();
      const before = Number(root.dataset.frames);
      let [now, refreshes] = [start, 0];
      while (now - start < 1000 * seconds) {
        const place = Math.abs(((refreshes * 3) % (2 * most)) - most);
        range.value = String(place);
        range.dispatchEvent(new Event('input', { bubbles: true }));
        now = await refresh();
        refreshes++;
      }
      const spent = (now - start) / 1000;
      return [(Number(root.dataset.frames) - before) / spent, refreshes / spent];
    },
    [slider, SECONDS] as const,
  );
}

/** Milliseconds of one update of the same picture by Plotly. */
async function plotly(page: Page, peers: number): Promise<number> {
  const values = { ...defaultsOf(market.parameters), peers };
  const [frame] = market.frames(values);
  if (!frame) throw new Error('the market has no first frame');
  const { data, layout } = compose(market.show(frame, values).picture);
  const figure = JSON.stringify({ data, layout });
  return page.evaluate(async (text) => {
    const { Plotly } = window as unknown as {
      Plotly: { react(element: HTMLElement, data: object, layout: object): Promise<unknown> };
    };
    const { data, layout } = JSON.parse(text) as { data: object; layout: object };
    const element = document.createElement('div');
    document.body.replaceChildren(element);
    await Plotly.react(element, data, layout);
    const start = performance.now();
    const rounds = 5;
    for (let round = 0; round < rounds; round++) {
      await Plotly.react(element, structuredClone(data), structuredClone(layout));
    }
    return (performance.now() - start) / rounds;
  }, figure);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bittensor-workbench-'));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    await writeExplorables(folder);
    const address = pathToFileURL(join(folder, 'explore', 'market.html')).href;
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    console.log('frames a second while a slider moves at every refresh');
    console.log(`   n  ${SLIDERS.map((name) => name.padStart(12)).join('')}   refreshes`);
    for (const peers of SIZES) {
      await page.goto(`${address}?peers=${peers}`);
      await page.waitForSelector('.readings data');
      await drag(page, 'ratio');
      const rates: number[] = [];
      let refreshes = Infinity;
      for (const slider of SLIDERS) {
        const [rate, seen] = await drag(page, slider);
        rates.push(rate);
        refreshes = Math.min(refreshes, seen);
      }
      const cells = rates.map((rate) => rate.toFixed(1).padStart(12)).join('');
      console.log(`${String(peers).padStart(4)}  ${cells}  ${refreshes.toFixed(1).padStart(9)}`);
    }
    await page.goto('about:blank');
    await page.evaluate(readFileSync(require.resolve('plotly.js-dist-min'), 'utf8'));
    for (const peers of SIZES) {
      console.log(`Plotly, n = ${peers}: ${(await plotly(page, peers)).toFixed(0)} ms a picture`);
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
