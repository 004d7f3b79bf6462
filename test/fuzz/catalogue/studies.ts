/*
 * Valid calls of studies: two networks, few steps, one worker.
 */
import {
  choices,
  defaultsOf,
  defineStudy,
  discardJournal,
  figure4,
  MARKET,
  mechanisms,
  NETWORK,
  plot,
  plotMechanismTimes,
  plotSettled,
  plotStability,
  present,
  readings,
  repairJournal,
  sampleMarket,
  sampleNetwork,
  STUDIES,
  versions,
  type AnyResult,
  type RunOptions,
} from '../../../lib/entry/studies.js';
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

const studies = STUDIES as unknown as readonly AnyStudy[];
const run = (): RunOptions => ({ workers: 1, onProgress: () => undefined });

const results = new Map<string, Promise<AnyResult>>();

/** A copy of a study's result; the study runs once. */
async function resultOf(study: unknown): Promise<AnyResult> {
  const { name } = study as AnyStudy;
  const result = results.get(name) ?? (study as AnyStudy)(given(name), { workers: 1 });
  results.set(name, result);
  return structuredClone(await result);
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
  target('defaultsOf', defaultsOf, () => [MARKET]),
  target('defineStudy', defineStudy, () => [
    {
      ...{ name: 'other', section: '§1', title: 'A title', parameters: figure4.parameters },
      ...{ work: () => 1, tables: () => ({ summary: [] }), columns: ['a'] },
    },
  ]),
  target('discardJournal', discardJournal, () => ['journal.jsonl']),
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
    { standIns: true },
  ]),
  target('versions', versions, () => []),
];
