/** Seconds of processor time that this process has used: other programs on the machine do not count. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export function wallSeconds(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}

/** How long `work` takes, in seconds of `clock`. */
export function timed(clock: () => number, work: () => void): number {
  const start = clock();
  work();
  return clock() - start;
}
