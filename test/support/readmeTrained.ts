/*
 * The README's tables of studies of trained networks.
 */
import {
  type Bandwidth,
  type BenchmarkStudy,
  type Distillation,
  type Gatings,
  type LiveMarketStudy,
  type SignificanceStudy,
} from '../../lib/index.js';
import { estimate, number, percent } from '../../lib/figures/captions.js';
import { corpusName } from '../../lib/figures/trained/caption.js';
import { table } from './table.js';

export function benchmarkBlock({ tables, parameters }: BenchmarkStudy): string {
  const last = parameters.rounds;
  const shown = [parameters.every, last];
  return table(
    ['data', 'rounds', 'B connected', 'B alone', 'difference', 'right, connected', 'right, alone'],
    tables.summary
      .filter(({ round }) => shown.includes(round))
      .map((row) => [
        corpusName(row.corpus),
        String(row.round),
        estimate(row.connected, row.connectedLow, row.connectedHigh),
        estimate(row.disconnected, row.disconnectedLow, row.disconnectedHigh),
        estimate(row.difference, row.differenceLow, row.differenceHigh),
        percent(row.accuracyConnected ?? 0),
        percent(row.accuracyDisconnected ?? 0),
      ]),
  );
}

const ESTIMATE_NAMES = {
  exact: 'Fisher, exact',
  monteCarlo: 'Fisher, Monte-Carlo',
  empirical: 'Fisher, empirical',
  linear: 'linear term alone',
  both: 'linear + exact',
} as const;

export function significanceBlock({ tables }: SignificanceStudy): string {
  return table(
    [
      'estimate',
      'backward passes',
      'ρ of the ranking (2)',
      'ρ over pairs (3)',
      'part of the true cost',
    ],
    tables.summary.map((row) => [
      ESTIMATE_NAMES[row.estimate],
      String(row.backwards),
      estimate(row.ranking, row.rankingLow, row.rankingHigh),
      estimate(row.pairs, row.pairsLow, row.pairsHigh),
      estimate(row.size, row.sizeLow, row.sizeHigh),
    ]),
  );
}

export function liveMarketBlock({ tables, parameters }: LiveMarketStudy): string {
  const shown = [1, Math.ceil(parameters.blocks / 2), parameters.blocks];
  return table(
    [
      'weights chosen by',
      'block',
      'B',
      'ρ of the live rank with ablation',
      'kept for oneself',
      'richest peer’s share',
    ],
    tables.summary
      .filter(({ block }) => shown.includes(block))
      .map((row) => [
        row.chooser,
        String(row.block),
        estimate(row.benchmark, row.benchmarkLow, row.benchmarkHigh),
        estimate(row.agreement, row.agreementLow, row.agreementHigh),
        estimate(row.diagonal, row.diagonalLow, row.diagonalHigh),
        estimate(row.richest, row.richestLow, row.richestHigh),
      ]),
  );
}

export function bandwidthBlock({ tables }: Bandwidth): string {
  return table(
    [
      'k',
      'B through the network',
      'B through students',
      'questions an example',
      'bytes an example',
    ],
    tables.summary.map((row) => [
      row.k === null ? 'no gate' : String(row.k),
      estimate(row.benchmark, row.benchmarkLow, row.benchmarkHigh),
      estimate(row.student, row.studentLow, row.studentHigh),
      number(row.queries),
      number(row.bytes, 0),
    ]),
  );
}

export function gatingBlock({ tables }: Gatings): string {
  return table(
    [
      'weight of the balancing losses',
      'ρ of the ranking with Fisher (2)',
      'ρ of the ranking with ablation',
      'ρ over pairs with Fisher (3)',
      'ρ over pairs with ablation',
    ],
    tables.summary.map((row) => [
      String(row.balance),
      estimate(row.rankingFisher, row.rankingFisherLow, row.rankingFisherHigh),
      estimate(row.rankingAblation, row.rankingAblationLow, row.rankingAblationHigh),
      estimate(row.pairsFisher, row.pairsFisherLow, row.pairsFisherHigh),
      estimate(row.pairsAblation, row.pairsAblationLow, row.pairsAblationHigh),
    ]),
  );
}

export function distillationBlock({ tables, parameters }: Distillation): string {
  const [ends] = tables.ends;
  return (
    table(
      ['offline', 'B, left out', 'B, replaced by what was distilled'],
      tables.summary.map((row) => [
        `${row.offline} of ${parameters.peers}`,
        estimate(row.nothing, row.nothingLow, row.nothingHigh),
        estimate(row.standIn, row.standInLow, row.standInHigh),
      ]),
    ) +
    `\n\nFully distilled: ${estimate(ends.distilled, ends.distilledLow, ends.distilledHigh)}; never connected: ` +
    `${estimate(ends.never, ends.neverLow, ends.neverHigh)}. Students keep ${estimate(ends.kept, ends.keptLow, ends.keptHigh)} of what the network is worth.`
  );
}
