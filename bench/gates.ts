/*
 * Time and memory of the gate of one peer against the number of peers: one that scores all, and one by product keys
 * (lib/network/gate), within one run. See README.md beside the sources.
 *
 *   node dist/bench/gates.js [--smoke] [--sizes 8,64,512,4096] [--k 4] [--batch 32] [--seconds 1]
 */
import { createStream } from '../lib/math/index.js';
import { loadDigits } from '../lib/datasets/index.js';
import { choicesOf } from '../lib/network/gate/choices.js';
import { checkGateOptions, GATE_CHOICES, type GateOptions } from '../lib/network/gate/gate.js';
import { createGate, type PeerGate } from '../lib/network/gate/peerGate.js';
import { rowsOf, type Rows } from '../lib/network/rows.js';
import { optionsOf, refuse } from './arguments.js';
import { processorSeconds } from './clock.js';

const HELP = `npm run bench -- gates [options]

Milliseconds of processor time, and bytes, of the gate of one peer in one round of training: a noisy choice, the requests,
the gradients and a step; and of the choice alone without noise, as in evaluation. The median of five.

  --sizes 8,16,64,256,1024,4096   numbers of peers
  --k 4                           peers chosen for each row
  --batch 32                      rows
  --seconds 0.5                   the least time of a measurement
  --smoke                         8 and 64 peers, a moment each, to see that it runs`;
const given = optionsOf(HELP, {
  smoke: { type: 'boolean', default: false },
  sizes: { type: 'string' },
  k: { type: 'string', default: '4' },
  batch: { type: 'string', default: '32' },
  seconds: { type: 'string' },
});
const SIZES = (given.sizes ?? (given.smoke ? '8,64' : '8,16,64,256,1024,4096')).split(',');
const SECONDS = Number(given.seconds ?? (given.smoke ? 0.02 : 0.5));
const REPEATS = given.smoke ? 1 : 5;

function integerOf(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  return refuse(`${name} must be an integer of at least 1, got ${text}`);
}

/** The bytes of all typed arrays that a value holds, each array once. */
function bytesOf(value: unknown, seen = new Set<unknown>()): number {
  if (typeof value !== 'object' || value === null || seen.has(value)) return 0;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return value.byteLength;
  const parts = value instanceof Map ? [...value.values()] : Object.values(value);
  return parts.reduce((sum: number, part) => sum + bytesOf(part, seen), 0);
}

/** Milliseconds of processor time of one call, the median of the repeats. */
function millisecondsOf(work: (turn: number) => void): number {
  let turn = 0;
  for (; turn < 3; turn++) work(turn);
  const found = Array.from({ length: REPEATS }, () => {
    const [start, first] = [processorSeconds(), turn];
    while (processorSeconds() - start < SECONDS) work(turn++);
    return (1e3 * (processorSeconds() - start)) / (turn - first);
  });
  return found.sort((a, b) => a - b)[REPEATS >> 1];
}

interface Cost {
  readonly round: number;
  readonly choice: number;
  /** Bytes of the parameters with Adam's moments and gradients, and of the arrays of one choice. */
  readonly held: number;
  readonly chosen: number;
}

function costOf(gate: PeerGate, x: Rows): Cost {
  const stream = createStream(1);
  const noise = Array.from({ length: 16 }, (_, at) => stream.split(at));
  const round = (turn: number): void => {
    const gating = gate.choose(x, undefined, noise[turn % noise.length]);
    const gradients = choicesOf(gating).map(({ factors }) =>
      factors.map((factor) => 1e-3 * (factor - 0.25)),
    );
    gate.accumulate(x, gating, gradients);
    gate.step();
  };
  return {
    round: millisecondsOf(round),
    choice: millisecondsOf(() => void gate.choose(x)),
    held: bytesOf(gate.save()),
    chosen: bytesOf(gate.choose(x, undefined, stream)),
  };
}

function main(): void {
  const [k, rows] = [integerOf('k', given.k), integerOf('batch', given.batch)];
  if (!(SECONDS > 0)) refuse(`seconds must be a number above 0, got ${given.seconds}`);
  const sizes = SIZES.map((size) => integerOf('sizes', size));
  const digits = loadDigits();
  const x = rowsOf(digits.x.subarray(0, rows * digits.inputs), digits.inputs);
  console.log('peers  gate     round (ms)  choice (ms)  held (KB)  a choice (KB)');
  for (const peers of sizes) {
    for (const choice of GATE_CHOICES) {
      const options: GateOptions = { k: Math.min(k, peers), choice };
      const checked = checkGateOptions('bench', peers, options);
      const of = { peers, inputs: digits.inputs, encoding: digits.encoding };
      const gate = createGate(of, checked, 0.002, createStream(2));
      const cost = costOf(gate, x);
      console.log(
        [
          String(peers).padEnd(7) + choice.padEnd(9),
          cost.round.toFixed(3).padStart(10),
          cost.choice.toFixed(3).padStart(13),
          (cost.held / 1e3).toFixed(1).padStart(11),
          (cost.chosen / 1e3).toFixed(1).padStart(15),
        ].join(''),
      );
    }
  }
}

main();
