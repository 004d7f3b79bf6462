/*
 * Hessians of trained networks in the unit of sampled ones, for the studies of markets.
 */
import { sum } from '../../math/rows.js';
import { loadTrainedHessians } from '#trained-hessians';
import { type TrainedHessians } from '../../datasets/hessians.js';
import { InvalidArgumentError } from '../../math/errors.js';

let loaded: TrainedHessians | undefined;

/** The file of the package, read once. */
function trained(): TrainedHessians {
  loaded ??= loadTrainedHessians();
  return loaded;
}

/**
 * H_i / 1ᵀH_i1 for each peer: masking every input costs 1.
 *
 * @param hessians - [n, n, n]
 * @returns [n, n, n]
 * @throws {@link InvalidArgumentError} when 1ᵀH_i1 is not above 0 for a peer, as where H_i = 0
 */
export function scaleHessians(
  where: string,
  peers: number,
  hessians: readonly number[],
): Float64Array {
  const square = peers * peers;
  const costs = Array.from({ length: peers }, (_, i) =>
    sum(hessians.slice(i * square, (i + 1) * square)),
  );
  const idle = costs.findIndex((cost) => !(cost > 0));
  if (idle >= 0) {
    throw new InvalidArgumentError(
      where,
      'hessians must cost every peer something where all its inputs are masked',
      `${costs[idle]} for peer ${idle}`,
    );
  }
  return Float64Array.from(hessians, (value, at) => value / costs[Math.floor(at / square)]);
}

/** The Hessians of trained network `network`, scaled, [n, n, n]. */
export function trainedHessians(network: number): Float64Array {
  const { peers, networks } = trained();
  return scaleHessians('trained', peers, networks[network]);
}

/** The numbers of trained networks and of their peers. */
export function trainedSize(): { peers: number; networks: number } {
  const { peers, networks } = trained();
  return { peers, networks: networks.length };
}

/** @throws {@link InvalidArgumentError} unless the file has these numbers of networks and peers. */
export function checkTrainedSource(where: string, peers: number, networks: number): void {
  const { peers: n, networks: most } = trainedSize();
  if (peers !== n) {
    throw new InvalidArgumentError(
      where,
      `peers must be ${n} where hessians is trained`,
      String(peers),
    );
  }
  if (networks > most) {
    throw new InvalidArgumentError(
      where,
      `networks must be at most ${most} where hessians is trained`,
      String(networks),
    );
  }
  for (const hessians of trained().networks.slice(0, networks)) scaleHessians(where, n, hessians);
}
