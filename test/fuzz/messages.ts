/*
 * Messages between the process that counts and the process that calls.
 */
import { type Outcome } from './outcome.js';
import { type Plan } from './plan.js';

/** A call to make: by its number, or as it was planned before. */
export type Order =
  { readonly seed: number; readonly call: number; readonly target: string } | Plan;

/** The answers to an order: the plan as the call begins, then its outcome. */
export type Answer =
  | { readonly ready: true }
  | { readonly plan: Plan }
  | { readonly outcome: Outcome }
  | { readonly fault: string };
