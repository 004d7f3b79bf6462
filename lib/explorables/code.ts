/*
 * Commands and scripts that reproduce a state.
 */
import { kebab } from '../math/names.js';
import { valueText } from '../parameters/reference.js';

/** A command line of the package with options; one line, since shells differ in how they continue one. */
export function commandText(study: string, options: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(options).map(
    ([name, value]) => `--${kebab(name)} ${valueText(value, ',')}`,
  );
  return ['npx bittensor-workbench', study, ...parts].join(' ');
}

/** The values as the fields of an object literal: `peers: 10, hessians: 'planted'`. */
export function fieldsText(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${literal(value)}`)
    .join(', ');
}

/** The parameters of a sampled market: the defaults, and those that differ. */
export function sampledText(changed: Readonly<Record<string, unknown>>): string {
  const fields = fieldsText(changed);
  return fields === '' ? 'defaultsOf(MARKET)' : `{ ...defaultsOf(MARKET), ${fields} }`;
}

/** The longest line of an object literal. */
const LINE = 64;

/** An object literal, empty where there is no field; a long one has a line for each field. */
export function objectText(values: Readonly<Record<string, unknown>>): string {
  const fields = fieldsText(values);
  if (fields === '') return '{}';
  if (fields.length <= LINE) return `{ ${fields} }`;
  const lines = Object.entries(values).map(
    ([name, value]) => `  ${fieldsText({ [name]: value })},`,
  );
  return `{\n${lines.join('\n')}\n}`;
}

function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  return Array.isArray(value) ? `[${value.map(literal).join(', ')}]` : String(value);
}
