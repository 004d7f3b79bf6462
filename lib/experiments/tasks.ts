/*
 * The pieces of work that studies hand to worker threads. Each is decided by its parameters and the
 * network's number alone, so that it does not matter which thread does it, or when.
 */
import { type Kernel } from '../kernel/index.js';
import { adapt, type Adapted, type AdaptParameters } from './adapt.js';
import { attack, type Attacked, type AttackParameters } from './attack.js';
import { audit, type Audited, type AuditParameters } from './audit.js';
import { compete, type Competed } from './compete.js';
import { setFree, type Freedom, type FreedomParameters } from './freedom.js';
import { lookBack, type Hindsight, type RegretParameters } from './hindsight.js';
import { redescribe, type Invariance, type InvarianceParameters } from './invariance.js';
import { type CompetitionParameters } from './parameters.js';
import { comparedRules, type RuleParameters, type RuleRun } from './rule.js';
import {
  compareGates,
  type ComparedGates,
  type CompareGatesParameters,
} from './trained/compareGates.js';
import { disconnect, type Disconnected, type DisconnectParameters } from './trained/disconnect.js';
import { throttle, type Throttled, type ThrottleParameters } from './trained/throttle.js';
import { connect, type Connected, type ConnectParameters } from './trained/connect.js';
import { measure, type MeasureParameters, type Significances } from './trained/measure.js';
import { trade, type Traded, type TradeParameters } from './trained/trade.js';
import { multiply, type SybilOutcome, type SybilParameters } from './sybil.js';

/** For each kind of work: what it takes, and what it gives. */
export interface Work {
  compete: { takes: CompetitionParameters; gives: Competed };
  adapt: { takes: AdaptParameters; gives: Adapted };
  regret: { takes: RegretParameters; gives: Hindsight };
  freedom: { takes: FreedomParameters; gives: Freedom };
  attack: { takes: AttackParameters; gives: Attacked };
  sybil: { takes: SybilParameters; gives: SybilOutcome[] };
  invariance: { takes: InvarianceParameters; gives: Invariance[] };
  rule: { takes: RuleParameters; gives: RuleRun[] };
  audit: { takes: AuditParameters; gives: Audited[] };
  connect: { takes: ConnectParameters; gives: Connected };
  measure: { takes: MeasureParameters; gives: Significances };
  trade: { takes: TradeParameters; gives: Traded };
  throttle: { takes: ThrottleParameters; gives: Throttled };
  compareGates: { takes: CompareGatesParameters; gives: ComparedGates };
  disconnect: { takes: DisconnectParameters; gives: Disconnected };
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
  ) => Work[Kind]['gives'] | Promise<Work[Kind]['gives']>;
} = {
  compete,
  adapt,
  regret: lookBack,
  freedom: setFree,
  attack,
  sybil: multiply,
  invariance: redescribe,
  rule: comparedRules,
  audit,
  connect,
  measure,
  trade,
  throttle,
  compareGates,
  disconnect,
};

/** Does one piece of work, with the kernel of this thread. */
export function perform<Kind extends keyof Work>(
  { kind, parameters, network }: Task<Kind>,
  kernel: Kernel,
): Work[Kind]['gives'] | Promise<Work[Kind]['gives']> {
  return works[kind](parameters, network, kernel);
}

/** The kinds of work on simulated markets, which may be given measured Hessians. */
type MarketWork = {
  [Kind in keyof Work]: Work[Kind]['takes'] extends { measured: number[][] } ? Kind : never;
}[keyof Work];

/** A task for each of `networks` networks, each with no more of the measured Hessians than its own. */
export function tasksFor<Kind extends MarketWork>(
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
