import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { EXPLORABLES } from '../../lib/explorables/list.js';
import { live, LIVE_NAMES } from '../../lib/notebook/index.js';
import { ROOT } from '../support/folders.js';

describe('live', () => {
  it('has the names of all explorables', () => {
    assert.deepEqual(
      EXPLORABLES.map(({ name }) => name),
      LIVE_NAMES,
    );
  });

  it('prints one sentence in a plain script, and leaves every study in the list', () => {
    const script = `import { STUDIES } from 'bittensor-workbench';
import { live } from 'bittensor-workbench/notebook';
await live('inflation', { peers: 3, blocks: 10 });
console.log(STUDIES.length > 10);`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    assert.match(
      printed,
      /^Inflation over blocks: After 10 blocks there is .* half of it\.\ntrue\n$/,
    );
  });

  it('refuses other names and parameters in one sentence', async () => {
    for (const [name, parameters, message] of [
      ['mark', {}, /^live: name must be one of market, inflation/],
      ['market', { peers: 1 }, 'live: peers must be an integer from 2 to 60, got 1'],
      ['market', { stake: [1, 2] }, 'live: stake must have shape [10], got 2 numbers'],
      ['market', { temprature: 1 }, /^live: options must be among .* did you mean temperature\?/],
      ['attacks', { attackers: 10 }, 'live: attackers must be an integer from 1 to 9, got 10'],
    ] as const) {
      await assert.rejects(live(name as 'market', parameters), {
        name: 'InvalidArgumentError',
        message,
      });
    }
  });
});
