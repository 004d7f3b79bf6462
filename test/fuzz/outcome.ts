/*
 * Kinds of outcomes of a call, and the judgement of an error.
 */
import { WorkbenchError } from '../../lib/math/index.js';
import { CallersError } from './mutations/callersError.js';

/** Each kind of outcome, in words. */
export const KINDS = {
  refused: "one of the library's errors, with a sentence on a single line",
  finite: 'a result without NaN and ∞, but where its docstring has them',
  own: "the error of the caller's own accessor or callback, or a wait for the caller's promise as documented",
  long: 'no end before the deadline, where a count of steps was made large or a study has its defaults',
  raw: "an error that is not the library's, thrown, rejected or late",
  wording: "one of the library's errors, with several lines or more than 300 characters",
  nan: 'NaN or ∞ in the result',
  changed: 'an argument that the call has changed',
  hang: 'no end before the deadline',
  memory: 'more memory than the limit',
} as const;

export type Kind = keyof typeof KINDS;

/** The kinds that are failures. */
export const FAILURES: readonly Kind[] = ['raw', 'wording', 'nan', 'changed', 'hang', 'memory'];

/** The outcome of a call. */
export interface Outcome {
  readonly kind: Kind;
  /** The error's name and message, or the place of what is wrong in the result. */
  readonly detail: string;
}

/** The most characters of a refusal's message. */
const MESSAGE_MOST = 300;

/** The outcome of a call that threw, or whose promise was rejected. */
export function judgeError(error: unknown): Outcome {
  // The library throws errors alone: anything else comes from a callback.
  if (error instanceof CallersError || !(error instanceof Error))
    return { kind: 'own', detail: String(error) };
  const { name, message } = error;
  const line = message.split('\n', 1)[0].slice(0, MESSAGE_MOST);
  if (!(error instanceof WorkbenchError)) return { kind: 'raw', detail: `${name}: ${line}` };
  if (message.includes('\n')) return { kind: 'wording', detail: `several lines: ${line}` };
  if (message.length > MESSAGE_MOST) {
    return { kind: 'wording', detail: `${message.length} characters: ${line.slice(0, 60)}…` };
  }
  return { kind: 'refused', detail: message };
}

/** The outcome without its numbers and its quoted values: failures with the same group are one fault. */
export function groupOf({ kind, detail }: Outcome): string {
  return `${kind} ${detail.replace(/"[^"]*"|'[^']*'|-?\d[\d.e+,-]*/gi, '#').slice(0, 120)}`;
}
