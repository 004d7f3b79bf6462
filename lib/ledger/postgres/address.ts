/*
 * The address of a server of PostgreSQL, and its errors as sentences.
 */
import { InvalidArgumentError } from '../../math/errors.js';
import { short, show } from '../../math/show.js';
import { LogError } from '../logError.js';

/** @throws {@link InvalidArgumentError} unless `value` is an address of PostgreSQL. */
export function checkConnection(where: string, name: string, value: unknown): void {
  if (typeof value === 'string' && URL.canParse(value)) {
    if (['postgres:', 'postgresql:'].includes(new URL(value).protocol)) return;
  }
  const rule = `${name} must be an address such as postgres://user:password@lab:5432/database`;
  throw new InvalidArgumentError(where, rule, typeof value === 'string' ? 'another' : show(value));
}

/** The address without user, password and options, for sentences. */
export function shownAddress(address: string): string {
  const url = new URL(address);
  [url.username, url.password, url.search] = ['', '', ''];
  return url.href;
}

/** Rules that a server's refusals break, by SQLSTATE. */
const RULES: Readonly<Record<string, string>> = {
  '28P01': 'must be given with the right password',
  '28000': 'must let the user in',
  '3D000': 'must name a database of the server',
  '42501': 'must let the user read and write the schema bittensor_workbench',
  '25006': 'must be a server that takes writes',
};

/** System errors, and classes of SQLSTATE, of a server that is away and may come back. */
const AWAY =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT|08...|57P0[1-3]|53300)$/;
/** The errors of `pg` about lost connections have no code. */
const LOST =
  /^(Connection terminated|Client has encountered|Client was closed|timeout expired|Query read timeout)/;

interface Failure {
  readonly code?: unknown;
  readonly message?: unknown;
  /** The errors of each address of a host. */
  readonly errors?: readonly Failure[];
}

/** Whether an error tells that the server is away. */
export function isAway(error: unknown): boolean {
  const { code, message, errors } = Object(error) as Failure;
  if (errors?.some(isAway)) return true;
  return AWAY.test(String(code)) || LOST.test(String(message));
}

/** The sentence for an error of `pg`. */
export function faultOf(where: string, address: string, error: unknown): LogError {
  const { code, message, errors } = Object(error) as Failure;
  const text = String(message) || String(errors?.[0]?.message);
  const away = isAway(error);
  const rule = away
    ? 'must be a server of PostgreSQL that answers'
    : (RULES[String(code)] ?? 'must be a server of PostgreSQL that can hold a log');
  return new LogError(where, address, `${rule} (${short(text.replace(/\s+/g, ' '), 120)})`, away);
}
