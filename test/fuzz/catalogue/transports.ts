/*
 * Valid calls of transports and of clocks.
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import {
  inProcess,
  overPorts,
  RealClock,
  servePort,
  VirtualClock,
  withFaults,
  withLatency,
  type Rows,
  type Service,
} from '../../../lib/entry/network.js';
import { target, through, type Target } from '../target.js';

const service = (): Service => ({
  forward: (_, x) => Promise.resolve(x),
  backward: () => Promise.resolve(),
});
const oneRow = (): Rows => ({ rows: 1, columns: 2, values: Float32Array.of(1, 2) });

/** A delay that is over in a moment: a longer one is in order, and would take its time. */
const soon = (delay: number): number => (typeof delay === 'number' && delay > 5 ? 5 : delay);

/** Transports, and the clocks that they wait on. */
export const TRANSPORTS: readonly Target[] = [
  target('inProcess', inProcess, () => [new VirtualClock(), service(), { latency: 0.1 }]),
  through(
    'VirtualClock.constructor',
    VirtualClock,
    (start: number) => new VirtualClock(start).now,
    () => [1],
  ),
  through(
    'VirtualClock.wait',
    VirtualClock,
    (delay: number) => {
      const clock = new VirtualClock();
      return clock.run(clock.wait(delay));
    },
    () => [1],
  ),
  through(
    'VirtualClock.after',
    VirtualClock,
    async (delay: number, act: () => void) => {
      const clock = new VirtualClock();
      clock.after(delay, act);
      await clock.drain();
      return clock.now;
    },
    () => [1, () => undefined],
  ),
  through(
    'VirtualClock.hold',
    VirtualClock,
    async () => {
      const clock = new VirtualClock();
      setImmediate(clock.hold());
      await clock.run(clock.wait(1));
      return clock.now;
    },
    () => [],
  ),
  through(
    'VirtualClock.gather',
    VirtualClock,
    async (work: () => Promise<boolean>) => {
      const clock = new VirtualClock();
      clock.gather(work);
      await clock.run(clock.wait(1));
    },
    () => [() => Promise.resolve(false)],
    { waits: true },
  ),
  through(
    'VirtualClock.run',
    VirtualClock,
    (end: Promise<unknown>, signal: AbortSignal) => new VirtualClock().run(end, signal),
    () => [Promise.resolve(1), new AbortController().signal],
  ),
  through(
    'VirtualClock.drain',
    VirtualClock,
    (signal: AbortSignal) => new VirtualClock().drain(signal),
    () => [new AbortController().signal],
  ),
  through(
    'RealClock.constructor',
    RealClock,
    (unit: number) => new RealClock(unit).due,
    () => [1],
  ),
  through(
    'RealClock.wait',
    RealClock,
    (delay: number) => new RealClock(1).wait(soon(delay)),
    () => [1],
  ),
  through(
    'RealClock.after',
    RealClock,
    async (delay: number, act: () => void) => {
      const clock = new RealClock(1);
      clock.after(soon(delay), act);
      await clock.drain();
      return clock.due;
    },
    () => [1, () => undefined],
  ),
  through(
    'RealClock.gather',
    RealClock,
    (work: () => Promise<boolean>) => {
      new RealClock(1).gather(work);
    },
    () => [() => Promise.resolve(false)],
  ),
  through(
    'RealClock.run',
    RealClock,
    (end: Promise<unknown>, signal: AbortSignal) => new RealClock(1).run(end, signal),
    () => [Promise.resolve(1), new AbortController().signal],
  ),
  through(
    'RealClock.drain',
    RealClock,
    (signal: AbortSignal) => new RealClock(1).drain(signal),
    () => [new AbortController().signal],
  ),
  through(
    'overPorts',
    overPorts,
    (ports: Map<number, MessagePort>) => {
      overPorts(new RealClock(1), ports);
      for (const port of ports.values()) port.close();
    },
    () => [new Map([[0, new MessageChannel().port1]])],
  ),
  through(
    'servePort',
    servePort,
    (port: MessagePort, served: Service, peer: number) => {
      servePort(port, served, peer);
      port.close();
    },
    () => [new MessageChannel().port1, service(), 0],
  ),
  target('withFaults', withFaults, () => {
    const clock = new VirtualClock();
    return [inProcess(clock, service()), clock, () => undefined, { seed: 1 }];
  }),
  target('withLatency', withLatency, () => {
    const clock = new VirtualClock();
    return [inProcess(clock, service()), clock, 0.5];
  }),
  through(
    'Transport.forward',
    undefined,
    (faults: () => undefined, call: never, x: Rows) => {
      const clock = new VirtualClock();
      const transport = withFaults(inProcess(clock, service()), clock, faults);
      return clock.run(transport.forward(call, x));
    },
    () => [() => undefined, { from: 0, to: 1, timeout: 1 }, oneRow()],
    // A transport does not check answers.
    { isUndefined: (_, place) => place.startsWith('.values') },
  ),
];
