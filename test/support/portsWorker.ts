/*
 * A worker thread that serves peers at ports: it is sent the name of a service and a port for each peer.
 */
import { parentPort, type MessagePort } from 'node:worker_threads';
import { RealClock } from '../../lib/network/index.js';
import { servePort } from '../../lib/network/transport/ports.js';
import { SERVICES, type ServiceName } from './services.js';

parentPort?.on('message', ({ name, ports }: { name: ServiceName; ports: MessagePort[] }) => {
  const service = SERVICES[name](new RealClock(1));
  for (const [peer, port] of ports.entries()) servePort(port, service, peer);
});
