import {
  checkInteger,
  checkNoAccessors,
  checkObject,
  checkVector,
  show,
} from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';
import { checkStake } from '../market.js';
import { MOST_DENSE, type PostedWeights } from './fields.js';

/** Rows may miss 1 by this much: a division rounds. */
const ROW_SUM_TOLERANCE = 1e-9;

/** @throws {@link InvalidArgumentError} where a matrix [n, n] is too large. */
export function checkDense(where: string, peers: number): void {
  if (peers > MOST_DENSE) {
    const rule = `peers must be at most ${MOST_DENSE} for a matrix [n, n]`;
    throw new InvalidArgumentError(where, rule, String(peers));
  }
  checkMemory(where, `the weights of ${peers} peers`, 8 * peers ** 2);
}

/** @throws {@link InvalidArgumentError} unless the value is posted weights as {@link fromWeights} makes them. */
export function checkPosted(where: string, posted: PostedWeights): void {
  checkObject(where, 'posted', posted);
  checkNoAccessors(where, 'posted', posted);
  const { peers: n, names, stake, rowStart, columns, values } = posted;
  checkInteger(where, 'peers', n, 1, 2 ** 32 - 2);
  const refuse = (rule: string, found: string): never => {
    throw new InvalidArgumentError(where, rule, found);
  };
  checkInteger(where, 'scaled', posted.scaled, 0, n);
  const named = Array.isArray(names) && names.length === n;
  if (!named || !names.every((name) => typeof name === 'string')) {
    refuse(`names must be ${n} texts`, show(names));
  }
  checkVector(where, 'stake', stake, n);
  checkStake(where, n, stake);
  if (!(rowStart instanceof Uint32Array) || rowStart.length !== n + 1 || rowStart[0] !== 0) {
    refuse(`rowStart must be a Uint32Array of shape [${n + 1}] that begins with 0`, show(rowStart));
  }
  const entries = rowStart[n];
  if (!(columns instanceof Uint32Array) || columns.length !== entries) {
    refuse(`columns must be a Uint32Array of shape [${entries}]`, show(columns));
  }
  checkVector(where, 'values', values, entries);
  for (let i = 0; i < n; i++) {
    if (rowStart[i] > rowStart[i + 1]) refuse('rowStart must not descend', `${rowStart[i + 1]}`);
    let sum = 0;
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
      const ascends = at === rowStart[i] || columns[at - 1] < columns[at];
      if (!ascends || columns[at] >= n) {
        refuse(`columns must ascend in each row, below ${n}`, `${columns[at]} in row ${i}`);
      }
      if (!(values[at] > 0)) refuse('values must be above 0', `${values[at]} in row ${i}`);
      sum += values[at];
    }
    if (rowStart[i] < rowStart[i + 1] && !(Math.abs(sum - 1) <= ROW_SUM_TOLERANCE)) {
      refuse('values must have rows that sum to 1', `${sum} in row ${i}`);
    }
  }
}
