/*
 * Copies of rows at the boundary to a transport of the user's, which may keep them, change them, or send them to another
 * thread: rows of the network's kernel lie in memory that is used again.
 */
import { MeasuredRows } from '../measuredRows.js';
import { rowsOf, type Rows } from '../rows.js';
import { type Service, type Transport } from './contract.js';

function copied(rows: Rows): Rows {
  return rows instanceof MeasuredRows ? rowsOf(rows.values.slice(), rows.columns) : rows;
}

/** A service whose answers are the receiver's own. */
export function withCopiedAnswers(service: Service): Service {
  return {
    forward: async (peer, x) => copied(await service.forward(peer, x)),
    backward: (peer, x, gradient) => service.backward(peer, x, gradient),
  };
}

/** A transport that is given copies of gradients. */
export function withCopiedGradients(transport: Transport): Transport {
  return {
    forward: (call, x) => transport.forward(call, x),
    backward: (call, x, gradient) => transport.backward(call, x, copied(gradient)),
  };
}
