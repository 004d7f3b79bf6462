/*
 * A peer as a definition: a name, and the function or model that answers with representations. Such a peer has no data,
 * and so no loss; the gradients of other peers' losses reach it, and it may learn from them.
 */
import { type Encoding } from '../../datasets/dataset.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { show } from '../../math/show.js';
import { type RandomStream } from '../../math/random.js';
import { defined, functionField, WORDS } from '../../parameters/definition.js';
import { type ModelLike } from '../modelLike.js';
import { type PeerFunction } from '../single.js';

/** The network that a peer is to fit. */
export interface PeerSetting {
  /** The width of every input. */
  readonly inputs: number;
  /** Numbers, or codes of symbols. */
  readonly encoding: Encoding;
  /** The width of every answer. */
  readonly width: number;
  /** η of the network's peers. */
  readonly learningRate: number;
  /** The stream of all that is left to chance; it depends on the network, the study's seed and the peer's place. */
  readonly stream: RandomStream;
}

/** A named peer without data. */
export interface PeerDefinition<Name extends string = string> {
  readonly name: Name;
  /** The label in figures and tables. */
  readonly title: string;
  /** The peer in one phrase, for help and reference. */
  readonly about: string;
  /** The function or tfjs model that answers, [rows, inputs] → [rows, width]; for each network another. */
  readonly create: (
    setting: PeerSetting,
  ) => PeerFunction | ModelLike | Promise<PeerFunction | ModelLike>;
}

/**
 * Makes a peer from its definition.
 *
 * @throws {@link InvalidArgumentError} when a field is missing, of another kind, or none of a peer's
 */
export function definePeer<const Name extends string>(
  definition: PeerDefinition<Name>,
): PeerDefinition<Name> {
  return defined('definePeer', 'peer', definition, { ...WORDS, create: functionField });
}

/**
 * The peer as {@link createNetwork} takes it.
 *
 * @throws {@link InvalidArgumentError} (rejects) when `create` gives neither a function nor a model
 */
export async function peerSpec(
  where: string,
  { name, create }: PeerDefinition,
  setting: PeerSetting,
): Promise<{ kind: 'function'; peer: PeerFunction } | { kind: 'model'; model: ModelLike }> {
  const made = (await create(setting)) as unknown;
  const held = (made ?? {}) as Partial<PeerFunction & ModelLike>;
  if (typeof held.forward === 'function') return { kind: 'function', peer: made as PeerFunction };
  if (typeof held.predict === 'function') return { kind: 'model', model: made as ModelLike };
  const rule = `create of the peer ${name} must give an object with forward, or a tfjs model`;
  throw new InvalidArgumentError(where, rule, show(made));
}
