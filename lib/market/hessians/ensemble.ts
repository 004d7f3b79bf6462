/*
 * Ensembles of random Hessians H = A Aᵀ: the distribution of the entries of A, the inputs that matter to all peers,
 * and the scale of H.
 */
import { checkOneOf, checkText } from '../../math/checks.js';
import { checkWord, defined, functionField, orNone } from '../../parameters/definition.js';
import { type RandomStream } from '../../math/random.js';

/** One ensemble of random symmetric positive semi-definite Hessians. */
export interface HessianDefinition<Name extends string = string> {
  readonly name: Name;
  /** The ensemble in one phrase, for help and reference. */
  readonly about: string;
  /**
   * One entry of A, at (row, column) of peer i's; called row by row, peer by peer: n times a peer where A is diagonal. In a
   * market of factors G = Aᵀ, the row is the input and the column the sample.
   */
  readonly entry: (stream: RandomStream, row: number, column: number, peer: number) => number;
  /** D of H = D A Aᵀ D, [n], shared by all peers and sampled before any A. Default: ones. */
  readonly importance?: (peers: number, stream: RandomStream) => Float64Array;
  /** Columns of A, at most n, and so the largest rank of H; not for markets of factors. Default: n. */
  readonly columns?: (peers: number) => number;
  /** Whether every entry of A is sampled (default), or its diagonal alone. */
  readonly form?: 'full' | 'diagonal';
  /** H is divided by its trace, or by 1ᵀH1, so that masking every input costs 1. */
  readonly scale: 'trace' | 'sum';
}

/**
 * Makes an ensemble from its definition.
 *
 * @throws {@link InvalidArgumentError} when a field is missing, of another kind, or none of an ensemble's
 */
export function defineHessians<const Name extends string>(
  definition: HessianDefinition<Name>,
): HessianDefinition<Name> {
  const where = 'defineHessians';
  const word =
    (...allowed: readonly string[]) =>
    (_: string, name: string, value: unknown): void => {
      checkOneOf(where, name, value, allowed);
    };
  return defined(where, 'hessians', definition, {
    ...{ name: checkWord, about: checkText, entry: functionField },
    ...{ importance: orNone(functionField), columns: orNone(functionField) },
    ...{ form: orNone(word('full', 'diagonal')), scale: word('trace', 'sum') },
  });
}
