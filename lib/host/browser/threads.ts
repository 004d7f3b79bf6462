/** A page shares memory with no thread. */
export const startThread = undefined;
