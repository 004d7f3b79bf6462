/*
 * §1.8: what is left of the network once peers go offline, one by one and all of them.
 */
import { checkInteger, checkOneOf } from '../../math/checks.js';
import { beginStudy } from '../begin.js';
import { checkList, INTERVAL_DEFAULTS, type IntervalParameters } from '../parameters.js';
import { runTasks } from '../run.js';
import { type RunOptions, type StudyResult } from '../study.js';
import { intervalCells, type IntervalCells } from '../summary.js';
import {
  checkTrained,
  CORPORA,
  TRAINED_DEFAULTS,
  type Corpus,
  type TrainedParameters,
} from './parameters.js';

export interface DistillationParameters extends TrainedParameters, IntervalParameters {
  /** The data. Default `digits`. */
  corpus: Corpus;
  /** How many networks are trained. Default 4. */
  networks: number;
  /** How many peers are offline. Default 0 to 9 of ten. */
  offline: number[];
}

export const DISTILLATION_DEFAULTS: DistillationParameters = {
  ...TRAINED_DEFAULTS,
  ...INTERVAL_DEFAULTS,
  peers: 10,
  corpus: 'digits',
  networks: 4,
  offline: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
};

/** All networks with some peers offline; B on held-out data in nats, intervals over networks. */
export type DistillationRow = {
  offline: number;
} & /** Their answers left out. */ IntervalCells<'nothing'> &
  /** What was distilled from them in their place. */
  IntervalCells<'standIn'>;

/** The two ends. */
export type DistillationEndsRow = /** Through students alone. */ IntervalCells<'distilled'> &
  /** The same peers, never connected. */
  IntervalCells<'never'> &
  /** Connected, nobody offline. */
  IntervalCells<'connected'> &
  /** Part of what the network is worth that is left in the students: (never − distilled) / (never − connected). */
  IntervalCells<'kept'>;

export interface DistillationTables {
  summary: DistillationRow[];
  ends: DistillationEndsRow[];
}

export type Distillation = StudyResult<'distillation', DistillationParameters, DistillationTables>;

function check(where: string, parameters: DistillationParameters): void {
  checkTrained(where, parameters.networks, parameters);
  checkOneOf(where, 'corpus', parameters.corpus, CORPORA);
  checkList(where, 'offline', parameters.offline, (at, name, value) => {
    checkInteger(at, name, value, 0, parameters.peers);
  });
}

/**
 * B connected, with peers offline, fully distilled, and never connected.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function distillation(
  given: Partial<DistillationParameters> = {},
  options: RunOptions = {},
): Promise<Distillation> {
  const { header, parameters, work, over } = beginStudy(
    'distillation',
    DISTILLATION_DEFAULTS,
    given,
    check,
  );
  const { networks, offline } = parameters;
  // Whatever is asked for, the connected network is one of the ends.
  const counts = [0, ...offline];
  const tasks = Array.from({ length: networks }, (_, network) => ({
    kind: 'disconnect' as const,
    network,
    parameters: { ...work, offline: counts },
  }));
  const found = await runTasks(header, tasks, options);
  const summary = offline.map((count, at) => ({
    offline: count,
    ...intervalCells('nothing', over(found.map(({ nothing }) => nothing[at + 1]))),
    ...intervalCells('standIn', over(found.map(({ standIn }) => standIn[at + 1]))),
  }));
  const ends = {
    ...intervalCells('distilled', over(found.map(({ distilled }) => distilled))),
    ...intervalCells('never', over(found.map(({ never }) => never))),
    ...intervalCells('connected', over(found.map(({ nothing }) => nothing[0]))),
    ...intervalCells(
      'kept',
      over(
        found.map(({ never, distilled, nothing }) => (never - distilled) / (never - nothing[0])),
      ),
    ),
  };
  return { ...header, tables: { summary, ends: [ends] } };
}
