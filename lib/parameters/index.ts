export {
  choice,
  fraction,
  integer,
  list,
  nonNegative,
  oneOrMany,
  optional,
  positive,
  programmatic,
  withDefault,
  type Parameter,
  type ParameterNotes,
  type Schema,
  type ValuesOf,
} from './parameter.js';
export { defaultsOf, readParameters } from './read.js';
export {
  aboutText,
  defaultText,
  referenceOf,
  settingText,
  valueText,
  type ReferenceRow,
} from './reference.js';
