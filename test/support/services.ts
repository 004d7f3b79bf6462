/*
 * Services for tests of transports, by name, so that a worker thread can have them.
 */
import { type Clock, type Rows, type Service } from '../../lib/network/index.js';

const never = <T>(): Promise<T> => new Promise(() => undefined);
const fail = (): Promise<never> => Promise.reject(new RangeError('no such row'));

/** The peer that answers with what its service was last taught, whoever was taught. */
export const RECORDING = 4;

/**
 * Peer p answers p + 10 x in one column. Where x has three columns, the second of them is the delay of the answer; a
 * negative one never ends.
 */
class Recorder implements Service {
  #learnt: Rows = { rows: 0, columns: 1, values: new Float32Array() };
  constructor(readonly clock: Clock) {}

  async forward(peer: number, x: Rows): Promise<Rows> {
    const delay = x.columns === 3 ? x.values[1] : 0;
    if (delay < 0) return never();
    if (delay > 0) await this.clock.wait(delay);
    if (peer === RECORDING) return this.#learnt;
    const values = Float32Array.from(
      { length: x.rows },
      (_, row) => peer + 10 * x.values[row * x.columns],
    );
    return { rows: x.rows, columns: 1, values };
  }

  backward(peer: number, x: Rows, gradient: Rows): Promise<void> {
    const values = Float32Array.of(peer, x.rows, ...x.values, gradient.rows, ...gradient.values);
    this.#learnt = { rows: values.length, columns: 1, values };
    return Promise.resolve();
  }
}

export const SERVICES = {
  recorder: (clock: Clock): Service => new Recorder(clock),
  failing: (): Service => ({ forward: fail, backward: fail }),
  silent: (): Service => ({ forward: never, backward: never }),
} as const;
export type ServiceName = keyof typeof SERVICES;
