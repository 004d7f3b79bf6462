/** The milliseconds of work between two frames: a third of a frame at 60 a second, since the step in progress ends after them. */
const FRAME_MS = 5;

/** A clock that tells when a frame's time is spent. */
export function budget(): () => boolean {
  const start = performance.now();
  return () => performance.now() - start >= FRAME_MS;
}
