/*
 * Peers on hosts with clocks apart: delay, loss, a partition that heals, a host that is killed and comes back.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/folders.js';
import { canMakeHosts, Hosts, type Host, type HostClock } from '../support/hosts.js';
import { until } from '../support/nodes.js';

const DAY = 24 * 3_600_000;
/** Dates years apart, and paces that differ by four percent. */
const CLOCKS: readonly HostClock[] = [
  { shift: 0, pace: 1 },
  { shift: -1_000 * DAY, pace: 0.98 },
  { shift: 1_000 * DAY, pace: 1.02 },
  { shift: 3_600_000, pace: 1 },
];
const COUNT = CLOCKS.length;
const last = <T>(list: readonly T[]): T => list[list.length - 1];

describe('peers on hosts', function () {
  this.timeout(600_000);
  let hosts: Hosts | undefined;
  afterEach(async () => {
    await hosts?.close();
    hosts = undefined;
  });
  const folder = temporaryFolder();

  const partOf = (host: Host): string[] => [
    ...['--part', `${host.number - 1}/${COUNT}`, '--listen', `/ip4/${host.address}/tcp/4001`],
    ...['--pause', '0.02', '--timeout', '2'],
  ];

  it('train on through delay, loss, clocks apart, a partition and a death, on one ledger', async function () {
    if (!canMakeHosts()) {
      console.log('      skipped: namespaces with TUN devices cannot be made here, or CI is set');
      this.skip();
    }
    hosts = new Hosts(CLOCKS, (host) => join(folder(), String(host)));
    await hosts.open();
    const all = hosts.hosts;
    const [first, second, third, fourth] = all;
    for (const host of all) host.link(50, 0);
    const trip = first.refusalBy(second);
    assert.ok(trip >= 100, `a round trip of ${trip} ms`);
    for (const host of all) host.link(50, 1);
    first.start(...partOf(first), '--seconds', '3');
    await until(() => first.output.includes('--join /ip4/10.77'), 'the address', 60);
    const address = /--join (\S+)/.exec(first.output)?.[1] ?? '';
    const others = all.slice(1);
    for (const host of others) host.start(...partOf(host), '--join', address);
    for (const host of all) {
      await until(
        () => host.blocks.some(({ peers }) => peers === COUNT - 1),
        `all peers at ${host.number}`,
        120,
      );
    }

    for (const host of all) host.link(50, 10);
    const rounds = all.map((host) => last(host.blocks).round);
    await Promise.all(all.map((host) => host.more(3)));
    for (const [at, host] of all.entries()) assert.ok(last(host.blocks).round > rounds[at]);

    for (const host of all) host.link(50, 1);
    fourth.cut();
    const apart = last(first.blocks).block;
    await Promise.all([first.more(3), second.more(3), third.more(3)]);
    fourth.link(50, 1);
    await until(() => last(fourth.blocks).block > apart + 3, 'the ledger after the partition', 120);

    await third.end('SIGKILL');
    await first.more(2);
    const before = last(third.blocks).round;
    third.output = '';
    third.start(...partOf(third), '--join', address);
    await third.more(3);
    assert.ok(third.blocks[0].round >= before, 'rounds are lost with the checkpoint');
    assert.equal(last(third.blocks).peers, COUNT - 1);

    // B of (1) through the network, and with every mask closed.
    const total = (of: 'heldOut' | 'alone'): number =>
      all.reduce((sum, host) => sum + last(host.blocks)[of], 0);
    assert.ok(total('heldOut') < total('alone'), `${total('heldOut')} and ${total('alone')}`);

    for (const host of [...others, first]) await host.end('SIGINT');
    const logs = all.map((host) => readFileSync(join(host.folder, 'ledger.jsonl'), 'utf8'));
    for (const log of logs) assert.ok(logs[0].startsWith(log), 'a copy that is no part of the log');
    const signatures = logs[0].match(/"signature":"\w+"/g) ?? [];
    assert.equal(new Set(signatures).size, signatures.length, 'an operation twice');
    assert.ok(signatures.length > 3 * COUNT);
  });
});
