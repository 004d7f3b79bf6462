import { type Encoding } from '../../datasets/index.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { CheckedRows } from '../checkedRows.js';
import { clipRows, REFUSAL } from '../limits.js';
import { MeasuredRows } from '../measuredRows.js';
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

/** The same rows, which the service does not check with each message; those that are no request remain as they are. */
export function checkedOnce(x: Rows, bounds: Bounds): Rows {
  try {
    checkRequest('forward', x, bounds);
  } catch {
    // Each message of these rows is refused by the service.
    return x;
  }
  return new CheckedRows(x.rows, x.columns, x.values, bounds);
}

/**
 * A service that validates its arguments and clips gradients, so that extreme messages do not reach parameters.
 *
 * @param onClip - is called with the peer whose received gradient was clipped
 * @param unchanged - whether rows reach the service as they were made: of those that {@link checkedOnce} made for these
 *   bounds, and of gradients whose maker has measured them, the shape alone is looked at. Default: all are checked
 */
export function guarded(
  service: Service,
  bounds: Bounds,
  onClip: (peer: number) => void,
  unchanged = false,
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
  if (!unchanged) return checked;
  const isKnown = (x: Rows): boolean => x instanceof CheckedRows && x.bounds === bounds;
  const isWithin = (gradient: Rows): boolean =>
    gradient instanceof MeasuredRows && gradient.columns === width && gradient.largest <= limit;
  return {
    forward: (peer, x) => (isKnown(x) ? service : checked).forward(peer, x),
    backward: (peer, x, gradient) => {
      const isSound = isKnown(x) && isWithin(gradient) && gradient.rows === x.rows;
      return (isSound ? service : checked).backward(peer, x, gradient);
    },
  };
}
