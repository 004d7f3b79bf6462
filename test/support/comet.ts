/*
 * Chains of real CometBFT validators on the loopback, for tests.
 */
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type SignedOperation } from '../../lib/ledger/index.js';
import { serveAbci, type AbciMethods, type AbciServer } from '../../lib/ledger/cometbft/abci.js';
import { Application } from '../../lib/ledger/cometbft/application.js';
import { methodsOf } from '../../lib/ledger/cometbft/node.js';
import {
  startComet,
  writeNet,
  type RunningComet,
  type ValidatorPorts,
} from '../../lib/ledger/cometbft/net.js';
import { freePort } from './redis.js';

/** The program: of the environment variable COMETBFT, on the path, or where `go install` puts it. */
export function cometProgram(): string | undefined {
  const places = [process.env.COMETBFT, 'cometbft', join(homedir(), 'go', 'bin', 'cometbft')];
  return places.find((place) => place !== undefined && spawnSync(place, ['version']).status === 0);
}

/** Changes what the application of a validator answers. */
export type Lie = (honest: AbciMethods) => AbciMethods;

/** One validator, whose application runs in this process. */
export class Validator {
  #app: Application | undefined;
  #server: AbciServer | undefined;
  #comet: RunningComet | undefined;
  /** Errors of the application's methods. */
  readonly faults: unknown[] = [];

  constructor(
    readonly cometbft: string,
    readonly home: string,
    readonly ports: ValidatorPorts,
  ) {}

  get rpc(): string {
    return `http://127.0.0.1:${this.ports.rpc}`;
  }

  /** The folder of the application. */
  get kept(): string {
    return join(this.home, 'ledger');
  }

  /** Resolves when the node answers. */
  async start(lie: Lie = (honest) => honest): Promise<void> {
    this.#app = await Application.open('startLedgerNode', this.kept);
    const methods = lie(methodsOf(this.#app));
    const address = `127.0.0.1:${this.ports.abci}`;
    this.#server = await serveAbci('startLedgerNode', methods, address, (error) => {
      this.faults.push(error);
    });
    this.#comet = startComet(this.cometbft, this.home);
    for (let tries = 0; tries < 300; tries++) {
      const answer = await fetch(`${this.rpc}/health`).catch(() => undefined);
      if (answer !== undefined) return;
      await wait(100);
    }
    throw new Error(`the node must answer within 30 s; see ${this.home}/cometbft.log`);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.#comet?.stop(signal);
    await this.#server?.close();
    await this.#app?.close();
    this.#comet = this.#server = this.#app = undefined;
  }
}

/** Validators that are not started yet. */
export async function makeNet(
  cometbft: string,
  folder: string,
  validators: number,
  genesis: SignedOperation,
  pause = 0.2,
): Promise<Validator[]> {
  const ports: ValidatorPorts[] = [];
  for (let k = 0; k < validators; k++) {
    ports.push({ abci: await freePort(), rpc: await freePort(), p2p: await freePort() });
  }
  writeNet('makeNet', { folder, cometbft, genesis, ports, pause });
  return ports.map((one, k) => new Validator(cometbft, join(folder, `node${k}`), one));
}
