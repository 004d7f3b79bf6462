/*
 * Messages between the process that counts and the process that calls.
 */
import { type Outcome } from './outcome.js';
import { type Plan } from './plan.js';
import { type Target } from './target.js';

/** A call to make: by its number, or as it was planned before. */
export type Order =
  { readonly seed: number; readonly call: number; readonly target: string } | Plan;

/** How long a target may take for reasons that are the caller's. */
export type Patience = Pick<Target, 'waits' | 'long'>;

/** The beginning of a call. */
export interface Begun {
  readonly plan: Plan;
  readonly patience: Patience;
}

/** The answers to an order: the plan as the call begins, then its outcome. */
export type Answer =
  { readonly ready: true } | Begun | { readonly outcome: Outcome } | { readonly fault: string };
