/*
 * B of networks whose gates score all peers beside that of the same networks with product keys.
 */
import { type IntervalCells, type Statistics } from '../intervals.js';
import { type Found } from '../define.js';
import { estimate, markdownTable } from '../report.js';
import { type GatingOutcome, type GatingSetting, type GatedLoss } from './work.js';

/** A row for each way to choose and each k; B in nats on held-out data, intervals over networks. */
export type ChoiceRow = Pick<GatingSetting, 'choice' | 'k'> &
  IntervalCells<'benchmark' | 'difference' | 'variation'>;

/** @param interval - of the study's confidence */
export function choicesTable(
  found: readonly Found<GatingSetting, GatingOutcome>[],
  interval: Statistics['interval'],
): ChoiceRow[] {
  const parts = found
    .filter(({ setting }) => setting.part === 'loss')
    .map(({ setting, networks }) => ({
      ...setting,
      networks: networks.flatMap(({ loss }): GatedLoss[] => (loss ? [loss] : [])),
    }));
  return parts.map(({ choice, k, networks }) => {
    const scoringAll = parts.find((one) => one.choice === 'all' && one.k === k)?.networks;
    return {
      choice,
      k,
      ...interval(
        'benchmark',
        networks.map(({ benchmark }) => benchmark),
      ),
      // B minus that of gates that score all, network by network: above 0 where the kind costs something.
      ...interval(
        'difference',
        networks.map(({ benchmark }, at) => benchmark - (scoringAll?.[at].benchmark ?? Number.NaN)),
      ),
      ...interval(
        'variation',
        networks.map(({ variation }) => variation),
      ),
    };
  });
}

/** The rows as a table in Markdown. */
export function reportChoices(rows: readonly ChoiceRow[]): string {
  return markdownTable(
    ['gates', 'k', 'B', 'B less that of gates that score all', 'variation of gate weights'],
    rows.map((row) => [
      row.choice === 'all' ? 'score all peers' : 'product keys',
      String(row.k),
      estimate(row.benchmark, row.benchmarkLow, row.benchmarkHigh),
      row.choice === 'all' ? '' : estimate(row.difference, row.differenceLow, row.differenceHigh),
      estimate(row.variation, row.variationLow, row.variationHigh),
    ]),
  );
}
