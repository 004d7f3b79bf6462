/*
 * Targets with a fault each, for the test of the fuzzer: what a call is given does not matter to them.
 */
import { InvalidArgumentError } from '../../lib/math/index.js';
import { target, type Target } from './target.js';

function refuses(): never {
  throw new InvalidArgumentError('refuses', 'value must be another', 'this');
}

function refusesAtLength(): never {
  throw new InvalidArgumentError('refusesAtLength', 'value must be another', 'x'.repeat(1000));
}

function changes(list: unknown): void {
  if (Array.isArray(list)) list.push(1);
}

/** Rejects after the call has ended. */
function fails(): void {
  void Promise.reject(new TypeError('fails late'));
}

function spins(): never {
  for (;;);
}

function fills(): number {
  const filled: Float64Array[] = [];
  for (;;) filled.push(new Float64Array(1e6).fill(filled.length));
}

/** Targets whose valid calls fail too. */
export const TARGETS: readonly Target[] = [
  target('refuses', refuses, () => [1]),
  target('refusesAtLength', refusesAtLength, () => [1]),
  target(
    'throws',
    () => (undefined as unknown as { field: number }).field,
    () => [1],
  ),
  target('fails', fails, () => [1]),
  target(
    'returnsNaN',
    () => ({ values: Float64Array.of(1, Number.NaN) }),
    () => [1],
  ),
  target('changes', changes, () => [[1, [2]]]),
  target(
    'neverSettles',
    () => new Promise(() => undefined),
    () => [1],
  ),
  target('spins', spins, () => [1]),
  target('fills', fills, () => [1], { seconds: 60 }),
  target(
    'exits',
    () => process.exit(3),
    () => [1],
  ),
  target(
    'waits',
    (work: () => unknown) => work(),
    () => [() => 1],
    { waits: true },
  ),
  target(
    'runsByDefault',
    ({ blocks }: { blocks?: number }) => (blocks === undefined ? new Promise(() => undefined) : 1),
    () => [{ blocks: 1 }],
    { long: true },
  ),
  target(
    'listens',
    () => 1,
    () => [new AbortController().signal],
  ),
];
