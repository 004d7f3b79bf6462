/*
 * Valid calls of studies: two networks, few steps, one worker.
 */
import {
  choice,
  choices,
  compareRuns,
  configSchema,
  COMMON,
  defaultsOf,
  defineStudy,
  discardJournal,
  figure4,
  keptRun,
  keptRuns,
  fraction,
  integer,
  list,
  MARKET,
  mechanisms,
  NETWORK,
  nonNegative,
  oneOrMany,
  optional,
  plot,
  plotComparison,
  plotMechanismTimes,
  plotSettled,
  plotStability,
  plotSweep,
  portion,
  positive,
  present,
  readings,
  repairJournal,
  sampleMarket,
  sampleNetwork,
  STUDIES,
  sweep,
  use,
  versions,
  withDefault,
  type AnyResult,
  type KeptRun,
  type RunOptions,
} from '../../../lib/entry/studies.js';
import { keepRun } from '../../../lib/runs/store.js';
import { SMALL, type StudyName } from '../../support/smallStudies.js';
import { target, through, type Target } from '../target.js';

/** The small parameters of a study, copied. */
const given = (name: StudyName): object => structuredClone(SMALL[name].given);

interface AnyStudy {
  (given: object, options?: RunOptions): Promise<AnyResult>;
  readonly name: StudyName;
  readonly read: (given: object) => object;
  readonly figure: (result: AnyResult) => unknown;
  readonly report: (result: AnyResult) => string;
}

const studies = [...STUDIES] as unknown as readonly AnyStudy[];

/** A definition that is not the library's. */
const OWN = defineStudy({
  ...{ name: 'other', title: 'A title', parameters: COMMON, columns: ['a'] },
  ...{ work: () => ({}), tables: () => ({ summary: [{ a: 1 }] }) },
});
const run = (): RunOptions => ({ workers: 1, onProgress: () => undefined });

const results = new Map<string, Promise<AnyResult>>();

/** A copy of a study's result; the study runs once. */
async function resultOf(study: unknown): Promise<AnyResult> {
  const { name } = study as AnyStudy;
  const result = results.get(name) ?? (study as AnyStudy)(given(name), { workers: 1 });
  results.set(name, result);
  return structuredClone(await result);
}

/** A kept run of figure 4. */
async function keptFigure4(): Promise<KeptRun> {
  const run = { name: 'one', tags: [], finished: '2026-01-01T00:00:00.000Z', seconds: 1 };
  return { ...((await resultOf(figure4)) as unknown as KeptRun), run };
}

/** Studies, their figures and reports, and what they share. */
export const STUDY_CALLS: readonly Target[] = [
  ...studies.flatMap((study) => [
    target(study.name, study, () => [given(study.name), run()], {
      ...{ seconds: 20, long: true },
    }),
    through(`${study.name}.read`, undefined, study.read, () => [given(study.name)]),
    through(`${study.name}.figure`, undefined, study.figure, async () => [await resultOf(study)]),
    through(`${study.name}.report`, undefined, study.report, async () => [await resultOf(study)]),
  ]),
  target('compareRuns', compareRuns, async () => [await keptFigure4(), await keptFigure4()]),
  target('configSchema', configSchema, () => []),
  target('keptRun', keptRun, async () => {
    keepRun('fuzz', 'results', await keptFigure4());
    return ['results', 'one'];
  }),
  target('keptRuns', keptRuns, () => ['results']),
  target('plotComparison', plotComparison, async () => [
    await keptFigure4(),
    await keptFigure4(),
    { quantities: ['pearson'] },
  ]),
  target('plotSweep', plotSweep, async () => [
    {
      ...{ sweep: 'figure4', over: { temperature: [1] }, parameters: {}, versions: versions() },
      rows: ((await resultOf(figure4)) as unknown as KeptRun).tables.summary.map((row) => ({
        temperature: 1,
        ...row,
      })),
    },
    { quantities: ['pearson'] },
  ]),
  target(
    'sweep',
    sweep,
    () => [
      figure4,
      { over: { temperature: [1] }, parameters: given('figure4'), ...run(), folder: 'results' },
    ],
    { seconds: 20, long: true },
  ),
  target('choice', choice, () => [['one', 'two'], 'one', 'A word', { symbol: 'w' }]),
  target('defaultsOf', defaultsOf, () => [MARKET]),
  target('defineStudy', defineStudy, () => [
    {
      ...{ name: 'other', section: '§1', title: 'A title', parameters: figure4.parameters },
      ...{ work: () => 1, tables: () => ({ summary: [] }), columns: ['a'] },
      measured: () => false,
    },
  ]),
  target('discardJournal', discardJournal, () => ['journal.jsonl']),
  target('fraction', fraction, () => [0.5, 'A part', { symbol: 'p' }]),
  target('integer', integer, () => [3, 'A number', { least: 1, most: 9, unit: 'peers' }]),
  target('list', list, () => [COMMON.seed, [1, 2], 'Numbers; a list', { symbol: 'k' }]),
  target('nonNegative', nonNegative, () => [0, 'A number', { unit: 'nats' }]),
  target('oneOrMany', oneOrMany, () => [COMMON.seed, 1, 'One number, or a list', {}]),
  target('optional', optional, () => [COMMON.seed, 'none']),
  target('portion', portion, () => [1, 'A part', { symbol: 'p' }]),
  target('positive', positive, () => [1, 'A number', { symbol: 'p' }]),
  target('plot', plot, async () => [await resultOf(figure4)]),
  target('plotMechanismTimes', plotMechanismTimes, async () => [
    await resultOf(mechanisms),
    { attack: 'cabal' },
  ]),
  target('plotSettled', plotSettled, async () => [await resultOf(readings)]),
  target('plotStability', plotStability, async () => [await resultOf(choices)]),
  target('present', present, () => [
    Object.assign(() => undefined, { read: () => ({}), perform: () => undefined }),
    { figure: () => ({}), report: () => '' },
  ]),
  target('repairJournal', repairJournal, () => ['journal.jsonl']),
  target('sampleMarket', sampleMarket, () => [{ ...defaultsOf(MARKET), peers: 3 }, 0]),
  target('sampleNetwork', sampleNetwork, () => [
    { ...defaultsOf(NETWORK), peers: 2, hidden: [2, 4], width: 4 },
    'digits',
    0,
    { standIns: true, guests: ['projection'] },
  ]),
  // The same definition as often as it is called.
  target('use', use, () => [OWN]),
  target('versions', versions, () => []),
  target('withDefault', withDefault, () => [COMMON.seed, 9]),
];
