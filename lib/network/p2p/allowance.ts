/**
 * An allowance of events that refills with time (a token bucket): `burst` at once, and `rate` per second after.
 */
export class Allowance {
  #left: number;
  #at: number;

  /** @param now - seconds, from any start */
  constructor(
    readonly rate: number,
    readonly burst: number,
    now: number,
  ) {
    this.#left = burst;
    this.#at = now;
  }

  /** Takes one; false where none is left. */
  take(now: number): boolean {
    this.#left = Math.min(this.burst, this.#left + this.rate * (now - this.#at));
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
