import { type ResultOf } from './define.js';
import * as list from './list.js';

/** Every study, in the order of the list. */
export const STUDIES = Object.values(list);

/** The result of any study. */
export type AnyResult = ResultOf<(typeof STUDIES)[number]>;
