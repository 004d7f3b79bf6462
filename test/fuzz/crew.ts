/*
 * Makes calls in one child process at a time, which is killed and started again when a call does not end
 * or takes too much memory.
 */
import { Helper, type Silence } from './helper.js';
import { type Answer, type Begun, type Order, type Patience } from './messages.js';
import { NEVER_SETTLES } from './mutations/functions.js';
import { LARGE } from './mutations/numbers.js';
import { type Kind, type Outcome } from './outcome.js';
import { type Plan } from './plan.js';

/** The limits of a call, and where it is made. */
export interface CrewOptions {
  /** The module whose TARGETS are called. */
  readonly catalogue: string;
  /** The folder that calls may write to. */
  readonly folder: string;
  /** The most bytes of resident memory. */
  readonly memory: number;
}

/** A call that was made. */
export interface Made {
  readonly plan: Plan;
  readonly outcome: Outcome;
}

/** Seconds in which a child must start, and in which it must make a call's arguments. */
const PATIENCE = 120;

/** Fields that count work: a large value asks for a long run, which is no fault. */
const WORK: ReadonlySet<unknown> = new Set([
  ...[
    'steps',
    'maxSteps',
    'maxEvaluations',
    'blocks',
    'rounds',
    'roundsABlock',
    'horizon',
    'restarts',
  ],
  ...['networks', 'starts', 'randomStarts', 'checkpoints', 'points', 'batches', 'snapshots'],
  ...['samples', 'resolution', 'latency', 'jitter', 'every'],
]);

const asksForMore = ({ edits }: Plan): boolean =>
  edits.some(({ path, mutation }) => LARGE.has(mutation) && path.some((key) => WORK.has(key)));

/** Mutations that leave an object without a field, or a call without its first argument. */
const LACKING: ReadonlySet<string> = new Set([
  ...['is missing', 'is undefined', 'is {}', 'is an object without a prototype'],
  'has its fields from its prototype',
]);

const leavesDefaults = ({ edits }: Plan): boolean =>
  edits.some(({ path, mutation }) => path[0] === 0 && path.length <= 2 && LACKING.has(mutation));

/** The kind of a call without an end: a failure, unless the arguments ask for it. */
function kindOfLate(plan: Plan, { waits = false, long = false }: Patience): Kind {
  if (waits && plan.edits.some(({ mutation }) => mutation === NEVER_SETTLES)) return 'own';
  return asksForMore(plan) || (long && leavesDefaults(plan)) ? 'long' : 'hang';
}

/** The makers of calls: a child process, and its successors. */
export class Crew {
  readonly #options: CrewOptions;
  #helper: Helper | undefined;

  constructor(options: CrewOptions) {
    this.#options = options;
  }

  /**
   * Makes a call.
   *
   * @param deadline - the most seconds from its beginning to its end
   * @throws Error when the catalogue is at fault: it does not load, or a target's arguments cannot be made
   */
  async make(order: Order, deadline: number): Promise<Made> {
    const helper = (this.#helper ??= await this.#start());
    helper.send(order);
    const begun = await helper.next(PATIENCE);
    if (typeof begun === 'string' || !('plan' in begun)) throw this.#fault(order.target, begun);
    const found = await helper.next(deadline, this.#options.memory);
    return { plan: begun.plan, outcome: this.#judge(begun, found, deadline) };
  }

  /** Ends the child process. */
  close(): void {
    this.#helper?.kill();
    this.#helper = undefined;
  }

  async #start(): Promise<Helper> {
    const { catalogue, folder, memory } = this.#options;
    const helper = new Helper(catalogue, folder, memory);
    const found = await helper.next(PATIENCE);
    if (typeof found === 'string' || !('ready' in found)) throw this.#fault(catalogue, found);
    return helper;
  }

  #judge({ plan, patience }: Begun, found: Answer | Silence, deadline: number): Outcome {
    if (typeof found === 'object' && 'outcome' in found) return found.outcome;
    this.close();
    const { memory } = this.#options;
    if (found === 'large') return { kind: 'memory', detail: `more than ${memory} bytes` };
    if (found === 'late')
      return { kind: kindOfLate(plan, patience), detail: `no end after ${deadline} s` };
    if (!('ended' in found)) throw this.#fault(plan.target, found);
    // V8 aborts where its heap is full.
    return found.ended === 'SIGABRT'
      ? { kind: 'memory', detail: 'a full heap' }
      : { kind: 'raw', detail: `the process ended with ${found.ended}` };
  }

  #fault(what: string, found: Answer | Silence): Error {
    this.close();
    return new Error(`${what}: ${JSON.stringify(found)}`);
  }
}
