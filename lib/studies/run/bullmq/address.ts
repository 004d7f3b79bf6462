/*
 * The address of a server of Redis or Valkey.
 */
import { InvalidArgumentError } from '../../../math/errors.js';
import { show } from '../../../math/show.js';

/** @throws {@link InvalidArgumentError} unless `address` is one of Redis: `redis://host:port/database`, or `rediss:` */
export function checkServer(where: string, address: unknown): asserts address is string {
  if (typeof address === 'string' && URL.canParse(address)) {
    if (['redis:', 'rediss:'].includes(new URL(address).protocol)) return;
  }
  const rule = 'redis must be an address such as redis://127.0.0.1:6379';
  throw new InvalidArgumentError(where, rule, show(address));
}

/** The address without name and password, for sentences. */
export function shownAddress(address: string): string {
  const url = new URL(address);
  [url.username, url.password] = ['', ''];
  return url.href;
}
