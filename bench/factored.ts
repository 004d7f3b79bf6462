/*
 * Seconds a step and memory for markets with Hessians given as factors of 32 samples.
 *
 *   node dist/bench/factored.js [peers] [samples] [single|double]
 */
import { descendFactored } from '../lib/market/factored.js';
import { randomWeights } from '../lib/market/random.js';
import { randomFactors } from '../lib/market/randomFactors.js';
import { createStream } from '../lib/math/random.js';
import { numbersOf } from './arguments.js';

const HELP = `npm run bench -- factored [peers] [samples] [single|double]

Seconds a step and memory of a market whose Hessians are factors; 2000 peers, 32 samples, single where not given.`;
const [peers, samples] = numbersOf(HELP, [2000, 32]);
const precision = process.argv[4] === 'double' ? 'double' : 'single';
const STEPS = 8;

const stream = createStream(1);
const market = {
  peers,
  samples,
  factors: randomFactors(peers, samples, stream.split('factors'), { precision }),
  weights: randomWeights(peers, stream.split('weights')),
  stake: new Float64Array(peers).fill(1),
  temperature: 1,
  ratio: 25,
};
const seconds: number[] = [];
const processor: number[] = [];
let [last, used] = [performance.now(), process.cpuUsage()];
descendFactored(market, {
  tolerance: 0,
  maxSteps: STEPS,
  onStep: () => {
    const { user, system } = process.cpuUsage(used);
    seconds.push((performance.now() - last) / 1000);
    processor.push((user + system) / 1e6);
    [last, used] = [performance.now(), process.cpuUsage()];
  },
});
// The first step includes the checks and the compiler.
const [wall, busy] = [seconds, processor].map(
  (values) => values.slice(1).sort((a, b) => a - b)[(STEPS - 1) >> 1],
);
const gibibytes = process.resourceUsage().maxRSS / 2 ** 20;
console.log(
  `${peers} peers, ${samples} samples, ${precision}: ${wall.toFixed(3)} s a step (processor ` +
    `${busy.toFixed(3)} s), ${((4 * peers * peers * samples) / busy / 1e9).toFixed(1)} GFLOP/s in H d, ` +
    `most resident memory ${gibibytes.toFixed(2)} GiB`,
);
