/*
 * The studies that pages run. Under Node the list is lib/studies/list.ts; a page has the code of these alone.
 */
import { Registry } from '../parameters/registry.js';
import { figure4 } from '../studies/figure4/index.js';
import { figure5 } from '../studies/figure5/index.js';

new Registry('study', { figure4, figure5 });

export { figure4, figure5 };
