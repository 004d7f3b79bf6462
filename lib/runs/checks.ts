/*
 * Checks of kept runs and sweeps, which may come from files.
 */
import { show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { each, fields, object, plainData, text } from '../plot/checks.js';
import { type Check } from '../parameters/index.js';
import { checkName } from './names.js';

/** Data that JSON can hold. */
const json: Check = (where, name, given) => {
  plainData(where, name, given);
  checkLeaves(where, name, given);
};

function checkLeaves(where: string, name: string, given: unknown): void {
  if (typeof given === 'object' && given !== null) {
    for (const inner of Object.values(given)) checkLeaves(where, name, inner);
    return;
  }
  if (given === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof given)) return;
  throw new InvalidArgumentError(where, `${name} must be data of JSON`, show(given));
}

/** Named data: a row of a table, parameters. */
const row: Check = (where, name, given) => {
  object(where, name, given);
  json(where, name, given);
};

const versions = fields({ workbench: text });

/** The name of a study, which need not be in use: its module may be. */
const study: Check = (where, _, given) => {
  checkName(where, 'study', given);
};

/** A run as it is kept. */
export const keptRun = fields({
  run: fields({
    name: (where, _, given) => {
      checkName(where, 'name of a run', given);
    },
    ...{ tags: each(text), finished: text },
  }),
  ...{ study, parameters: row, versions },
  tables: fields({ summary: each(row, 1) }),
});

/** Values by the names of parameters. */
const over: Check = (where, name, given) => {
  object(where, name, given);
  for (const [parameter, values] of Object.entries(given as object)) {
    each(json, 1)(where, `${name}.${parameter}`, values);
  }
};

/** The result of a sweep. */
export const sweepResult = fields({
  ...{ sweep: study, over, parameters: row, versions, rows: each(row, 1) },
});
