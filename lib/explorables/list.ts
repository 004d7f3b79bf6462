/*
 * The only list of explorables, in the order of the site.
 */
import { attacks } from './attacks.js';
import { type AnyExplorable } from './explorable.js';
import { figure4, figure5 } from './figures.js';
import { inflation } from './inflation.js';
import { market } from './market.js';

export const EXPLORABLES: readonly AnyExplorable[] = [market, inflation, attacks, figure4, figure5];
