/*
 * The outcome of a piece of work of a study that is not the library's: plain data, as the journal keeps it.
 */
import { oneLine, show } from '../../math/show.js';

/** The most levels of an outcome. */
const MOST_LEVELS = 20;

/** The first value of an outcome that is no plain data, as the rest of a sentence; undefined where there is none. */
export function faultOf(outcome: unknown): string | undefined {
  if (typeof outcome === 'object' && outcome !== null) return faultIn(outcome, '', MOST_LEVELS);
  return `${show(outcome)} in place of an object or a list`;
}

function faultIn(value: unknown, place: string, levels: number): string | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : `${value} at ${place}; null stands for no number`;
  }
  if (value === null || ['string', 'boolean', 'undefined'].includes(typeof value)) return undefined;
  if (typeof value !== 'object' || levels === 0) return `${show(value)} at ${place}`;
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) {
    const at = place === '' ? '' : ` at ${place}`;
    return `${show(value)}${at}; Array.from makes a list of numbers of it`;
  }
  for (const [key, inner] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${place}[${key}]` : `${place}.${oneLine(key)}`;
    const fault = faultIn(inner, at.replace(/^\./, ''), levels - 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
