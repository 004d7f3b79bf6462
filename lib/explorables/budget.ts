/** The milliseconds of work between two frames: half of a frame at 60 a second. */
const FRAME_MS = 8;

/** A clock that tells when a frame's time is spent. */
export function budget(): () => boolean {
  const start = performance.now();
  return () => performance.now() - start >= FRAME_MS;
}
