/*
 * Checks of what callers hand to a study: options of a run, results to present, definitions.
 */
import {
  checkFunction,
  checkInteger,
  checkList,
  checkNoAccessors,
  checkObject,
  checkOptionNames,
  checkPath,
  checkSignal,
  checkText,
  show,
} from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { type RunOptions } from './result.js';

/** The options of a run, each read once. @throws {@link InvalidArgumentError} when one is not allowed. */
export function readRunOptions(where: string, given: RunOptions): RunOptions {
  checkOptionNames(where, given, ['signal', 'onProgress', 'workers', 'journal']);
  const options = { ...given };
  const { signal, onProgress, workers, journal } = options;
  checkSignal(where, signal);
  if (onProgress !== undefined) checkFunction(where, 'onProgress', onProgress);
  if (workers !== undefined) checkInteger(where, 'workers', workers, 1);
  if (journal !== undefined) checkPath(where, 'journal', journal);
  return options;
}

/** The part of a study that a check of its results reads. */
interface Checking {
  readonly name: string;
  readonly columns: readonly string[];
  readonly read: (given: never) => object;
}

/**
 * A study's result, computed or read from its JSON file, with all its parameters.
 *
 * @throws {@link InvalidArgumentError} when it is of another study or of another form
 */
export function readResult<Result>(where: string, study: Checking, result: Result): Result {
  checkObject(where, 'result', result);
  checkNoAccessors(where, 'result', result);
  const { study: name, parameters, tables } = result as unknown as Record<string, unknown>;
  if (name !== study.name) {
    throw new InvalidArgumentError(where, `result must be one of ${study.name}`, show(name));
  }
  checkObject(where, 'parameters', parameters);
  checkNoAccessors(where, 'parameters', parameters);
  checkObject(where, 'tables', tables);
  checkNoAccessors(where, 'tables', tables);
  checkList(where, 'summary', (tables as { summary?: unknown }).summary);
  for (const [table, rows] of Object.entries(tables)) {
    const columns = table === 'summary' ? study.columns : [];
    checkRows(where, table, rows, columns);
  }
  return { ...result, parameters: study.read(parameters as never) };
}

/** Every row has the columns of the first, and cells alone. */
function checkRows(where: string, table: string, rows: unknown, columns: readonly string[]): void {
  checkList(where, table, rows);
  let wanted: readonly string[] | undefined;
  for (const [at, row] of rows.entries()) {
    const name = `row ${at} of ${table}`;
    checkObject(where, name, row);
    checkNoAccessors(where, name, row);
    wanted ??= [...new Set([...columns, ...Object.keys(row)])];
    for (const column of wanted) {
      const value = (row as Record<string, unknown>)[column];
      if (isCell(value)) continue;
      const rule = `${column} in ${name} must be a number, text, true, false or null`;
      throw new InvalidArgumentError(where, rule, show(value));
    }
  }
}

function isCell(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isCell);
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}

/** @throws {@link InvalidArgumentError} unless the fields of a study's definition are of their kinds. */
export function checkDefinition(where: string, definition: object): void {
  checkObject(where, 'definition', definition);
  const held = definition as Record<string, unknown>;
  for (const name of ['name', 'section', 'title']) checkText(where, name, held[name]);
  if (held.command !== undefined) checkText(where, 'command', held.command);
  for (const name of ['work', 'tables']) checkFunction(where, name, held[name]);
  for (const name of ['check', 'settings']) {
    if (held[name] !== undefined) checkFunction(where, name, held[name]);
  }
  checkObject(where, 'parameters', held.parameters);
  for (const [name, parameter] of Object.entries(held.parameters)) {
    checkObject(where, `parameter ${name}`, parameter);
    checkFunction(where, `check of parameter ${name}`, (parameter as { check?: unknown }).check);
  }
  checkList(where, 'columns', held.columns);
  for (const column of held.columns) checkText(where, 'columns', column);
}
