/** Seconds of processor time of this process, which exclude other programs. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export function wallSeconds(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}

/** The duration of `work`, in seconds of `clock`. */
export function timed(clock: () => number, work: () => void): number {
  const start = clock();
  work();
  return clock() - start;
}
