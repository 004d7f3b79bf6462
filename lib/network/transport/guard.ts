import { type Encoding } from '../../datasets/index.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { clipRows, REFUSAL } from '../limits.js';
import { checkCodes, checkRows, type Rows } from '../rows.js';
import { type Service } from './contract.js';

/** The shape and the bounds of valid messages. */
export interface Bounds {
  readonly inputs: number;
  readonly width: number;
  readonly encoding: Encoding;
  /** The largest norm of a row of x where inputs are numbers. */
  readonly request: number;
  /** The norm to which rows of gradients are clipped. */
  readonly gradient: number;
}

/** @throws {@link InvalidArgumentError} unless x is a request within the bounds */
export function checkRequest(where: string, x: Rows, { inputs, encoding, request }: Bounds): void {
  checkRows(where, 'x', x, inputs, encoding.kind === 'numbers' ? request : Infinity);
  if (encoding.kind === 'codes') checkCodes(where, x, encoding.symbols);
}

/**
 * A service that validates its arguments and clips gradients, so that extreme messages do not reach parameters.
 *
 * @param onClip - is called with the peer whose received gradient was clipped
 * @param known - rows that were found within the bounds and that nothing has changed since, by identity: messages of
 *   such rows alone are passed on. Default: none
 */
export function guarded(
  service: Service,
  bounds: Bounds,
  onClip: (peer: number) => void,
  known: Pick<WeakSet<Rows>, 'has'> = new WeakSet(),
): Service {
  const { width, gradient: limit } = bounds;
  const checked: Service = {
    forward: async (peer, x) => {
      checkRequest('forward', x, bounds);
      return service.forward(peer, x);
    },
    backward: async (peer, x, gradient: Rows) => {
      checkRequest('backward', x, bounds);
      checkRows('backward', 'gradient', gradient, width, REFUSAL * limit);
      if (gradient.rows !== x.rows) {
        const rule = `gradient must have the ${x.rows} rows of x`;
        throw new InvalidArgumentError('backward', rule, `${gradient.rows} rows`);
      }
      const bounded = clipRows(gradient, limit);
      if (bounded !== gradient) onClip(peer);
      return service.backward(peer, x, bounded);
    },
  };
  return {
    forward: (peer, x) => (known.has(x) ? service : checked).forward(peer, x),
    backward: (peer, x, gradient) =>
      (known.has(x) && known.has(gradient) ? service : checked).backward(peer, x, gradient),
  };
}
