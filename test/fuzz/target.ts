/*
 * The calls that the fuzzer starts from: a target is an exported function with arguments that it accepts.
 */

/** A function, a method or an input file, with the arguments of a valid call. */
export interface Target {
  /** `subpath.function` or `subpath.Class.method`. */
  readonly name: string;
  /** The exported function or class that the target calls; undefined for a target that is no export. */
  readonly subject?: unknown;
  /** The arguments of a valid call, made for every call. */
  readonly args: () => unknown[] | Promise<unknown[]>;
  readonly call: (args: unknown[]) => unknown;
  /** Whether the docstring states NaN or ∞ at this place of the result of these arguments. */
  readonly isUndefined?: (args: unknown[], place: string) => boolean;
  /** The most seconds of a call, where a valid one takes long; the run's deadline otherwise. */
  readonly seconds?: number;
  /** Where true, the arguments are words of a command line: each stays text. */
  readonly words?: boolean;
  /** Whether the docstring states that the call waits for promises of the caller's functions without a limit. */
  readonly waits?: boolean;
  /** Whether the defaults of the first argument's fields ask for more work than a deadline allows, as a study's do. */
  readonly long?: boolean;
}

/** Any function: that the arguments suit it is a test, since the fuzzer's own calls break types too. */
type Subject = (...args: never[]) => unknown;
type Settings = Pick<Target, 'isUndefined' | 'seconds' | 'words' | 'waits' | 'long'>;

/** The target that calls an exported function. */
export function target(
  name: string,
  subject: Subject,
  args: Target['args'],
  settings: Settings = {},
): Target {
  return { name, subject, args, call: (given) => subject(...(given as never[])), ...settings };
}

/**
 * The target that calls something else: a method of the class `subject`, or an input that is no export. `act` makes
 * the object whose method it calls, so that only arguments change.
 */
export function through(
  name: string,
  subject: unknown,
  act: Subject,
  args: Target['args'],
  settings: Settings = {},
): Target {
  return { ...target(name, act, args, settings), subject };
}

/** The targets with the subpath's name before theirs. */
export function subpath(name: string, targets: readonly Target[]): Target[] {
  return targets.map((one) => ({ ...one, name: `${name}.${one.name}` }));
}
