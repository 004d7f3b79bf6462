/*
 * A child process that makes calls, as its parent sees it: its answers in order, its memory, its end.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, type Order } from './messages.js';

/** Milliseconds between looks at the memory. */
const INTERVAL_MS = 50;
const PAGE_BYTES = 4096;

/** The end of waiting without an answer: too long, too much memory, or the process's signal or code. */
export type Silence = 'late' | 'large' | { readonly ended: string };

/** A process that makes calls. */
export class Helper {
  readonly #child: ChildProcess;
  readonly #answers: Answer[] = [];
  #ended: string | undefined;
  #notice: () => void = () => undefined;

  /**
   * @param catalogue - the module whose TARGETS are called
   * @param folder - the folder that calls may write to
   * @param memory - the most bytes of the process's heap
   */
  constructor(catalogue: string, folder: string, memory: number) {
    this.#child = fork(join(__dirname, 'child.js'), [catalogue], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [`--max-old-space-size=${Math.floor(memory / 2 ** 20)}`],
    });
    this.#child.on('message', (answer: Answer) => {
      this.#answers.push(answer);
      this.#notice();
    });
    // A call that spins would outlive this process.
    const kill = (): void => {
      this.kill();
    };
    process.on('exit', kill);
    this.#child.on('exit', (code, signal) => {
      process.off('exit', kill);
      this.#ended = signal ?? `code ${code}`;
      this.#notice();
    });
  }

  send(order: Order): void {
    this.#child.send(order);
  }

  /** The next answer, which is awaited for a number of seconds and while the memory lasts. */
  next(seconds: number, memory = Infinity): Promise<Answer | Silence> {
    return new Promise((resolve) => {
      const settle = (found: Answer | Silence): void => {
        clearTimeout(timer);
        clearInterval(watch);
        this.#notice = () => undefined;
        resolve(found);
      };
      const timer = setTimeout(settle, 1000 * seconds, 'late');
      const watch = setInterval(() => {
        if (this.#residentBytes() > memory) settle('large');
      }, INTERVAL_MS);
      this.#notice = () => {
        const answer = this.#answers.shift();
        if (answer) settle(answer);
        else if (this.#ended !== undefined) settle({ ended: this.#ended });
      };
      this.#notice();
    });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Bytes of resident memory; 0 where the system does not tell. */
  #residentBytes(): number {
    try {
      const [, pages] = readFileSync(`/proc/${this.#child.pid}/statm`, 'utf8').split(' ');
      return PAGE_BYTES * Number(pages);
    } catch {
      return 0;
    }
  }
}
