/*
 * Valid calls of studies: two networks of three peers, few steps, one worker.
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
  plotStability,
  present,
  repairJournal,
  sampleMarket,
  sampleNetwork,
  STUDIES,
  versions,
  type AnyResult,
  type RunOptions,
} from '../../../lib/entry/studies.js';
import { target, through, type Target } from '../target.js';

type Name = (typeof STUDIES)[number]['name'];

const FEW = { networks: 2, peers: 3, resamples: 10 };
const BRIEF = { ...FEW, maxSteps: 10, ratios: [10] };
const GROUP = { ...FEW, peers: 4, attackers: 2, blocks: 3, checkpoints: 2 };
const TINY = {
  ...{ ...FEW, hidden: [2, 4, 6], width: 4, batch: 4, learningRate: 0.01, rounds: 1 },
};

/** Small parameters of every study: one without a line does not compile. */
export const GIVEN: Readonly<Record<Name, object>> = {
  figure4: BRIEF,
  figure5: { ...FEW, steps: 3000, samples: 2 },
  scaling: { ...BRIEF, peers: [3], temperatures: [1] },
  choices: BRIEF,
  regret: { ...FEW, steps: 10, checkpoints: 2, ratios: [10] },
  anarchy: { ...BRIEF, starts: 1 },
  attacks: { ...GROUP, temperatures: [1], shares: [0.2], ratios: [10] },
  sybils: { ...FEW, identities: [0, 1], maxSteps: 10 },
  invariance: { ...FEW, steps: 5, factors: [2], newcomers: [1] },
  mechanisms: GROUP,
  detection: { ...FEW, peers: 4, attackers: 2, blocks: 3, batches: [3] },
  benchmark: { ...TINY, corpora: ['digits'], every: 1 },
  significance: { ...TINY, rows: 8, labels: 1 },
  liveMarket: {
    ...{ ...FEW, hidden: [2, 4, 6], width: 4, batch: 4, choosers: ['significance'] },
    ...{ blocks: 1, roundsABlock: 1, rows: 8, k: 2 },
  },
  bandwidth: { ...TINY, ks: [1] },
  gating: { ...TINY, k: 2, balances: [1], rows: 8 },
  distillation: { ...TINY, offline: [0, 1] },
};

interface AnyStudy {
  (given: object, options?: RunOptions): Promise<AnyResult>;
  readonly name: Name;
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
  const result = results.get(name) ?? (study as AnyStudy)(GIVEN[name], { workers: 1 });
  results.set(name, result);
  return structuredClone(await result);
}

/** Studies, their figures and reports, and what they share. */
export const STUDY_CALLS: readonly Target[] = [
  ...studies.flatMap((study) => [
    target(study.name, study, () => [structuredClone(GIVEN[study.name]), run()], {
      seconds: 20,
    }),
    through(`${study.name}.read`, undefined, study.read, () => [
      structuredClone(GIVEN[study.name]),
    ]),
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
  target('plotStability', plotStability, async () => [await resultOf(choices)]),
  target('present', present, () => [
    Object.assign(() => undefined, { studyName: 'other' }),
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
