/**
 * Networks of models that train on their own data and query each other (§1.1, §1.6–1.8), with the data sets and the
 * tensor backend that they run on.
 *
 * @example
 * ```ts
 * import { createStream } from 'bittensor-workbench';
 * import { createNetwork, evaluate, loadDigits, shardByDirichlet, splitHeldOut, train } from 'bittensor-workbench/network';
 *
 * const stream = createStream(7);
 * const { train: rows, heldOut } = splitHeldOut(loadDigits(), { stream: stream.split('held out') });
 * const shards = shardByDirichlet(rows, { peers: 3, beta: 0.5, stream: stream.split('shards') });
 * const network = await createNetwork({ peers: shards.map((data) => ({ kind: 'dense', data })), seed: 7 });
 * await train(network, { rounds: 20 });
 * console.log((await evaluate(network, heldOut)).benchmark); // B of (1), in nats
 * ```
 *
 * @packageDocumentation
 */
export * from '../datasets/index.js';
export * from '../tensors/public.js';
export * from '../network/index.js';
