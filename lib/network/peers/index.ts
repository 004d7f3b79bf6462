import { type OpenName } from '../../parameters/definition.js';
import { Registry } from '../../parameters/registry.js';
import { type PeerDefinition } from './peer.js';
import { projection } from './projection.js';

export { definePeer, type PeerDefinition, type PeerSetting } from './peer.js';

/** The library's peers without data: the only list. */
const LIBRARY = { projection } as const;

const registry = new Registry<PeerDefinition, typeof LIBRARY>('peer', LIBRARY);

/** Every named peer without data: the library's, and those taken into use. */
export const PEERS = registry.definitions;

/** The name of a peer without data. */
export type PeerName = OpenName<keyof typeof LIBRARY>;

/** Their names, with those in use at the time of reading. */
export const PEER_NAMES: readonly PeerName[] = registry.names;
