/*
 * The examples with small parameters: the study that each is run by, its parameters, and the name it is found by in the
 * command's help.
 */
const TINY = { networks: 2, peers: 3, hidden: [2, 4, 6], width: 4, batch: 8, rounds: 3, every: 2 };
const GROUP = { networks: 2, peers: 5, attackers: 2, blocks: 10, checkpoints: 3 };

/** One example. */
export interface Example {
  readonly study: string;
  readonly given: Readonly<Record<string, number | string | readonly (number | string)[]>>;
  /** The parameter that names its definition; none for a study. */
  readonly by?: string;
}

/** Examples by their files in examples/. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  quadratic: {
    study: 'mechanisms',
    given: { ...GROUP, attacks: ['honest', 'joint'], mechanisms: ['paper', 'quadratic'] },
    by: 'mechanisms',
  },
  follower: {
    study: 'attacks',
    given: {
      ...GROUP,
      ...{ temperatures: [1], shares: [0.3], ratios: [25], attacks: ['honest', 'follower'] },
    },
    by: 'attacks',
  },
  skills: {
    study: 'figure4',
    given: { networks: 2, peers: 5, maxSteps: 20, hessians: 'skills' },
    by: 'hessians',
  },
  moons: { study: 'benchmark', given: { ...TINY, corpora: ['moons'] }, by: 'corpora' },
  fourier: {
    study: 'benchmark',
    given: { ...TINY, corpora: ['digits'], guests: ['fourier', 'projection'] },
    by: 'guests',
  },
  noise: { study: 'noise', given: { networks: 3, peers: 4, levels: [0, 1] } },
};
