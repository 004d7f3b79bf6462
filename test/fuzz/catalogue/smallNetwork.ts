import {
  createNetwork,
  train,
  type Network,
  type NetworkOptions,
} from '../../../lib/entry/network.js';
import { densePeers, SMALL } from '../../support/network.js';

/** The options of a network of two dense peers with gates. */
export function smallOptions(): NetworkOptions {
  return { ...SMALL, peers: densePeers(2), gate: { k: 1 }, standIns: true };
}

/** A network of two tiny dense peers with gates that has trained for a round. */
export async function smallNetwork(): Promise<Network> {
  const network = await createNetwork(smallOptions());
  await train(network, { rounds: 1, batch: 4 });
  return network;
}

/** A network of two tiny dense peers without gates before its first round. */
export function plainNetwork(): Promise<Network> {
  return createNetwork({ ...SMALL, peers: densePeers(2) });
}
