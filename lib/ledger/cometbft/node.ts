/*
 * The application of a validator, which its CometBFT calls.
 */
import { checkPath } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { show } from '../../math/show.js';
import {
  callback,
  programmatic,
  readParameters,
  required,
  type OptionsOf,
} from '../../parameters/index.js';
import { serveAbci, type AbciMethods, type AbciServer } from './abci.js';
import { Application } from './application.js';

/** The address that CometBFT calls where nothing else is said. */
export const ABCI = '127.0.0.1:26658';

/** The options of {@link startLedgerNode}. */
export const LEDGER_NODE = {
  home: required(
    programmatic<string | undefined>(
      undefined,
      'Folder in which the node keeps its state',
      checkPath,
    ),
  ),
  address: programmatic(
    ABCI,
    'Address that CometBFT calls, `proxy_app` of its configuration; port 0 takes a free one',
    (where, name, value) => {
      if (typeof value === 'string' && /^[^\s:/]+:\d{1,5}$/.test(value)) return;
      throw new InvalidArgumentError(where, `${name} must be host:port`, show(value));
    },
  ),
  onCommit: callback<(height: number) => void>('Called after each block, with its height'),
  onFault: callback<(error: unknown) => void>(
    'Called with an error, such as a full disk, that stops the validator',
  ),
};

export type LedgerNodeOptions = OptionsOf<typeof LEDGER_NODE>;

/** An application that was started. */
export interface LedgerNode {
  /** `host:port`. */
  readonly address: string;
  /** The height of the last committed block; 0 before the first. */
  readonly height: number;
  /** Ends it; its CometBFT stops too. */
  close(): Promise<void>;
}

/** The methods of the protocol by an application. */
export function methodsOf(app: Application, onCommit?: (height: number) => void): AbciMethods {
  return {
    Echo: (request: never) => app.echo(request),
    Flush: () => ({}),
    Info: () => app.info(),
    InitChain: (request: never) => ({ ...app.initChain(request) }),
    Query: (request: never) => ({ ...app.query(request) }),
    CheckTx: (request: never) => ({ ...app.checkTx(request) }),
    PrepareProposal: (request: never) => ({ ...app.prepareProposal(request) }),
    ProcessProposal: (request: never) => ({ ...app.processProposal(request) }),
    FinalizeBlock: (request: never) => ({ ...app.finalizeBlock(request) }),
    Commit: async () => {
      await app.commit();
      onCommit?.(app.height);
      return {};
    },
    ListSnapshots: () => ({}),
  };
}

/**
 * Starts the application of a validator: the ledger's rules over ABCI 2.0 and gRPC, for CometBFT 0.38 with `abci = "grpc"` and
 * the address as `proxy_app`. The signed genesis of the ledger is the chain's `app_state`. The packages `@grpc/grpc-js` and
 * `@grpc/proto-loader` must be installed.
 *
 * @throws {@link InvalidArgumentError} (rejects) when an option is invalid, a package is not installed, or the address is taken
 * @throws {@link FileError} (rejects) when the folder is open elsewhere, cannot be written to, or holds something else than it
 *   kept
 */
export async function startLedgerNode(options: LedgerNodeOptions): Promise<LedgerNode> {
  const where = 'startLedgerNode';
  const { home, address, onCommit, onFault } = readParameters(where, LEDGER_NODE, options);
  const app = await Application.open(where, home);
  let server: AbciServer;
  try {
    server = await serveAbci(where, methodsOf(app, onCommit), address, (error) => onFault?.(error));
  } catch (error) {
    await app.close();
    throw error;
  }
  return {
    address: server.address,
    get height() {
      return app.height;
    },
    close: async () => {
      await server.close();
      await app.close();
    },
  };
}
