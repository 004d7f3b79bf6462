/*
 * The JSON Schema of configurations, by which editors complete and check them.
 */
import { aboutText, type Parameter } from '../parameters/index.js';
import { allStudies, type SweptStudy } from './study.js';

function property(parameter: Parameter<unknown>): object {
  const { default: value, json = {} } = parameter;
  return {
    ...json,
    description: aboutText(parameter),
    ...(value !== undefined && { default: value }),
  };
}

function parametersOf({ name, parameters }: SweptStudy): object {
  const properties = Object.fromEntries(
    Object.entries(parameters).map(([parameter, one]) => [parameter, property(one)]),
  );
  return {
    if: { properties: { study: { const: name } } },
    then: {
      properties: { parameters: { type: 'object', properties, additionalProperties: false } },
    },
  };
}

const WORD = { type: 'string', pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,99}$' };

/** The JSON Schema, draft 7, of the configurations of all studies. */
export function configSchema(): object {
  const studies = allStudies();
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The configuration of a run of a study, or its result',
    type: 'object',
    required: ['study'],
    properties: {
      $schema: { type: 'string' },
      study: { enum: studies.map(({ name }) => name), description: 'The study' },
      parameters: { type: 'object', description: 'Its parameters; others are at their defaults' },
      name: { ...WORD, description: 'The name under which the run is kept' },
      tags: { type: 'array', items: WORD, description: 'Words to find the run by' },
      ...{ run: { type: 'object' }, versions: { type: 'object' }, tables: { type: 'object' } },
    },
    additionalProperties: false,
    allOf: studies.map(parametersOf),
  };
}
