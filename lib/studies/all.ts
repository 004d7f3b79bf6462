import { show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { type Figure } from '../plot/figure.js';
import { type ResultOf } from './define.js';
import * as list from './list.js';

/** Every study, in the order of the list. */
export const STUDIES = Object.values(list);

/** The result of any study. */
export type AnyResult = ResultOf<(typeof STUDIES)[number]>;

/**
 * The figure of a study's result, computed or read from its JSON file.
 *
 * @throws {@link InvalidArgumentError} when there is no such study, or the result lacks a part
 */
export function plot(result: AnyResult): Figure {
  const name: unknown = (result as Partial<AnyResult> | null)?.study;
  const study = STUDIES.find((one) => one.name === name);
  if (study) return (study.figure as (result: AnyResult) => Figure)(result);
  throw new InvalidArgumentError(
    'plot',
    'result must be the result of a study',
    show(name ?? result),
  );
}
