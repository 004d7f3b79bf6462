/*
 * The catalogue: a valid call of every exported function, in the order in which the fuzzer takes them.
 */
import { subpath, type Target } from '../target.js';
import { COMMAND_LINES } from './commandLine.js';
import { COMPOSITIONS } from './compositions.js';
import { DATASETS } from './datasets.js';
import { EQUILIBRIA } from './equilibria.js';
import { READERS } from './files.js';
import { LEDGER } from './ledger.js';
import { MECHANISM } from './market.js';
import { NETWORKS } from './network.js';
import { NETWORK_PLOTS } from './networkPlots.js';
import { NOTEBOOK } from './notebook.js';
import { PLOTS } from './plot.js';
import { POSTED } from './posted.js';
import { POSTED_PLOTS } from './postedPlots.js';
import { SPARSE } from './sparse.js';
import { STATISTICS } from './statistics.js';
import { STUDY_CALLS } from './studies.js';
import { TRANSPORTS } from './transports.js';

/** A figure's composition keeps values that are not finite, which its traces leave blank. */
function leavingBlanks(one: Target): Target {
  const isBlank = /^\.composition\.rows(\.\d+)*\.marks\.\d+\.(points|values)\./;
  return { ...one, isUndefined: (_, place) => isBlank.test(place) };
}

/** Every target. */
export const TARGETS: readonly Target[] = [
  ...subpath('market', [...STATISTICS, ...MECHANISM, ...EQUILIBRIA, ...SPARSE, ...POSTED]),
  ...subpath('network', [...DATASETS, ...NETWORKS, ...TRANSPORTS]),
  ...subpath('ledger', LEDGER),
  ...subpath('plot', [
    ...COMPOSITIONS,
    ...[...PLOTS, ...NETWORK_PLOTS, ...POSTED_PLOTS].map(leavingBlanks),
  ]),
  ...subpath('notebook', NOTEBOOK),
  ...subpath('studies', STUDY_CALLS),
  ...subpath('files', READERS),
  ...subpath('command', COMMAND_LINES),
];
