import assert from 'node:assert/strict';
import { type Network, type Rows } from '../../lib/network/index.js';
import { type JoinedAnswer } from '../../lib/network/cohort.js';
import { DenseCohort } from '../../lib/network/model/denseCohort.js';
import { layersOf } from '../../lib/network/model/layout.js';

/** The cohort of a dense peer. */
export function denseCohort(network: Network, peer: number): DenseCohort {
  const cohort = network.cohortOf(peer);
  assert.ok(cohort instanceof DenseCohort);
  return cohort;
}

/**
 * The trained state of one peer of a cohort: its layers side by side in the order of `layersOf`, with those of all
 * neighbours in their place, and its number of steps.
 */
export function stateOf(
  { store, members, dimensions }: DenseCohort,
  peer: number,
): Record<'values' | 'gradient' | 'first' | 'second' | 'steps', Float32Array> {
  const member = members.indexOf(peer);
  const held = new Map(store.heldBlocks(member).map((block) => [block.neighbour, block]));
  const of = (part: 'values' | 'gradient' | 'first' | 'second'): Float32Array => {
    const numbers = layersOf(dimensions).flatMap(({ name, rows, columns }): number[] => {
      const start = store.offsets.get(name);
      if (start !== undefined) {
        return [...store[part](member).subarray(start, start + rows * columns)];
      }
      const out = new Array<number>(rows * columns).fill(0);
      for (let neighbour = 0; neighbour < dimensions.peers; neighbour++) {
        const layer = store.layersOfBlock(member, neighbour).find((one) => one.name === name);
        const block =
          held.get(neighbour)?.[part] ??
          (part === 'values' ? store.blockValues(member, neighbour) : undefined);
        if (!layer || !block) continue;
        for (let at = 0; at < layer.size; at++) {
          const [row, column] = [Math.floor(at / layer.columns), at % layer.columns];
          const to =
            name === 'join'
              ? neighbour * layer.size + at
              : row * columns + neighbour * layer.columns + column;
          out[to] = block[layer.start + at];
        }
      }
      return out;
    });
    return Float32Array.from(numbers);
  };
  return {
    ...{ values: of('values'), gradient: of('gradient'), first: of('first') },
    ...{ second: of('second'), steps: store.steps.slice(member, member + 1) },
  };
}

/** F of all n peers, [rows, n · width], as answers that are joined with factor 1. */
export function apart({ rows, columns, values }: Rows, width: number): JoinedAnswer[] {
  return Array.from({ length: columns / width }, (_, peer) => ({
    peer,
    answer: {
      rows,
      columns: width,
      values: Float32Array.from({ length: rows * width }, (_unused, at) => {
        return values[Math.floor(at / width) * columns + peer * width + (at % width)];
      }),
    },
    factors: 1,
    received: true,
  }));
}

/** Rows side by side, [rows, n · width]. */
export function beside(parts: readonly (Rows | undefined)[]): Float32Array {
  const whole = parts.map((part) => part ?? assert.fail('every part must be there'));
  const [{ rows }] = whole;
  return Float32Array.from(
    Array.from({ length: rows }, (_, row) =>
      whole.flatMap(({ columns, values }) => [
        ...values.subarray(row * columns, (row + 1) * columns),
      ]),
    ).flat(),
  );
}

/** Answers of all peers at their indices, joined with their factors; those that are missing or of factor 0 are not. */
export function joinedFrom(
  answers: readonly (Rows | undefined)[],
  factors: ArrayLike<number>,
): JoinedAnswer[] {
  return answers.flatMap((answer, peer) =>
    answer && factors[peer] !== 0 ? [{ peer, answer, factors: factors[peer], received: true }] : [],
  );
}
