/*
 * JupyterLab as started by `npm run lab`, in a headless browser.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { CHROMIUM, freePort, NOTEBOOKS } from './notebooks.js';

/** A plot, or its saved picture, which becomes a plot under the mouse. */
const DRAWN = '.main-svg, img.plot-img';

/** Harmless console messages of the page. */
const HARMLESS = /No active debugger session|ResizeObserver loop/;

export class Lab {
  /** The errors of all pages so far. */
  readonly complaints: string[] = [];
  /** The requests of pages to other machines. */
  readonly strangers: string[] = [];

  private constructor(
    private readonly server: ChildProcess,
    private readonly browser: BrowserContext,
    private readonly url: string,
  ) {}

  /** Starts the server on the notebooks of `folder`, and the browser; both keep their files below `home`. */
  static async start(folder: string, home: string): Promise<Lab> {
    // Tests read cells outside the viewport, so these must stay in the page.
    const settings = join(
      home,
      '.jupyter',
      'lab',
      'user-settings',
      '@jupyterlab',
      'notebook-extension',
    );
    mkdirSync(settings, { recursive: true });
    writeFileSync(
      join(settings, 'tracker.jupyterlab-settings'),
      JSON.stringify({ windowingMode: 'none' }),
    );
    const port = await freePort();
    const options = [
      '--no-browser',
      '--ip=127.0.0.1',
      `--port=${port}`,
      '--ServerApp.port_retries=0',
      '--IdentityProvider.token=',
      `--ServerApp.root_dir=${folder}`,
    ];
    const server = spawn(process.execPath, [join(NOTEBOOKS, 'jupyter', 'lab.mjs'), ...options], {
      env: { ...process.env, HOME: home, JUPYTER_CONFIG_DIR: join(home, '.jupyter') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    for (const stream of [server.stdout, server.stderr])
      stream.on('data', (text: Buffer) => (log += text.toString()));
    const url = `http://127.0.0.1:${port}`;
    while (!(await answers(`${url}/api/status`))) {
      if (server.exitCode !== null) throw new Error(`JupyterLab ended: ${log}`);
      await sleep(100);
    }
    const browser = await chromium.launchPersistentContext(join(home, 'profile'), {
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
      viewport: { width: 1280, height: 1000 },
    });
    return new Lab(server, browser, url);
  }

  /** Opens a notebook in a new page and waits for its kernel. */
  async open(name: string): Promise<Notebook> {
    const page = await this.browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' && !HARMLESS.test(message.text()))
        this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('request', (request) => {
      if (/^https?:/.test(request.url()) && !request.url().startsWith(this.url))
        this.strangers.push(request.url());
    });
    await page.goto(`${this.url}/lab/tree/${encodeURIComponent(name)}?reset`, {
      waitUntil: 'domcontentloaded',
    });
    await page.waitForSelector('.jp-NotebookPanel .jp-Cell');
    await page.waitForSelector('#jupyterlab-splash', { state: 'detached' });
    const notebook = new Notebook(page);
    await notebook.waitForKernel();
    return notebook;
  }

  /** The names in the file list. */
  async contents(): Promise<string[]> {
    const response = await fetch(`${this.url}/api/contents/`);
    const { content } = (await response.json()) as { content: { name: string }[] };
    return content.map(({ name }) => name);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    if (this.server.exitCode !== null) return;
    const ended = once(this.server, 'exit');
    this.server.kill('SIGTERM');
    await ended;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** A notebook in a page. Code cells are counted from 0. */
export class Notebook {
  constructor(readonly page: Page) {}

  async waitForKernel(): Promise<void> {
    await this.page.waitForFunction(() =>
      document.querySelector('#jp-main-statusbar')?.textContent.includes('TypeScript | Idle'),
    );
  }

  /** Run menu, Run All Cells; waits until every cell has run and every plot is drawn. */
  async runAll(timeout = 180_000): Promise<void> {
    // Outputs of an earlier run must not count as this run's.
    await this.page.evaluate(() => {
      document.querySelectorAll('.jp-CodeCell .jp-InputPrompt').forEach((prompt) => {
        prompt.textContent = '';
      });
    });
    await this.page.click('#jp-MainMenu >> text=Run');
    await this.page.click('.lm-Menu li[data-command="runmenu:run-all"]');
    await this.page.waitForFunction(
      () => {
        const prompts = [...document.querySelectorAll('.jp-NotebookPanel .jp-CodeCell')].map(
          (cell) => cell.querySelector('.jp-InputPrompt')?.textContent ?? '',
        );
        return prompts.length > 0 && prompts.every((prompt) => /^\[\d+\]:$/.test(prompt));
      },
      null,
      { timeout },
    );
    await this.waitForPlots();
  }

  async waitForPlots(): Promise<void> {
    const plots = this.page.locator('.jp-RenderedPlotly');
    for (let index = 0; index < (await plots.count()); index++) {
      // Lab may defer outputs outside the viewport.
      await plots.nth(index).evaluate((plot) => {
        plot.scrollIntoView();
      });
      await plots.nth(index).locator(DRAWN).first().waitFor({ state: 'attached' });
    }
  }

  /** Runs one cell, without waiting for it. */
  async run(cell: number): Promise<void> {
    // tslab drops requests within 200 ms of an error.
    await this.page.waitForTimeout(300);
    await this.page.click(`.jp-CodeCell >> nth=${cell} >> .jp-InputArea-prompt`);
    await this.page.keyboard.press('Control+Enter');
  }

  /** Waits until the output of a cell contains `text`. */
  async waitForOutput(cell: number, text: string, timeout = 30_000): Promise<void> {
    // Lab renders long texts only in the viewport.
    await this.page
      .locator('.jp-CodeCell')
      .nth(cell)
      .locator('.jp-OutputArea')
      .evaluate((area) => {
        area.scrollIntoView();
      });
    await this.page.waitForFunction(
      ([at, wanted]) => {
        const below = [...document.querySelectorAll('.jp-CodeCell')].at(at);
        return below?.querySelector('.jp-OutputArea')?.textContent.includes(wanted);
      },
      [cell, text] as const,
      { timeout },
    );
  }

  /** The text below a cell. */
  async output(cell: number): Promise<string> {
    return this.page.evaluate(
      (at) =>
        document.querySelectorAll('.jp-CodeCell')[at].querySelector('.jp-OutputArea')
          ?.textContent ?? '',
      cell,
    );
  }

  /** The number of drawn plots. */
  plots(): Promise<number> {
    return this.page.locator('.jp-RenderedPlotly', { has: this.page.locator(DRAWN) }).count();
  }

  /** Moves the mouse over points of plot `index` until it shows a value. */
  async hover(index: number): Promise<string> {
    const plot = this.page.locator('.jp-RenderedPlotly').nth(index);
    await plot.scrollIntoViewIfNeeded();
    await plot.hover({ force: true });
    await plot.locator('.nsewdrag').first().waitFor({ state: 'attached' });
    const area = await plot.locator('.nsewdrag').first().boundingBox();
    if (!area) throw new Error('no plot to hover over');
    for (let part = 1; part < 80; part++) {
      // The mouse moves up and down while it moves right.
      const [x, y] = [(part % 20) / 20, 0.1 + (0.8 * Math.floor(part / 20)) / 4];
      await this.page.mouse.move(area.x + x * area.width, area.y + y * area.height);
      await this.page.waitForTimeout(60);
      const text = await plot.locator('.hoverlayer').first().textContent();
      if (text) return text;
    }
    return '';
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Control+s');
    await this.page.waitForFunction(() => document.querySelector('.jp-mod-dirty') === null);
  }

  close(): Promise<void> {
    return this.page.close();
  }
}
