export {
  callback,
  choice,
  flag,
  fraction,
  integer,
  nonNegative,
  portion,
  positive,
  programmatic,
  required,
  sized,
  stream,
} from './kinds.js';
export { list, omittable, oneOrMany, optional, withDefault } from './compound.js';
export {
  type Check,
  type OptionsOf,
  type Parameter,
  type ParameterNotes,
  type RequiredParameter,
  type Schema,
  type ValuesOf,
} from './parameter.js';
export { defaultsOf, readAmong, readParameters } from './read.js';
export {
  aboutText,
  defaultText,
  referenceOf,
  settingText,
  valueText,
  type ReferenceRow,
} from './reference.js';
export { type Kind, type OpenName } from './definition.js';
