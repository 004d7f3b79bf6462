import { checkPositive, show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { positive, type Parameter } from '../parameters/index.js';

/** A time above 0 s and at most `most`. */
export function seconds(value: number, most: number, about: string): Parameter<number> {
  return {
    ...positive(value, about, { unit: 's' }),
    json: { type: 'number', exclusiveMinimum: 0, maximum: most },
    check: (where, name, given) => {
      checkPositive(where, name, given);
      if (given <= most) return;
      throw new InvalidArgumentError(where, `${name} must be at most ${most} s`, show(given));
    },
  };
}
