/*
 * Fewer writes for the same bytes. js-libp2p writes each piece of an encrypted message by itself, four for a frame, and
 * gives back the window of each frame that it reads in a message of its own; each write wakes the other side.
 */
import type {
  ConnectionEncrypter,
  MessageStream,
  StreamMuxerFactory,
} from '@libp2p/interface' with {
  'resolution-mode': 'import',
};

type Data = Parameters<MessageStream['send']>[0];

/** Bytes of a message up to which its pieces are joined: the copy of a longer one costs more memory than it saves time. */
export const MOST_JOINED = 2 ** 20;

/*
 * The methods of a connection are replaced on the object itself: its class has private fields, which a wrapper has not.
 */

/** Makes each message that a connection sends one write. */
export function joinPieces(connection: MessageStream): void {
  const send = connection.send.bind(connection);
  connection.send = (data) => send(data.byteLength <= MOST_JOINED ? data.subarray() : data);
}

/**
 * Makes the window updates of yamux wait for the next frame of another kind, with which they are one message, or for
 * the end of the event loop's turn.
 */
export function holdUpdates(connection: MessageStream): void {
  const send = connection.send.bind(connection);
  let held: Uint8Array[] = [];
  const sendHeld = (): void => {
    if (held.length === 0 || connection.status !== 'open') return;
    const updates = Buffer.concat(held);
    held = [];
    try {
      send(updates);
    } catch (error) {
      connection.abort(error as Error);
    }
  };
  connection.send = (frame) => {
    if (isUpdate(frame)) {
      if (held.push(frame) === 1) setImmediate(sendHeld);
      return !connection.writableNeedsDrain;
    }
    if (held.length === 0) return send(frame);
    const updates = held;
    held = [];
    return send(behind(updates, frame));
  };
}

/** A frame of yamux that gives back a window and does nothing else: version 0, type 1, no flags. */
function isUpdate(frame: Data): frame is Uint8Array {
  if (!(frame instanceof Uint8Array) || frame.byteLength !== 12) return false;
  return frame[0] === 0 && frame[1] === 1 && frame[2] === 0 && frame[3] === 0;
}

function behind(updates: readonly Uint8Array[], frame: Data): Data {
  if (frame instanceof Uint8Array) return Buffer.concat([...updates, frame]);
  const all = frame.sublist();
  all.prepend(Buffer.concat(updates));
  return all;
}

/** An encrypter whose messages are one write each. */
export function withJoinedPieces(encrypter: ConnectionEncrypter): ConnectionEncrypter {
  return {
    protocol: encrypter.protocol,
    secureInbound: (connection, options) => {
      joinPieces(connection);
      return encrypter.secureInbound(connection, options);
    },
    secureOutbound: (connection, options) => {
      joinPieces(connection);
      return encrypter.secureOutbound(connection, options);
    },
  };
}

/** Muxers whose window updates wait for other frames. */
export function withHeldUpdates(factory: StreamMuxerFactory): StreamMuxerFactory {
  return {
    protocol: factory.protocol,
    createStreamMuxer: (connection) => {
      holdUpdates(connection);
      return factory.createStreamMuxer(connection);
    },
  };
}
