/*
 * A strategy: the follower, a weight copier that is hard to tell from an honest peer. It moves its row slowly to the
 * stake-weighted average of the rows that the others posted last, an exponential moving average of the consensus:
 *
 *   w_i ← (1 − β) w_i + β Σ_{k≠i} s_k w_k / Σ_{k≠i} s_k
 */
import { defineStrategy, STRATEGIES } from 'bittensor-workbench';

const BETA = 0.05;

export const follower = defineStrategy({
  name: 'follower',
  title: 'followers',
  about: 'a moving average of the rows that the others posted',
  create: () => {
    const copy = STRATEGIES.copy.create();
    return (observation, peer, row) => {
      const { n, weights } = observation;
      copy(observation, peer, row);
      for (let j = 0; j < n; j++) row[j] = (1 - BETA) * weights[peer * n + j] + BETA * row[j];
    };
  },
});
