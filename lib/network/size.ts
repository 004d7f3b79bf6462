/*
 * Refusal of networks that exceed the memory, before any work.
 */
import { checkMemory } from '../math/memory.js';

/** The sizes of a network of dense peers. */
export interface NetworkSizes {
  readonly peers: number;
  /** Hidden units of all dense peers together. */
  readonly units: number;
  readonly width: number;
  /** The most values that a hidden unit takes in. */
  readonly inputs: number;
  /** The peers that each joins for an example: all n, or the k of a gate. */
  readonly neighbours: number;
}

/**
 * Refuses networks that exceed the memory: parameters with Adam's moments and gradients are held four times, and every
 * peer takes inputs from its neighbours.
 *
 * @throws {@link InvalidArgumentError} when the memory is smaller
 */
export function checkNetworkSize(
  where: string,
  { peers, units, width, inputs, neighbours }: NetworkSizes,
): void {
  const bytes = 16 * units * Math.max(inputs, width) + 16 * peers * neighbours * width;
  checkMemory(where, `a network of ${peers} peers of width ${width}`, bytes);
}
