/*
 * Refusal of sizes that exceed the memory, before any work.
 */
import { memoryBytes } from '#host/memory.js';
import { InvalidArgumentError } from './errors.js';

/** The most bytes that arrays of this process can take: the limit of the machine, its container or the engine. */
export function memoryLimit(): number {
  return (limit ??= memoryBytes());
}

/** Read once: the container's limit is a file. */
let limit: number | undefined;

/**
 * Refuses work whose arrays cannot fit into memory.
 *
 * @param what - the result, with its size: `a market of 3000 peers`
 * @param bytes - the least bytes that it needs
 * @throws {@link InvalidArgumentError} when the memory is smaller
 */
export function checkMemory(where: string, what: string, bytes: number): void {
  const limit = memoryLimit();
  if (bytes <= limit) return;
  throw new InvalidArgumentError(
    where,
    `${what} must fit into the available memory, ${gigabytes(limit)}`,
    gigabytes(bytes),
  );
}

function gigabytes(bytes: number): string {
  return `${Number((bytes / 1e9).toPrecision(3))} GB`;
}
