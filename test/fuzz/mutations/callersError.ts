/** The error of the caller's own code, such as an accessor or a callback: it may pass through a call. */
export class CallersError extends Error {
  override name = 'CallersError';
}

/** Throws the caller's error. */
export function throwOwn(): never {
  throw new CallersError('the error of the caller');
}
