/*
 * §2 of the paper "proposes a method to detect such behavior". An auditor who measures significance on public batches
 * holds it against what peers report: how well that tells honest peers from others, for each strategy.
 */
import { bootstrap } from '../math/bootstrap.js';
import { checkInteger, checkNonNegative } from '../math/checks.js';
import { createStream } from '../math/random.js';
import { rocArea, rocCurve } from '../math/roc.js';
import { checkGroup, checkShare, GROUP_DEFAULTS } from './attackers.js';
import { DETECTED, type Audited, type AuditParameters, type Detected } from './audit.js';
import { average, beginStudy } from './begin.js';
import {
  checkList,
  checkNetwork,
  INTERVAL_DEFAULTS,
  NETWORK_DEFAULTS,
  type IntervalParameters,
} from './parameters.js';
import { runTasks } from './run.js';
import { type RunOptions, type StudyResult } from './study.js';
import { intervalCells, type IntervalCells } from './summary.js';
import { tasksFor } from './tasks.js';

export interface DetectionParameters extends AuditParameters, IntervalParameters {
  /** How many networks are drawn. Default 20. */
  networks: number;
}

const { checkpoints, ...GROUP } = GROUP_DEFAULTS;

export const DETECTION_DEFAULTS: DetectionParameters = {
  ...NETWORK_DEFAULTS,
  ...INTERVAL_DEFAULTS,
  ...GROUP,
  networks: 20,
  blocks: 1000,
  ratio: 25,
  share: 0.3,
  batches: [3, 30, 300],
  ownBatches: 300,
  shift: 0.2,
};

/** One strategy, audited on so many batches; all peers of all networks. */
export type DetectionRow = {
  strategy: Detected;
  batches: number;
  /** Part of the dishonest peers found where 5 % of the honest ones are accused. */
  found: number;
  /** Mean score ½ Σ_j |w_ij − ŵ_ij| of both. */
  dishonest: number;
  honest: number;
} & IntervalCells<'area'>;

/** A point of a ROC curve. */
export type RocRow = {
  strategy: Detected;
  batches: number;
  falsePositives: number;
  truePositives: number;
};

export interface DetectionTables {
  summary: DetectionRow[];
  curves: RocRow[];
}

export type Detection = StudyResult<'detection', DetectionParameters, DetectionTables>;

/** The part of honest peers accused at which `found` is read. */
export const ACCUSED = 0.05;

function check(where: string, parameters: DetectionParameters): void {
  checkNetwork(where, parameters.networks, parameters);
  checkGroup(where, { ...parameters, checkpoints });
  checkNonNegative(where, 'ratio', parameters.ratio);
  checkShare(where, 'share', parameters.share);
  checkList(where, 'batches', parameters.batches, (at, name, value) => {
    checkInteger(at, name, value, 1);
  });
  checkInteger(where, 'ownBatches', parameters.ownBatches, 1);
  checkNonNegative(where, 'shift', parameters.shift);
}

/**
 * The receiver operating characteristic of an auditor, for each dishonest strategy, with the area under it; intervals
 * from whole networks drawn again.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function detection(
  given: Partial<DetectionParameters> = {},
  options: RunOptions = {},
): Promise<Detection> {
  const { header, parameters, work } = beginStudy('detection', DETECTION_DEFAULTS, given, check);
  const { networks, confidence, resamples, seed, batches } = parameters;
  const found = await runTasks(header, tasksFor('audit', work, networks), options);
  const cells = DETECTED.flatMap((strategy) =>
    batches.map((count) => ({ strategy, batches: count })),
  );
  const audits = cells.map((_, index) => found.map((network) => network[index]));
  const summary = cells.map((cell, index): DetectionRow => {
    const pooled = pool(audits[index]);
    const curve = rocCurve(pooled.group, pooled.honest);
    const area = bootstrap(
      networks,
      (chosen) => {
        const { group, honest } = pool(Array.from(chosen, (network) => audits[index][network]));
        return rocArea(group, honest);
      },
      { stream: createStream(seed).split('bootstrap'), confidence, resamples },
    );
    return {
      ...cell,
      ...intervalCells('area', area),
      found: Math.max(
        ...curve
          .filter(({ falsePositives }) => falsePositives <= ACCUSED)
          .map(({ truePositives }) => truePositives),
      ),
      dishonest: average(pooled.group),
      honest: average(pooled.honest),
    };
  });
  const curves = cells.flatMap((cell, index) => {
    const { group, honest } = pool(audits[index]);
    return rocCurve(group, honest).map((point) => ({ ...cell, ...point }));
  });
  return { ...header, tables: { summary, curves } };
}

function pool(audits: readonly Audited[]): { group: number[]; honest: number[] } {
  return {
    group: audits.flatMap(({ group }) => group),
    honest: audits.flatMap(({ honest }) => honest),
  };
}
