import { show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { Registry } from '../parameters/registry.js';
import { type Figure } from '../plot/figure.js';
import { type ResultOf } from './define.js';
import * as list from './list.js';
import { type StudyResult } from './result.js';
import { checkStudy } from './use/study.js';

type AnyStudy = (typeof list)[keyof typeof list];

const LIBRARY = Object.fromEntries(
  Object.values(list).map((study) => [study.name, study]),
) as Record<string, AnyStudy>;

const registry = new Registry<AnyStudy, typeof LIBRARY>('study', LIBRARY, (where, study) => {
  checkStudy(where, study, registry.list);
});

/** Every study, in the order of the list: the library's, then those taken into use. */
export const STUDIES: readonly AnyStudy[] = registry.list;

/** The result of any study of the library. */
export type AnyResult = ResultOf<AnyStudy>;

/**
 * The figure of a study's result, computed or read from its JSON file.
 *
 * @throws {@link InvalidArgumentError} when there is no such study, or the result lacks a part
 */
export function plot(
  result: AnyResult | StudyResult<string, object, { readonly summary: readonly object[] }>,
): Figure {
  const name: unknown = (result as Partial<AnyResult> | null)?.study;
  const study = STUDIES.find((one) => one.name === name);
  if (study) return (study.figure as (given: typeof result) => Figure)(result);
  throw new InvalidArgumentError(
    'plot',
    'result must be the result of a study',
    show(name ?? result),
  );
}
