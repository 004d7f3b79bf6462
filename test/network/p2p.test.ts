import { RealClock, type Service } from '../../lib/network/index.js';
import { type PeerNode } from '../../lib/network/p2p/node.js';
import { keysOf, Nodes } from '../support/nodes.js';
import { SERVICES } from '../support/services.js';
import { describeTransport } from '../support/transportSuite.js';

/** Five peers and the one that calls them, which are the same for all tests. */
const nodes = new Nodes();
const clock = new RealClock(1);
const services: { current: Service } = { current: SERVICES.silent() };
let caller: PeerNode | undefined;

describeTransport({
  name: 'the transport over libp2p',
  exact: false,
  open: async (service) => {
    services.current = SERVICES[service](clock);
    if (!caller) {
      const [first] = await nodes.ofService(5, services);
      caller = await nodes.start(5, { clock, join: first.addresses });
      // The time limits of the suite are shorter than a handshake.
      for (let peer = 0; peer < 5; peer++) await caller.exchangeWith(keysOf(peer).id);
    }
    return { clock, transport: caller.transport((peer) => keysOf(peer).id) };
  },
  close: () => nodes.close(),
});
