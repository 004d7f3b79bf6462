/*
 * The ways in which calls travel between the peers of the study. Only clock and transport differ.
 */

/**
 * `virtual`: virtual time; `inProcess`: real time on one thread; `threads`: a thread for each peer, and ports between them;
 * `libp2p`: the same threads, each with a node of libp2p, over the loopback.
 */
export const WAYS = ['virtual', 'inProcess', 'threads', 'libp2p'] as const;
export type Way = (typeof WAYS)[number];
export type RealWay = Exclude<Way, 'virtual'>;

export const WAY_TITLES: Record<Way, string> = {
  virtual: 'virtual clock',
  inProcess: 'in process',
  threads: 'threads',
  libp2p: 'libp2p',
};

/** Whether time is measured, so that no two runs give the same numbers. */
export function isReal(way: Way): way is RealWay {
  return way !== 'virtual';
}

export function hasReal(ways: readonly Way[]): boolean {
  return ways.some(isReal);
}
