/*
 * Fault injection: a decorator of any transport that delays, drops or corrupts calls.
 */
import { checkFunction, checkInteger, checkOptionNames } from '../../math/checks.js';
import { createStream, type RandomStream } from '../../math/random.js';
import { checkCarrier, checkClock } from '../check.js';
import { type Clock } from '../clock.js';
import { rowsOf, type Rows } from '../rows.js';
import { UnreachableError, type Call, type Transport } from './contract.js';
import { within } from './inProcess.js';

/** The fault of one call; it applies to the answer of a forward call or the gradient of a backward call. */
export type Fault =
  /** The call takes `by` longer. */
  | { readonly kind: 'late'; readonly by: number }
  /** The call is dropped and never settles before its timeout. */
  | { readonly kind: 'lost' }
  /** The callee has crashed; the call rejects immediately with {@link UnreachableError}. */
  | { readonly kind: 'crashed' }
  /** All values are NaN. */
  | { readonly kind: 'nan' }
  /** The value has one column too many. */
  | { readonly kind: 'misshapen' }
  /** The value is standard normal noise. */
  | { readonly kind: 'lie' };

/** The fault of a call at virtual time `now`, which is about the current round; undefined for no fault. */
export type Faults = (
  call: Pick<Call, 'from' | 'to'> & { readonly direction: 'forward' | 'backward' },
  now: number,
) => Fault | undefined;

/**
 * `transport` with injected faults; `seed` decides the noise of lies.
 *
 * @throws {@link InvalidArgumentError} when an option is invalid
 */
export function withFaults(
  transport: Transport,
  clock: Clock,
  faults: Faults,
  options: { seed?: number } = {},
): Transport {
  checkCarrier('withFaults', 'transport', transport);
  checkClock('withFaults', clock);
  checkOptionNames('withFaults', options, ['seed']);
  checkFunction('withFaults', 'faults', faults);
  checkInteger('withFaults', 'seed', options.seed ?? 0, 0);
  const lies = createStream(options.seed ?? 0).split('lies');
  let count = 0;
  const call = async <T>(
    what: Call,
    direction: 'forward' | 'backward',
    act: (fault: Fault | undefined, ended: () => boolean) => Promise<T>,
  ): Promise<T> => {
    const fault = faults({ from: what.from, to: what.to, direction }, clock.now);
    if (!fault) return act(undefined, () => false);
    return within(clock, what, async (ended) => {
      if (fault.kind === 'lost') return new Promise<never>(() => undefined);
      if (fault.kind === 'crashed') {
        throw new UnreachableError(`call: peer ${what.to} must be running, got a crash`);
      }
      return act(fault, ended);
    });
  };
  const spoil = ({ from, to }: Call, rows: Rows, fault: Fault | undefined): Rows =>
    spoiled(rows, fault?.kind, () => lies.split(from).split(to).split(clock.now).split(count++));
  return {
    forward: (what, x) =>
      call(what, 'forward', async (fault) => {
        const answer = await transport.forward(what, x);
        if (fault?.kind === 'late') await clock.wait(fault.by);
        return spoil(what, answer, fault);
      }),
    backward: (what, x, gradient) =>
      call(what, 'backward', async (fault, ended) => {
        if (fault?.kind === 'late') await clock.wait(fault.by);
        if (!ended()) await transport.backward(what, x, spoil(what, gradient, fault));
      }),
  };
}

/** The rows with the fault; what is no rows is carried as it is, for the caller to check. */
function spoiled(carried: Rows, kind: Fault['kind'] | undefined, stream: () => RandomStream): Rows {
  const { rows, columns, values } = Object(carried) as Rows;
  if (!((values as unknown) instanceof Float32Array)) return carried;
  switch (kind) {
    case 'nan':
      return rowsOf(new Float32Array(values.length).fill(Number.NaN), columns);
    case 'misshapen':
      return rowsOf(new Float32Array(rows * (columns + 1)), columns + 1);
    case 'lie':
      return rowsOf(Float32Array.from(values, stream().normal), columns);
    default:
      return carried;
  }
}
