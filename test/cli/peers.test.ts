import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { run, start } from '../support/commandLine.js';
import { temporaryFolder } from '../support/folders.js';
import { until } from '../support/nodes.js';

const LOOPBACK = '/ip4/127.0.0.1/tcp/0';
const PEER = ['peer', '--part', '0/4', '--seconds', '1', '--pause', '0.02', '--listen', LOOPBACK];

describe('the commands peer and peers', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  it('run a peer, show it, end it by a signal, and go on from there', async () => {
    const rounds: number[] = [];
    for (const turn of ['first', 'second']) {
      const { child, outcome } = start(PEER, folder());
      let output = '';
      child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
      await until(() => /^block \d+: round [1-9]/m.test(output), `a block of the ${turn} run`);
      const address = /--join (\S+)/.exec(output)?.[1] ?? '';
      const table = await run(['peers', address], folder());
      assert.equal(table.code, 0, table.stderr);
      const [head, row, ...rest] = table.stdout.trimEnd().split('\n');
      assert.match(head, /peer +here +stake +rank +round +held out +block +answered +MiB +refused/);
      assert.match(row, /^ *[0-9a-f]{12} +yes /);
      assert.deepEqual(rest, []);
      child.kill('SIGINT');
      const { code, stdout, stderr } = await outcome;
      assert.deepEqual([code, stderr], [130, '']);
      rounds.push(Number(/^ended after round (\d+)/m.exec(stdout)?.[1]));
      const first = Number(/^block \d+: round (\d+)/m.exec(stdout)?.[1]);
      assert.equal(first, turn === 'first' ? 0 : rounds[0]);
    }
    assert.ok(rounds[1] > rounds[0]);
    assert.equal(statSync(join(folder(), 'peer', 'key')).mode & 0o777, 0o600);
  });

  const wrong: readonly [string, string[], string][] = [
    [
      'a part that there is not',
      ['peer', '--part', '4/4'],
      'command line: --part must be a number below another, such as 0/8 to 7/8, got "4/4"',
    ],
    [
      'an address that is none',
      ['peer', '--join', 'lab'],
      'startNode: join must be an address such as /ip4/192.0.2.1/tcp/4001/p2p/12D3Koo…, got "lab"',
    ],
    [
      'a ledger that is no log',
      ['peer', '--listen', LOOPBACK, '--ledger', 'ftp://lab/ledger'],
      'peer: ledger must be the path of a file, postgres://… or the http://… of a chain, got ftp://…',
    ],
    [
      'a number of rounds that is none',
      ['peer', '--rounds', '-1'],
      'command line: rounds must be an integer of at least 0, got -1',
    ],
    [
      'no address to look at',
      ['peers', 'somewhere'],
      'startNode: join must be an address such as /ip4/192.0.2.1/tcp/4001/p2p/12D3Koo…, got "somewhere"',
    ],
  ];
  for (const [what, args, message] of wrong) {
    it(`refuse ${what} with one sentence`, async () => {
      const { code, stdout, stderr } = await run(args, folder());
      assert.deepEqual([code, stdout, stderr], [2, '', `${message}\n`]);
    });
  }

  it('refuse an address where nothing listens', async () => {
    const nowhere = '/ip4/127.0.0.1/tcp/1/p2p/12D3KooWGts5aEzag8oGYQqh5JDzFUQseQzjSmxUqAJ9oYs4B3AZ';
    const { code, stderr } = await run(['peers', nowhere], folder());
    assert.equal(code, 2);
    assert.match(stderr, /^startNode: join must have an address that answers, got .+\n$/);
  });
});
