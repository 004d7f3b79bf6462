import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, start } from '../support/commandLine.js';
import { temporaryFolder } from '../support/folders.js';
import { mixedGenesis } from '../support/ledger.js';

describe('the commands of a ledger on a chain', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  it('ledger-node waits for CometBFT until it is stopped, and keeps its folder', async () => {
    const { child, outcome } = start(
      ['ledger-node', '--home', 'node', '--address', '127.0.0.1:0'],
      folder(),
    );
    await once(child.stderr, 'data');
    child.kill('SIGINT');
    const { code, stderr } = await outcome;
    assert.equal(code, 130);
    assert.match(
      stderr,
      /^block 0; waiting for CometBFT at 127\.0\.0\.1:\d+; Ctrl-C ends\nblock 0\n$/,
    );
    assert.ok(existsSync(join(folder(), 'node', 'ledger.jsonl')));
    assert.ok(!existsSync(join(folder(), 'node', 'ledger.jsonl.lock')));
  });

  it('refuse wrong input in one sentence', async () => {
    writeFileSync(join(folder(), 'genesis.json'), JSON.stringify(mixedGenesis(4)));
    writeFileSync(join(folder(), 'other.json'), '{"operation":{"type":"join"}}');
    const net = ['ledger-net', '--home', 'net'];
    const cases: [string[], RegExp][] = [
      [['ledger-node'], /Missing required argument: home/],
      [['ledger-node', '--home', 'n', '--address', 'lab'], /address must be host:port, got "lab"/],
      [['ledger-nod'], /did you mean ledger-node\?/],
      [net, /--genesis must be given for a new chain, a file with a signed genesis, got none/],
      [
        [...net, '--genesis', 'none.json'],
        /none\.json must be a JSON file with the signed genesis/,
      ],
      [[...net, '--genesis', 'other.json'], /openLedger: genesis must keep the rules: /],
      [
        [...net, '--genesis', 'genesis.json', '--validators', '0'],
        /--validators must be an integer from 1 to 50, got 0/,
      ],
      [
        [...net, '--genesis', 'genesis.json', '--cometbft', './missing'],
        /cometbft must be the program of CometBFT 0\.38 and perform testnet, got \.\/missing/,
      ],
    ];
    for (const [words, message] of cases) {
      const { code, stderr } = await run(words, folder());
      assert.equal(code, 2, words.join(' '));
      assert.match(stderr, message);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    }
  });
});
