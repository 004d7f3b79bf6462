/** `own`: each peer's training data, the D_i of (2); `heldOut`: rows that no peer trained on, the same for all peers. */
export const DATA_NAMES = ['own', 'heldOut'] as const;
export type DataName = (typeof DATA_NAMES)[number];

/**
 * `exact`, `monteCarlo` and `empirical`: ½ of the Fisher information (3), three ways; `linear`: the term that (2)
 * omits; `both`: exact and linear together; `influence`: by gradients along the training; `relearnt`: others that train
 * on without the peer for some rounds.
 */
export const ESTIMATES = [
  ...(['exact', 'monteCarlo', 'empirical', 'linear', 'both'] as const),
  ...(['influence', 'relearnt'] as const),
] as const;
export type Estimate = (typeof ESTIMATES)[number];

/**
 * `ablation`: the removal of one peer; `shapley`: the mean marginal loss of a peer over all orders of removal;
 * `retraining`: training again from the start without the peer.
 */
export const TRUTHS = ['ablation', 'shapley', 'retraining'] as const;
export type Truth = (typeof TRUTHS)[number];

/** The measurements of the answers of a trained network; all others compare a training with another. */
const OF_ANSWERS: readonly (Truth | Estimate)[] = [
  ...(['ablation', 'shapley'] as const),
  ...(['exact', 'monteCarlo', 'empirical', 'linear', 'both'] as const),
];

/**
 * The loss of each peer without each other peer, [n, n] for each measurement, in nats; retraining is null where it was
 * not done.
 */
export type Costs = Record<Exclude<Truth | Estimate, 'retraining'>, number[]> & {
  retraining: number[] | null;
};

/** Whether the loss of a peer without itself is counted: removed answers include one's own, which training alone keeps. */
export function countsItself(...names: readonly (Truth | Estimate)[]): boolean {
  return names.every((name) => OF_ANSWERS.includes(name));
}
