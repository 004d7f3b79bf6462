/*
 * A corpus: two half-circles that interlock, in the plane, with noise. Peers that see one moon alone cannot tell them
 * apart, and can learn from a peer that sees the other.
 */
import { defineCorpus, splitHeldOut } from 'bittensor-workbench';

const ROWS = 1200;
const NOISE = 0.15;

export const moons = defineCorpus({
  name: 'moons',
  title: 'two moons',
  split: (stream) => {
    const draw = stream.split('moons');
    const x = new Float32Array(2 * ROWS);
    const y = Int32Array.from({ length: ROWS }, (_, row) => row % 2);
    for (let row = 0; row < ROWS; row++) {
      const angle = Math.PI * draw.uniform();
      const [across, up] = [Math.cos(angle), Math.sin(angle)];
      x[2 * row] = (y[row] === 0 ? across : 1 - across) + NOISE * draw.normal();
      x[2 * row + 1] = (y[row] === 0 ? up : 0.5 - up) + NOISE * draw.normal();
    }
    const encoding = { kind: 'numbers' };
    const rows = { name: 'moons', rows: ROWS, inputs: 2, classes: 2, x, y, encoding };
    return splitHeldOut(rows, { fraction: 0.25, stream: stream.split('held out') });
  },
});
