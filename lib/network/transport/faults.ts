/*
 * What goes wrong between peers, as values: a transport that has faults is any transport with some put in.
 */
import { checkOptionNames } from '../../math/checks.js';
import { createStream, type RandomStream } from '../../math/random.js';
import { type Clock } from '../clock.js';
import { rowsOf, type Rows } from '../rows.js';
import { UnreachableError, type Call, type Transport } from './contract.js';
import { within } from './inProcess.js';

/** What befalls one call. */
export type Fault =
  /** The answer takes `by` longer. */
  | { readonly kind: 'late'; readonly by: number }
  /** The call gets lost: nothing ever comes back. */
  | { readonly kind: 'lost' }
  /** The other side is gone, and the caller learns it at once. */
  | { readonly kind: 'crashed' }
  /** The answer is not a number. */
  | { readonly kind: 'nan' }
  /** The answer has a column too many. */
  | { readonly kind: 'misshapen' }
  /** The answer is standard normal noise, whatever was asked. */
  | { readonly kind: 'lie' };

/** Decides what befalls a call; undefined where nothing does. */
export type Faults = (
  call: Pick<Call, 'from' | 'to'> & { readonly direction: 'forward' | 'backward' },
  now: number,
) => Fault | undefined;

/** `transport` with faults put in; `seed` decides what liars answer. */
export function withFaults(
  transport: Transport,
  clock: Clock,
  faults: Faults,
  options: { seed?: number } = {},
): Transport {
  checkOptionNames('withFaults', options, ['seed']);
  const lies = createStream(options.seed ?? 0).split('lies');
  let told = 0;
  const call = <T>(
    what: Call,
    fault: Fault | undefined,
    act: () => Promise<T>,
    spoil: (result: T, fault: Fault) => T,
  ): Promise<T> => {
    if (!fault) return act();
    return within(clock, what, async () => {
      if (fault.kind === 'lost') return new Promise<never>(() => undefined);
      if (fault.kind === 'crashed') {
        throw new UnreachableError(`call: peer ${what.to} must be running, got a crash`);
      }
      const result = await act();
      if (fault.kind === 'late') await clock.wait(fault.by);
      return spoil(result, fault);
    });
  };
  return {
    forward: (what, x) =>
      call(
        what,
        faults({ ...what, direction: 'forward' }, clock.now),
        () => transport.forward(what, x),
        (answer, { kind }) =>
          spoiled(answer, kind, () => lies.split(what.from).split(what.to).split(told++)),
      ),
    backward: (what, x, gradient) =>
      call(
        what,
        faults({ ...what, direction: 'backward' }, clock.now),
        () => transport.backward(what, x, gradient),
        (nothing) => nothing,
      ),
  };
}

function spoiled(answer: Rows, kind: Fault['kind'], stream: () => RandomStream): Rows {
  const { rows, columns, values } = answer;
  switch (kind) {
    case 'nan':
      return rowsOf(new Float32Array(values.length).fill(Number.NaN), columns);
    case 'misshapen':
      return rowsOf(new Float32Array(rows * (columns + 1)), columns + 1);
    case 'lie':
      return rowsOf(Float32Array.from(values, stream().normal), columns);
    default:
      return answer;
  }
}
