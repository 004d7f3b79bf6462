/*
 * The RPC of a node of CometBFT: JSON-RPC 2.0 over HTTP.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { InvalidArgumentError } from '../../math/errors.js';
import { short, show } from '../../math/show.js';
import { LogError } from '../logError.js';

/** @throws {@link InvalidArgumentError} unless `value` is an address of HTTP. */
export function checkRpc(where: string, name: string, value: unknown): void {
  if (typeof value === 'string' && URL.canParse(value)) {
    if (['http:', 'https:'].includes(new URL(value).protocol)) return;
  }
  const rule = `${name} must be an address such as http://127.0.0.1:26657`;
  throw new InvalidArgumentError(where, rule, typeof value === 'string' ? 'another' : show(value));
}

/** The node answered that it cannot do what was asked. */
export class RpcError extends Error {}

/** Milliseconds between two tries, and those that each may take at least. */
const PAUSE = 250;
const ANSWER = 5000;

const PROBLEM = 'must be the RPC of a node of CometBFT';

export class Rpc {
  /** The node in sentences. */
  readonly shown: string;
  readonly #timeout: number;
  readonly #url: URL;
  readonly #headers: Record<string, string> = { 'content-type': 'application/json' };

  /** @param timeout - seconds for which a node that does not answer is asked again */
  constructor(url: string, timeout: number) {
    this.#url = new URL(url);
    this.#timeout = timeout;
    const { username, password, origin, pathname } = this.#url;
    this.shown = `${origin}${pathname}`;
    if (username === '' && password === '') return;
    const name = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    this.#headers.authorization = `Basic ${Buffer.from(name).toString('base64')}`;
    [this.#url.username, this.#url.password] = ['', ''];
  }

  /**
   * The result of a method, asked for again while the node does not answer.
   *
   * @throws {@link RpcError} (rejects) when the node refuses
   * @throws {@link LogError} (rejects) when it does not answer in time, or is no node
   */
  async call(where: string, method: string, params: object = {}): Promise<unknown> {
    const deadline = performance.now() + 1000 * this.#timeout;
    for (;;) {
      // Time limits are whole milliseconds.
      const left = Math.ceil(deadline - performance.now());
      try {
        return await this.#ask(where, method, params, Math.max(left, ANSWER));
      } catch (error) {
        if (error instanceof LogError || error instanceof RpcError) throw error;
        if (left <= PAUSE) throw this.#unreachable(where, error);
        await wait(PAUSE);
      }
    }
  }

  async #ask(where: string, method: string, params: object, limit: number): Promise<unknown> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: this.#headers,
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      signal: AbortSignal.timeout(limit),
    });
    const text = await response.text();
    let answer: { result?: unknown; error?: { message?: unknown; data?: unknown } };
    try {
      answer = Object(JSON.parse(text)) as typeof answer;
    } catch {
      throw new LogError(
        where,
        this.shown,
        `${PROBLEM}, got status ${response.status} and no JSON`,
      );
    }
    const { result, error } = answer;
    if (error) throw new RpcError(`${String(error.message)}: ${String(error.data)}`);
    if (result === undefined) throw new LogError(where, this.shown, `${PROBLEM}, got no result`);
    return result;
  }

  /** The error for a node that does not answer. */
  #unreachable(where: string, error: unknown): LogError {
    const { message, cause } = error as Error & { cause?: Error };
    const reason = short((cause?.message ?? message).replace(/\s+/g, ' '), 120);
    return new LogError(where, this.shown, `${PROBLEM} that answers (${reason})`, true);
  }
}
