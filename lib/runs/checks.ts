/*
 * Checks of kept runs and sweeps, which may come from files.
 */
import { each, fields, object, plainData, text } from '../plot/checks.js';
import { type Check } from '../parameters/index.js';
import { checkName } from './names.js';

/** A row of a table. */
const row: Check = (where, name, given) => {
  object(where, name, given);
  plainData(where, name, given);
};

const versions = fields({ workbench: text });

/** A run as it is kept. */
export const keptRun = fields({
  run: fields({
    name: (where, _, given) => {
      checkName(where, 'name of a run', given);
    },
    tags: each(text),
    finished: text,
  }),
  ...{ study: text, parameters: row, versions },
  tables: fields({ summary: each(row, 1) }),
});

/** The result of a sweep. */
export const sweepResult = fields({
  ...{ sweep: text, over: row, parameters: row, versions, rows: each(row, 1) },
});
