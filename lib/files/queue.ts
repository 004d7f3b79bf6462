/** Runs pieces of work one after another, in the order of the calls. */
export type Queue = <T>(work: () => Promise<T>) => Promise<T>;

/** A queue in which a piece that fails rejects its own call alone; the next one goes on. */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const run = last.then(work);
    last = run.catch(() => undefined);
    return run;
  };
}
