import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KernelClient } from '../support/kernel.js';
import { beforeNotebooks, writeNotebook } from '../support/notebooks.js';

describe('the kernel of the notebooks', () => {
  let folder = '';
  let kernel: KernelClient;

  beforeNotebooks();
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bittensor-workbench-'));
    writeNotebook(folder, 'unused.ipynb', []);
    kernel = await KernelClient.start(folder);
    const { reply, stderr } = await kernel.execute(
      `import { figure4, randomMarket, rank } from 'bittensor-workbench';
import { interruptible, progress } from 'bittensor-workbench/notebook';
const market = randomMarket({ peers: 4, seed: 1 });`,
    );
    assert.deepEqual([reply.status, stderr], ['ok', '']);
  });
  after(async () => {
    await (kernel as KernelClient | undefined)?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows the value of the last expression of a cell', async () => {
    const { stdout } = await kernel.execute('rank(market).length');
    assert.match(stdout, /4/);
  });

  it('delivers 20,000 printed lines and the end of the cell', async () => {
    const { stdout } = await kernel.execute(
      "for (let i = 0; i < 20_000; i++) console.log('line', i);",
    );
    const lines = stdout.trim().split('\n');
    assert.equal(lines.length, 20_000);
    assert.equal(lines[19_999], 'line 19999');
  });

  it("reports a parameter out of range by the library's sentence, without a stack trace", async () => {
    for (const code of ['randomMarket({ peers: -1 })', 'await figure4({ peers: -1 })']) {
      const { reply, stderr } = await kernel.execute(code);
      assert.equal(reply.status, 'error');
      assert.match(
        stderr,
        /^InvalidArgumentError: \w+: peers must be an integer of at least \d+, got -1\n/,
      );
      assert.doesNotMatch(stderr, /node_modules|dist|node:/);
      await sleep(250); // tslab drops cells that follow an error within 200 ms.
    }
  });

  it('reports a type error', async () => {
    const { reply, stderr } = await kernel.execute('market.wieghts');
    assert.equal(reply.status, 'error');
    assert.match(stderr, /Property 'wieghts' does not exist on type 'Market'/);
    await sleep(250);
  });

  it('completes names, fields and options of the library', async () => {
    assert.ok((await kernel.complete('market.')).includes('weights'));
    assert.ok((await kernel.complete('randomM')).includes('randomMarket'));
    assert.ok((await kernel.complete('randomMarket({ pe')).includes('peers'));
  });

  it('shows types and docstrings of the library', async () => {
    const text = await kernel.inspect('randomMarket');
    assert.match(text, /function randomMarket\(.*\): Market/s);
    assert.match(text, /\n\n\S+ .*\./);
    assert.match(await kernel.inspect('market.weights'), /Float64Array/);
  });

  it('is interrupted in an endless loop', async () => {
    const cell = kernel.execute('while (true) {}');
    await sleep(500);
    kernel.process.kill('SIGINT');
    assert.equal((await cell).reply.status, 'error');
    await sleep(250);
    assert.match((await kernel.execute('6 * 7')).stdout, /42/);
  });

  it('is interrupted in a study, which then stops', async () => {
    const cell = kernel.execute(`(globalThis as any).signal = interruptible();
(globalThis as any).ended = 'no';
try {
  await figure4({ networks: 10_000 }, { onProgress: progress(), signal: (globalThis as any).signal });
} catch (error) {
  (globalThis as any).ended = String(error);
  throw error;
}`);
    await sleep(2000);
    kernel.process.kill('SIGINT');
    assert.equal((await cell).reply.status, 'error');
    await sleep(1000);
    const { stdout } = await kernel.execute('console.log((globalThis as any).ended)');
    assert.match(stdout, /^InterruptedError: interrupted/);
  });
});
