/*
 * §2 of the paper "proposes a method to detect such behavior". An auditor measures significance on public batches and
 * compares it with the reports of peers: the separation of honest peers from others, for each strategy.
 */
import { plotDetection } from './figure.js';
import { strategyTitle } from '../market/titles.js';
import { jackknife } from '../../math/jackknife.js';
import { rocArea, rocCurve } from '../../math/roc.js';
import { integer, list, nonNegative, withDefault } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { intervalCells, INTERVALS } from '../intervals.js';
import { checkGroup, GROUP, SHARE } from '../market/group.js';
import { checkMarket, MARKET, RATIO } from '../market/parameters.js';
import { mean } from '../../math/rows.js';
import { estimate, markdownTable, percent } from '../report.js';
import { audit, DETECTED, type Audited } from './work.js';

const { checkpoints, ...SHARED_GROUP } = GROUP;

/** The false-positive rate at which `found` is read off the curve. */
export const ACCUSED = 0.05;

const study = defineStudy({
  name: 'detection',
  section: '§2',
  title: "An auditor's separation of honest reports from dishonest ones",
  parameters: {
    ...MARKET,
    ...INTERVALS,
    ...SHARED_GROUP,
    networks: integer(20, 'Networks sampled'),
    blocks: withDefault(GROUP.blocks, 1000),
    ratio: RATIO,
    share: SHARE,
    batches: list(
      integer(1, ''),
      [3, 30, 300],
      'Public samples on which the auditor measures each peer; a list',
    ),
    ownBatches: integer(300, 'Samples on which honest peers measure'),
    shift: nonNegative(0.2, "Relative difference of public data from a peer's own"),
  },
  check: (where, values) => {
    checkMarket(where, values);
    checkGroup(where, values);
  },
  work: audit,
  tables: ([{ networks: found }], { networks, confidence, batches }) => {
    const cells = DETECTED.flatMap((strategy) =>
      batches.map((count) => ({ strategy, batches: count })),
    );
    const audits = cells.map((_, index) => found.map((network) => network[index]));
    return {
      /** A row for each strategy and number of samples; all peers of all networks. */
      summary: cells.map((cell, index) => {
        const pooled = pool(audits[index]);
        const curve = rocCurve(pooled.group, pooled.honest);
        const area = jackknife(
          networks,
          (kept) => {
            const { group, honest } = pool(Array.from(kept, (one) => audits[index][one]));
            return rocArea(group, honest);
          },
          { confidence, scale: 'logit' },
        );
        return {
          ...cell,
          ...intervalCells('area', area),
          /** Fraction of the dishonest peers found where 5 % of the honest ones are accused. */
          found: Math.max(
            ...curve
              .filter(({ falsePositives }) => falsePositives <= ACCUSED)
              .map(({ truePositives }) => truePositives),
          ),
          /** Mean score ½ Σ_j |w_ij − ŵ_ij| of both. */
          dishonest: mean(pooled.group),
          honest: mean(pooled.honest),
        };
      }),
      /** The points of every ROC curve. */
      curves: cells.flatMap((cell, index) => {
        const { group, honest } = pool(audits[index]);
        return rocCurve(group, honest).map((point) => ({ ...cell, ...point }));
      }),
    };
  },
  columns: ['strategy', 'batches', 'area', 'areaLow', 'areaHigh', 'found'],
});

export type Detection = ResultOf<typeof study>;

/**
 * The receiver operating characteristic of an auditor, for each dishonest strategy, with the area under it; intervals
 * over whole networks.
 */
export const detection = present(study, { figure: plotDetection, report });

function pool(audits: readonly Audited[]): { group: number[]; honest: number[] } {
  return {
    group: audits.flatMap(({ group }) => group),
    honest: audits.flatMap(({ honest }) => honest),
  };
}

function report({ tables, parameters }: Detection): string {
  const strategies = [...new Set(tables.summary.map(({ strategy }) => strategy))];
  return markdownTable(
    [
      'strategy',
      ...parameters.batches.map((count) => `area, ${count} samples`),
      'found at 5 % accused, most samples',
    ],
    strategies.map((strategy) => {
      const rows = tables.summary.filter((row) => row.strategy === strategy);
      return [
        strategyTitle(strategy),
        ...rows.map((row) => estimate(row.area, row.areaLow, row.areaHigh)),
        percent(Number(rows[rows.length - 1].found.toFixed(2))),
      ];
    }),
  );
}
