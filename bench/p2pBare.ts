import type { Libp2p } from '@libp2p/interface' with { 'resolution-mode': 'import' };
import { loadPackages } from '../lib/network/p2p/libp2p.js';

/** A node of libp2p with the packages of our nodes as they are by default, and nothing else. */
export async function bareNode(): Promise<Libp2p> {
  const { createLibp2p, tcp, noise, yamux } = await loadPackages('bench');
  return createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    ...{ transports: [tcp()], connectionEncrypters: [noise()], streamMuxers: [yamux()] },
  });
}
