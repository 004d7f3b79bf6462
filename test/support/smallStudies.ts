import { type STUDIES } from '../../lib/studies/index.js';

const FEW = { networks: 2, peers: 8 };
const GROUP = { ...FEW, attackers: 2, blocks: 10, checkpoints: 3 };
const TINY = {
  ...{ networks: 2, peers: 3, hidden: [2, 4, 6], width: 4, batch: 8, learningRate: 0.01 },
  ...{ rounds: 3 },
};

export type StudyName = (typeof STUDIES)[number]['name'];

/** Small parameters of every study, and the number of pieces of work. A study without a line does not compile. */
export const SMALL: Record<StudyName, { readonly given: object; readonly pieces: number }> = {
  figure4: { given: { ...FEW, maxSteps: 50 }, pieces: 2 },
  figure5: { given: { ...FEW, steps: 50, samples: 5 }, pieces: 2 },
  scaling: {
    given: {
      ...{ networks: 2, peers: [3, 5], temperatures: [0.5, 1], ratios: [50] },
      ...{ meanBidTemperatures: [5], meanBidRatios: [250], gapNetworks: 1 },
    },
    pieces: 12,
  },
  phaseDiagram: {
    given: {
      ...{ networks: 2, peers: [3, 5], temperatures: [2, 10], ratios: [10, 250], starts: 2 },
      ...{ gapNetworks: 1 },
    },
    pieces: 8,
  },
  internetScale: {
    given: {
      ...{ networks: 2, peers: [6, 20], known: 5, samples: 2, topologies: ['random'] },
      ...{ maxSteps: 20, sampled: 2 },
    },
    pieces: 8,
  },
  choices: { given: { ...FEW, maxSteps: 20, ratios: [25] }, pieces: 24 },
  readings: {
    given: { ...FEW, maxSteps: 20, stops: [5], ratios: [1, 25] },
    pieces: 54,
  },
  regret: { given: { ...FEW, steps: 20, checkpoints: 3, ratios: [10] }, pieces: 2 },
  anarchy: { given: { ...FEW, starts: 2, maxSteps: 20, ratios: [10] }, pieces: 4 },
  attacks: {
    given: { ...GROUP, temperatures: [0.5, 1], shares: [0.2], ratios: [1, 25] },
    pieces: 4,
  },
  sybils: { given: { ...FEW, identities: [0, 2], maxSteps: 20 }, pieces: 2 },
  invariance: { given: { ...FEW, steps: 10, factors: [2], newcomers: [1] }, pieces: 2 },
  mechanisms: { given: GROUP, pieces: 20 },
  soughtAttacks: {
    given: {
      ...{ ...FEW, groups: [1, 2], mechanisms: ['paper', 'median'], shares: [0.2, 0.4] },
      ...{ horizon: 4, evaluations: 40, resolution: 0.1 },
    },
    pieces: 8,
  },
  copiers: {
    given: {
      ...{ networks: 2, epochs: 12, warmup: 5, honest: 3, miners: 4, copiers: 1 },
      ...{ speeds: [0, 0.5], errors: [0.3], delays: [0, 2] },
    },
    pieces: 4,
  },
  validatorEvents: {
    given: {
      ...{ networks: 2, before: 5, horizon: 8, validators: 3, miners: 4, lead: 2 },
      ...{ events: ['splitOwn', 'lead'], penalties: [1, 0] },
    },
    pieces: 8,
  },
  rounding: {
    given: { networks: 2, validators: 3, miners: [4, 9], errors: [0.3], bits: [2, 16] },
    pieces: 4,
  },
  coalitions: {
    given: {
      ...{ networks: 2, epochs: 4, warmup: 2, validators: 4, miners: 5, members: 1, own: 1 },
      ...{ shares: [0.1, 0.6], mechanisms: ['paper', 'medianAtLeast', 'twoSided', 'yuma3'] },
    },
    pieces: 8,
  },
  detection: { given: { ...FEW, attackers: 2, blocks: 10, batches: [3, 30] }, pieces: 2 },
  benchmark: { given: { ...TINY, corpora: ['digits'], every: 2 }, pieces: 2 },
  significance: { given: { ...TINY, rows: 16, labels: 2 }, pieces: 2 },
  liveMarket: {
    given: {
      ...{ networks: 2, peers: 3, hidden: [2, 4, 6], width: 4, batch: 8 },
      ...{ choosers: ['significance', 'payoff', 'gate'], blocks: 2, roundsABlock: 1 },
      ...{ rows: 16, k: 2 },
    },
    pieces: 6,
  },
  distance: { given: { ...TINY, delays: [0, 20], checkpoints: 2 }, pieces: 4 },
  bandwidth: { given: { ...TINY, ks: [1, 3] }, pieces: 6 },
  gating: { given: { ...TINY, k: 2, ks: [1, 3], balances: [0, 1], rows: 16 }, pieces: 12 },
  distillation: { given: { ...TINY, offline: [0, 2, 3] }, pieces: 2 },
};
