/*
 * Activations of answers, kept for the gradients that may come back to them, and copies of the x that they are about.
 */
import { type Rows } from '../rows.js';
import { isIn, type Holding, type Holdings } from './holding.js';

/** A copy of x in the kernel's memory. */
interface Entered {
  readonly x: Float32Array;
  readonly copy: Holding;
  /** Activations that refer to it. */
  uses: number;
}

/** The activations of an answer. */
export interface Answered {
  readonly x: Float32Array;
  readonly activations: Holding;
  readonly entered: Entered;
  /** The number that {@link Engine.start} gave an answer that no peer has asked for yet; undefined otherwise. */
  end?: number | undefined;
  /** The largest norm of such an answer, once it is computed. */
  largest?: number | undefined;
}

/** The rows that the jobs of one gradient read. */
export interface ReadByGradient {
  readonly answered: Answered;
  readonly gradient: Rows;
}

/** The activations of the answers of a store's members. */
export class AnswerActivations {
  /** Those of each member; few at a time, since each is forgotten when its gradient has come or its member steps. */
  readonly #answered: Answered[][];
  readonly #entered = new Map<Float32Array, Entered>();
  /** x that were entered without activations since the last {@link AnswerActivations.leave}. */
  #passing: Float32Array[] = [];

  /** @param numbers - activations of one row, of each member */
  constructor(
    readonly holdings: Holdings,
    readonly numbers: readonly number[],
  ) {
    this.#answered = numbers.map(() => []);
  }

  /** The activations of a member's answer to x, where they are kept. */
  find(member: number, x: Rows): Answered | undefined {
    for (const answered of this.#answered[member]) if (answered.x === x.values) return answered;
    return undefined;
  }

  /** Memory for the activations of a member's answer to x, which replaces what is kept of an earlier one. */
  make(member: number, x: Rows, lent: boolean): Answered {
    const before = this.find(member, x);
    if (before) this.#forget(member, before);
    const activations = this.holdings.take(4 * x.rows * this.numbers[member]);
    activations.needed = true;
    activations.lent = lent;
    const entered = this.#enter(x);
    entered.uses++;
    const answered = { x: x.values, activations, entered };
    this.#answered[member].push(answered);
    return answered;
  }

  /** The address of x in the kernel's memory, until {@link AnswerActivations.leave}. */
  enter(x: Rows): number {
    const { copy, uses } = this.#enter(x);
    if (uses === 0) this.#passing.push(x.values);
    return copy.address;
  }

  /** Forgets a member's answer to x: its gradient has come. */
  finish(member: number, x: Rows): void {
    const answered = this.find(member, x);
    if (answered) this.#forget(member, answered);
  }

  /** Keeps what an answer's gradient reads, until {@link AnswerActivations.unpin}. */
  pin({ activations, entered }: Answered): void {
    activations.uses++;
    entered.uses++;
  }

  unpin({ activations, entered }: Answered): void {
    activations.uses--;
    activations.settle();
    this.#release(entered);
  }

  /** The same for all that a gradient's jobs read. */
  pinRead({ answered, gradient }: ReadByGradient): void {
    this.pin(answered);
    if (isIn(this.holdings, gradient)) gradient.holding.uses++;
  }

  unpinRead({ answered, gradient }: ReadByGradient): void {
    this.unpin(answered);
    if (!isIn(this.holdings, gradient)) return;
    gradient.holding.uses--;
    gradient.holding.settle();
  }

  /** Gives back the copies of x that no activations refer to. */
  leave(): void {
    for (const x of this.#passing) {
      const entered = this.#entered.get(x);
      if (entered?.uses === 0) this.#leave(entered);
    }
    this.#passing = [];
  }

  /** Forgets the answers of a member: its parameters have changed. */
  forget(member: number): void {
    const answers = this.#answered[member];
    while (answers.length > 0) this.#forget(member, answers[answers.length - 1]);
  }

  forgetAll(): void {
    for (const member of this.#answered.keys()) this.forget(member);
  }

  #enter({ values }: Rows): Entered {
    const known = this.#entered.get(values);
    if (known) return known;
    const copy = this.holdings.take(values.byteLength);
    this.holdings.pieces.floats(copy.address, values.length).set(values);
    const entered = { x: values, copy, uses: 0 };
    this.#entered.set(values, entered);
    return entered;
  }

  #forget(member: number, answered: Answered): void {
    const { activations, entered } = answered;
    const answers = this.#answered[member];
    answers[answers.indexOf(answered)] = answers[answers.length - 1];
    answers.pop();
    activations.needed = false;
    activations.settle();
    this.#release(entered);
  }

  #release(entered: Entered): void {
    entered.uses--;
    if (entered.uses === 0) this.#leave(entered);
  }

  #leave({ x, copy }: Entered): void {
    this.#entered.delete(x);
    this.holdings.drop(copy);
  }
}
