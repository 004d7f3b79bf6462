/*
 * `npm run bench`: the default benchmarks one after the other, or a single one with its options.
 *
 *   npm run bench                          kernel, training, network
 *   npm run bench -- kernel --sizes 10,50  one of them, with its options after its name
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { nearest } from '../lib/math/nearest.js';
import { show } from '../lib/math/show.js';
import { refuse } from './arguments.js';

const BENCHES: Record<string, string> = {
  kernel: 'network-steps per second of the descent kernel',
  training: 'examples per second of bare networks, beside PyTorch; what 1,000 rounds hold',
  network: 'the same of a connected network',
  flat: 'time and memory of a gated peer, of 8 to 1,024',
  cold: 'microseconds of jobs of a peer that no cache holds, beside those of one that it holds',
  gates: 'time and memory of a gate against the number of peers',
  equilibrium: 'evaluations to an equilibrium, against descent',
  factored: 'steps per second with thousands of peers',
  sparse: 'seconds a step with a million peers that know 64 others',
  ledger: 'seconds a block with a million peers',
  logs: 'operations a second of a ledger on each kind of log',
  pieces: 'milliseconds that a piece of work costs, by engine',
  calls: 'public calls on a parsed market against their arithmetic',
  explorables: 'frames a second of the explorable market in Chromium',
  yuma: 'milliseconds of an epoch of Yuma consensus, beside NumPy',
  p2p: 'round trips over libp2p beside a bare echo; 8 processes that train, beside one',
  peers: 'the kernel beside C and JAX',
};
const DEFAULTS = ['kernel', 'training', 'network'];

const HELP = `npm run bench [-- name [options]]

${Object.entries(BENCHES)
  .map(([name, what]) => `  ${name.padEnd(12)} ${what}`)
  .join('\n')}

Without a name: ${DEFAULTS.join(', ')}. npm run bench -- kernel --help tells the kernel's options.`;

function run(name: string, args: readonly string[]): number {
  const path = join(__dirname, `${name}.js`);
  return spawnSync(process.execPath, [path, ...args], { stdio: 'inherit' }).status ?? 1;
}

const [name = '', ...args] = process.argv.slice(2);
if (name === '') {
  process.exitCode = Math.max(
    ...DEFAULTS.map((one) => {
      console.log(`\n== ${one}: ${BENCHES[one]}`);
      return run(one, []);
    }),
  );
} else if (name === '--help') {
  console.log(HELP);
} else if (Object.hasOwn(BENCHES, name)) {
  process.exitCode = run(name, args);
} else {
  const near = nearest(name, Object.keys(BENCHES));
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  refuse(`name must be one of ${Object.keys(BENCHES).join(', ')}, got ${show(name)}${hint}`);
}
