import { InvalidArgumentError } from '../../math/errors.js';
import { checkRows, type Rows } from '../rows.js';
import { type Service } from './contract.js';

/** A service that validates its arguments, so that invalid messages do not reach parameters. */
export function guarded(
  service: Service,
  { inputs, width }: { inputs: number; width: number },
): Service {
  return {
    forward: async (peer, x) => {
      checkRows('forward', 'x', x, inputs);
      return service.forward(peer, x);
    },
    backward: async (peer, x, gradient: Rows) => {
      checkRows('backward', 'x', x, inputs);
      checkRows('backward', 'gradient', gradient, width);
      if (gradient.rows !== x.rows) {
        const rule = `gradient must have the ${x.rows} rows of x`;
        throw new InvalidArgumentError('backward', rule, `${gradient.rows} rows`);
      }
      return service.backward(peer, x, gradient);
    },
  };
}
