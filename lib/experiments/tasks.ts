/*
 * The pieces of work that studies hand to worker threads. Each is decided by its parameters and the
 * network's number alone, so that it does not matter which thread does it, or when.
 */
import { type Kernel } from '../kernel/index.js';
import { adapt, type Adapted, type AdaptParameters } from './adapt.js';
import { compete, type Competed } from './compete.js';
import { lookBack, type Hindsight, type RegretParameters } from './hindsight.js';
import { type CompetitionParameters } from './parameters.js';

/** For each kind of work: what it takes, and what it gives. */
export interface Work {
  compete: { takes: CompetitionParameters; gives: Competed };
  adapt: { takes: AdaptParameters; gives: Adapted };
  regret: { takes: RegretParameters; gives: Hindsight };
}

/** One piece of work: a network at one setting of the parameters. */
export interface Task<Kind extends keyof Work = keyof Work> {
  readonly kind: Kind;
  readonly parameters: Work[Kind]['takes'];
  readonly network: number;
}

const works: {
  [Kind in keyof Work]: (
    parameters: Work[Kind]['takes'],
    network: number,
    kernel: Kernel,
  ) => Work[Kind]['gives'];
} = {
  compete,
  adapt,
  regret: lookBack,
};

/** Does one piece of work, with the kernel of this thread. */
export function perform<Kind extends keyof Work>(
  { kind, parameters, network }: Task<Kind>,
  kernel: Kernel,
): Work[Kind]['gives'] {
  return works[kind](parameters, network, kernel);
}

/** A task for each of `networks` networks, each with no more of the measured Hessians than its own. */
export function tasksFor<Kind extends keyof Work>(
  kind: Kind,
  parameters: Work[Kind]['takes'],
  networks: number,
): Task<Kind>[] {
  return Array.from({ length: networks }, (_, network) => ({
    kind,
    network,
    parameters: {
      ...parameters,
      measured: parameters.measured.map((hessians, at) => (at === network ? hessians : [])),
    },
  }));
}
