/*
 * Results of studies, which may come from a file, checked before figures and reports read them.
 */
import { checkObject } from '../math/checks.js';
import { show } from '../math/show.js';
import { type DefinitionSource, type Versions } from '../files/version.js';
import { type Kind } from '../parameters/definition.js';
import { registryOf } from '../parameters/registry.js';
import { InvalidArgumentError } from '../math/errors.js';
import { each, fields, object, plainData, text, word } from '../plot/checks.js';
import { type Check } from '../parameters/index.js';

const cell: Check = (where, name, given) => {
  if (['number', 'string', 'boolean'].includes(typeof given) || given === null) return;
  throw new InvalidArgumentError(where, `${name} must be a value of a table`, show(given));
};

/** @throws {@link InvalidArgumentError} when a result names a definition that is not in use, whose words figures need. */
function checkInUse(where: string, { definitions }: Versions): void {
  if (definitions === undefined) return;
  checkObject(where, 'result.versions.definitions', definitions);
  for (const [name, source] of Object.entries(definitions)) {
    const [kind, own] = name.split(' ');
    // The study itself reads the result.
    if (kind === 'study' || registryOf(kind as Kind)?.ownNamed(own)) continue;
    const file = (source as Partial<DefinitionSource> | null)?.file;
    const rule = 'definitions that result names must be in use';
    throw new InvalidArgumentError(where, rule, show(`${name} of ${file ?? 'another program'}`));
  }
}

/**
 * The outcome of `read`, which reads a result of the study.
 *
 * @param where - the function that error messages name
 * @param study - its name, the check of its parameters, and the columns that every row of its summary has
 * @throws {@link InvalidArgumentError} for what is no such result, or one with other tables or numbers that are not finite
 */
export function readResult<Result, T>(
  where: string,
  study: {
    readonly name: string;
    readonly columns: readonly string[];
    readonly read: (parameters: never) => unknown;
  },
  result: Result,
  read: (result: Result) => T,
): T {
  const row = fields(Object.fromEntries(study.columns.map((column) => [column, cell])));
  const shape = fields({
    ...{ study: word(study.name), parameters: object, versions: fields({ workbench: text }) },
    tables: fields({ summary: each(row, 1) }),
  });
  shape(where, 'result', result);
  const { parameters, tables } = result as {
    readonly parameters: unknown;
    readonly tables: unknown;
  };
  checkInUse(where, (result as { readonly versions: Versions }).versions);
  plainData(where, 'result.parameters', parameters);
  plainData(where, 'result.tables', tables);
  try {
    study.read(parameters as never);
    return read(result);
  } catch (cause) {
    // The function's own refusal, of another argument.
    if (cause instanceof InvalidArgumentError && cause.where === where) throw cause;
    const rule = `result must have the parameters and tables of ${study.name}`;
    throw Object.assign(new InvalidArgumentError(where, rule, show(result)), { cause });
  }
}
