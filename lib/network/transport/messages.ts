/*
 * The messages by which calls are carried to another thread or machine. A request has a number; its reply has the same.
 */
import { type Rows } from '../rows.js';

/** A call to a peer. */
export type CallMessage =
  | { readonly kind: 'forward'; readonly id: number; readonly x: Rows }
  | { readonly kind: 'backward'; readonly id: number; readonly x: Rows; readonly gradient: Rows }
  /** A question in text, such as one about the ledger. */
  | { readonly kind: 'ask'; readonly id: number; readonly text: string };

/** The reply to a call. */
export type ReplyMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly rows: Rows }
  | { readonly kind: 'received'; readonly id: number }
  | { readonly kind: 'told'; readonly id: number; readonly text: string }
  | { readonly kind: 'failed'; readonly id: number; readonly text: string };

export type Message = CallMessage | ReplyMessage;

/** One direction of a connection that keeps the order of messages. */
export interface Channel {
  /** Resolves when the channel can take more; rejects where it is closed. */
  send: (message: Message) => Promise<void>;
  /** Ends the connection, for a reason that the other side may be told. */
  close: (reason: Error) => void;
}

/** The callee's side of one peer. */
export interface PeerService {
  forward: (x: Rows) => Promise<Rows>;
  backward: (x: Rows, gradient: Rows) => Promise<void>;
  /** The reply to a question in text. Default: all are refused. */
  ask?: (text: string) => Promise<string>;
}
