/** A study whose pieces do nothing, for the cost of a piece (pieces.ts). */
import { COMMON, defineStudy, type Cell } from '../lib/studies/index.js';

export const emptyStudy = defineStudy({
  name: 'emptyStudy',
  title: 'Pieces without work',
  parameters: COMMON,
  work: ({ seed }, network) => ({ x: seed + network }),
  tables: ([{ networks }]) => ({
    summary: [{ sum: networks.reduce((sum, { x }) => sum + x, 0) }] as Record<string, Cell>[],
  }),
  columns: ['sum'],
});
