/*
 * Two steps of 2,000 peers with float64 factors of 32 samples; prints the steps and the peak resident memory.
 * Run by factored.test.ts in a separate process.
 */
import { descendFactored } from '../../lib/market/factored.js';
import { randomWeights } from '../../lib/market/random.js';
import { randomFactors } from '../../lib/market/randomFactors.js';
import { createStream } from '../../lib/math/random.js';

const [peers, samples] = [2000, 32];
const stream = createStream(1);
const { steps } = descendFactored(
  {
    peers,
    samples,
    factors: randomFactors(peers, samples, stream.split('factors')),
    weights: randomWeights(peers, stream.split('weights')),
    stake: new Float64Array(peers).fill(1),
    temperature: 1,
    ratio: 25,
  },
  { maxSteps: 2 },
);
// maxRSS is in kibibytes.
const gibibytes = process.resourceUsage().maxRSS / 2 ** 20;
process.stdout.write(JSON.stringify({ steps, gibibytes }));
