/*
 * The studies that pages run. A page has the code of these alone; under Node lib/studies/list.ts has all.
 */
import { Registry, registryOf } from '../parameters/registry.js';
import { figure4 } from '../studies/figure4/index.js';
import { figure5 } from '../studies/figure5/index.js';

if (!registryOf('study')) new Registry('study', { figure4, figure5 });

export { figure4, figure5 };
