/*
 * How peers reach each other: ask for a forward, send a backward (§1.6, 2 and 3). One contract for every way to carry
 * a message; plain data goes in and out.
 */
import { WorkbenchError } from '../../math/errors.js';
import { type Rows } from '../rows.js';

/** Caller, callee, and the time that the caller waits. */
export interface Call {
  readonly from: number;
  readonly to: number;
  /** In the clock's units; the call rejects with {@link TimeoutError} when it takes longer. */
  readonly timeout: number;
  /** Ends the call: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * A way to other peers. Every call settles: with what the other side returned, with its error, with
 * {@link TimeoutError}, or with the signal's reason. It says nothing of what is in an answer; the caller looks.
 */
export interface Transport {
  /** f_to(x). */
  forward: (call: Call, x: Rows) => Promise<Rows>;
  /** Hands ∂L_from/∂f_to(x) to peer `to`; resolves when it has arrived. */
  backward: (call: Call, x: Rows, gradient: Rows) => Promise<void>;
}

/** The other side did not answer in time. */
export class TimeoutError extends WorkbenchError {
  override name = 'TimeoutError';
}

/** The other side is not there. */
export class UnreachableError extends WorkbenchError {
  override name = 'UnreachableError';
}

/** The other side of a transport: a host of peers. */
export interface Service {
  forward: (peer: number, x: Rows) => Promise<Rows>;
  backward: (peer: number, x: Rows, gradient: Rows) => Promise<void>;
}
