/*
 * The equilibrium of figure 4's networks by the descent and by solveEquilibrium, in the same run: the frequency of
 * agreement (rank within 1e-4 of the descent at residual 1e-9), and the work of each.
 *
 *   node dist/bench/equilibrium.js [networks] [peers] [temperature]
 */
import { descend } from '../lib/market/descent.js';
import { solveEquilibrium } from '../lib/market/equilibrium/solve.js';
import { randomMarket } from '../lib/market/random.js';
import { rank } from '../lib/market/ranking.js';
import { numbersOf } from './arguments.js';

const HELP = `npm run bench -- equilibrium [networks] [peers] [temperature]

Evaluations to an equilibrium of figure 4's networks by solveEquilibrium, against the descent; 10 networks of 10 peers at
T = 1 where not given.`;
const [networks, peers] = numbersOf(HELP, [10, 10]);
const temperature = Number(process.argv[4] ?? 1);

function timed<T>(work: () => T): { result: T; seconds: number } {
  const start = performance.now();
  const result = work();
  return { result, seconds: (performance.now() - start) / 1000 };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

console.log(`${networks} networks of ${peers} peers, T = ${temperature}`);
// A warm-up, so that no ratio includes compilation.
for (let seed = 0; seed < 5; seed++) solveEquilibrium(randomMarket({ peers, temperature, seed }));
for (const ratio of [1, 10, 25, 50]) {
  let [compared, same] = [0, 0];
  const evaluations: number[] = [];
  const plain: number[] = [];
  const full: number[] = [];
  const wall: number[] = [];
  for (let seed = 0; seed < networks; seed++) {
    const market = randomMarket({ peers, temperature, ratio, seed });
    const slow = timed(() => descend(market, { tolerance: 1e-9, maxSteps: 200_000 * peers }));
    const fast = timed(() => solveEquilibrium(market));
    if (!slow.result.converged) continue;
    compared++;
    const [a, b] = [slow, fast].map(({ result }) => rank({ ...market, weights: result.weights }));
    if (fast.result.converged && a.every((value, j) => Math.abs(value - b[j]) < 1e-4)) same++;
    const steps = Math.min(slow.result.steps, 1000 * peers);
    evaluations.push(fast.result.evaluations);
    plain.push(steps / fast.result.evaluations);
    full.push(slow.result.steps / fast.result.evaluations);
    wall.push((slow.seconds * steps) / slow.result.steps / fast.seconds);
  }
  console.log(
    `ratio ${String(ratio).padEnd(3)} same ${same} of ${compared}` +
      `  evaluations median ${median(evaluations)}, most ${Math.max(...evaluations)}` +
      `  than 1000·n steps: ${median(plain).toFixed(0)} times less work` +
      ` (least ${Math.min(...plain).toFixed(0)}), ${median(wall).toFixed(0)} times less time` +
      `  than all steps: ${median(full).toFixed(0)} times less work`,
  );
}
