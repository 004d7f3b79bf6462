/*
 * The contract of transports: forward requests f(x) of a peer, backward sends it a gradient (§1.6, 2 and 3). Arguments
 * and results are plain data.
 */
import { WorkbenchError } from '../../math/errors.js';
import { type Rows } from '../rows.js';

/** Caller, callee and time limit of a call. */
export interface Call {
  readonly from: number;
  readonly to: number;
  /** In virtual time; a call that takes longer rejects with {@link TimeoutError}. */
  readonly timeout: number;
  /** Cancels the call, which rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Carries calls between peers. Every call settles: with the result or the error of the callee, with
 * {@link TimeoutError}, or with the signal's reason. A transport does not check answers; the caller does.
 */
export interface Transport {
  /** f_to(x). */
  forward: (call: Call, x: Rows) => Promise<Rows>;
  /** Sends ∂L_from/∂f_to(x) to peer `to`; resolves when it has arrived. */
  backward: (call: Call, x: Rows, gradient: Rows) => Promise<void>;
}

/** The callee did not answer in time. */
export class TimeoutError extends WorkbenchError {
  override name = 'TimeoutError';
}

/** The callee cannot be reached. */
export class UnreachableError extends WorkbenchError {
  override name = 'UnreachableError';
}

/** The callee failed, or refused the call; the message is its own. */
export class FailedError extends WorkbenchError {
  override name = 'FailedError';
}

/** The callee's side of a transport: the host of the peers. */
export interface Service {
  forward: (peer: number, x: Rows) => Promise<Rows>;
  backward: (peer: number, x: Rows, gradient: Rows) => Promise<void>;
}
