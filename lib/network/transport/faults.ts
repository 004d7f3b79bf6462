/*
 * What goes wrong between peers, as values: a transport that has faults is any transport with some put in.
 */
import { checkFunction, checkInteger, checkOptionNames } from '../../math/checks.js';
import { createStream, type RandomStream } from '../../math/random.js';
import { type Clock } from '../clock.js';
import { rowsOf, type Rows } from '../rows.js';
import { UnreachableError, type Call, type Transport } from './contract.js';
import { within } from './inProcess.js';

/** The fault of one call: its answer, or the gradient that it hands over. */
export type Fault =
  /** It takes `by` longer. */
  | { readonly kind: 'late'; readonly by: number }
  /** The call gets lost: nothing ever comes back. */
  | { readonly kind: 'lost' }
  /** The other side is gone, and the caller learns it at once. */
  | { readonly kind: 'crashed' }
  /** All of it is NaN. */
  | { readonly kind: 'nan' }
  /** It has a column too many. */
  | { readonly kind: 'misshapen' }
  /** It is standard normal noise for every request. */
  | { readonly kind: 'lie' };

/** Decides what befalls a call at `now`, which is about the round that is on; undefined where nothing does. */
export type Faults = (
  call: Pick<Call, 'from' | 'to'> & { readonly direction: 'forward' | 'backward' },
  now: number,
) => Fault | undefined;

/**
 * `transport` with faults put in; `seed` decides what liars say.
 *
 * @throws {@link InvalidArgumentError} when an option is invalid
 */
export function withFaults(
  transport: Transport,
  clock: Clock,
  faults: Faults,
  options: { seed?: number } = {},
): Transport {
  checkOptionNames('withFaults', options, ['seed']);
  checkFunction('withFaults', 'faults', faults);
  checkInteger('withFaults', 'seed', options.seed ?? 0, 0);
  const lies = createStream(options.seed ?? 0).split('lies');
  let told = 0;
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
    spoiled(rows, fault?.kind, () => lies.split(from).split(to).split(clock.now).split(told++));
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

function spoiled(carried: Rows, kind: Fault['kind'] | undefined, stream: () => RandomStream): Rows {
  const { rows, columns, values } = carried;
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
