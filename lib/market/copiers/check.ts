import { checkInteger, checkObject, checkVector } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { type Measurements } from './measurements.js';

/** @throws {@link InvalidArgumentError} unless the measurements are of their shapes, in rows that sum to 1. */
export function checkMeasurements(where: string, measured: Measurements): void {
  checkObject(where, 'measurements', measured);
  const { epochs, validators, miners, worth, rows } = measured;
  checkInteger(where, 'epochs', epochs, 1);
  checkInteger(where, 'validators', validators, 1);
  checkInteger(where, 'miners', miners, 2);
  checkVector(where, 'worth', worth, epochs * miners, `[${epochs}, ${miners}]`);
  const shape = `[${epochs}, ${validators}, ${miners}]`;
  checkVector(where, 'rows', rows, epochs * validators * miners, shape);
  for (const [name, values] of Object.entries({ worth, rows })) {
    const at = values.findIndex((value) => value < 0);
    if (at >= 0)
      throw new InvalidArgumentError(
        where,
        `${name} must not be negative`,
        `${values[at]} at ${at}`,
      );
    for (let start = 0; start < values.length; start += miners) {
      let total = 0;
      for (let j = start; j < start + miners; j++) total += values[j];
      if (Math.abs(total - 1) <= 1e-9) continue;
      const rule = `${name} must sum to 1 in every row`;
      throw new InvalidArgumentError(where, rule, `${total} in row ${start / miners}`);
    }
  }
}
