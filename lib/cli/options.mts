/*
 * The parameters of a study as options of a command line, under their names in the library; a list is written with
 * commas.
 */
import type { Options } from 'yargs';
import { aboutText, defaultText, type Schema } from '../parameters/index.js';

/** A parameter's name as an option: `learningRate` → `learning-rate`. */
export function optionName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The options of a schema. */
export function optionsOf(schema: Schema): Record<string, Options> {
  const options = Object.entries(schema)
    .filter(([, { onCommandLine }]) => onCommandLine)
    .map(([name, parameter]): [string, Options] => {
      const { symbol } = parameter;
      const about = aboutText(parameter);
      const option = {
        ...{ requiresArg: true, group: 'Parameters:' },
        describe: symbol === undefined ? about : `${symbol}: ${about}`,
        defaultDescription: defaultText(parameter).replaceAll(', ', ','),
      };
      return [optionName(name), option];
    });
  return Object.fromEntries(options);
}

/**
 * The values given on a command line, parsed.
 *
 * @throws {@link InvalidArgumentError} when a text is not of the parameter's kind
 */
export function valuesOf(
  schema: Schema,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(schema)) {
    const found = given[name];
    if (!parameter.onCommandLine || (typeof found !== 'string' && typeof found !== 'number'))
      continue;
    values[name] = parameter.parse(optionName(name), String(found));
  }
  return values;
}
