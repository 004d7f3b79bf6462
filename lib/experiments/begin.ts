/*
 * How every study begins: defaults overlaid with what is given, checks, the header that its journal must agree on, and
 * intervals over networks.
 */
import { meanInterval, type Interval } from '../math/bootstrap.js';
import { createStream } from '../math/random.js';
import { checkIntervals, withDefaults, type IntervalParameters } from './parameters.js';
import { versions, type Versions } from './study.js';

/** What every study takes besides its own parameters. */
export interface StudyParameters extends IntervalParameters {
  /** How many networks are drawn. */
  networks: number;
  /** Decides every random number. */
  seed: number;
}

export interface Begun<Name extends string, P extends StudyParameters> {
  readonly header: { readonly study: Name; readonly parameters: P; readonly versions: Versions };
  /** Everything that decides the tables. */
  readonly parameters: P;
  /** What a worker needs of it. */
  readonly work: Omit<P, 'networks' | keyof IntervalParameters>;
  /** The mean over networks, null left out, with its interval; the same resamples at every call. */
  readonly over: (values: readonly (number | null)[]) => Interval;
}

/**
 * Reads a study's parameters.
 *
 * @throws {@link InvalidArgumentError} when a name is unknown, or `check` or an interval's parameter refuses
 */
export function beginStudy<Name extends string, P extends StudyParameters>(
  study: Name,
  defaults: P,
  given: Partial<P>,
  check: (where: Name, parameters: P) => void,
): Begun<Name, P> {
  const parameters = withDefaults(study, defaults, given);
  check(study, parameters);
  checkIntervals(study, parameters);
  const { networks, confidence, resamples, ...work } = parameters;
  const over = (values: readonly (number | null)[]): Interval =>
    meanInterval(
      values.map((value) => value ?? Number.NaN),
      { stream: createStream(parameters.seed).split('bootstrap'), confidence, resamples },
    );
  return { header: { study, parameters, versions: versions() }, parameters, work, over };
}

/** The mean of some numbers. */
export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
