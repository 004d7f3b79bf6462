/*
 * ABCI 2.0, as far as CometBFT 0.38 speaks it with the ledger's application, over gRPC. Fields that the application neither
 * reads nor sets are left out: the encoding skips them.
 */
import type * as grpc from '@grpc/grpc-js';
import type * as loader from '@grpc/proto-loader';
import { InvalidArgumentError } from '../../math/errors.js';

type Field = { readonly type: string; readonly id: number; readonly rule?: 'repeated' };
const field = (type: string, id: number): Field => ({ type, id });
const list = (type: string, id: number): Field => ({ type, id, rule: 'repeated' });

const RESULT = {
  code: field('uint32', 1),
  log: field('string', 3),
  codespace: field('string', 8),
};

/** The fields of the request and of the response of every method. */
const METHODS: Readonly<Record<string, readonly [Record<string, Field>, Record<string, Field>]>> = {
  Echo: [{ message: field('string', 1) }, { message: field('string', 1) }],
  Flush: [{}, {}],
  Info: [
    {},
    {
      data: field('string', 1),
      version: field('string', 2),
      last_block_height: field('int64', 4),
      last_block_app_hash: field('bytes', 5),
    },
  ],
  InitChain: [{ app_state_bytes: field('bytes', 5) }, { app_hash: field('bytes', 3) }],
  Query: [
    { path: field('string', 2) },
    {
      code: field('uint32', 1),
      log: field('string', 3),
      value: field('bytes', 7),
      height: field('int64', 9),
      codespace: field('string', 10),
    },
  ],
  CheckTx: [{ tx: field('bytes', 1) }, RESULT],
  PrepareProposal: [
    { max_tx_bytes: field('int64', 1), txs: list('bytes', 2) },
    { txs: list('bytes', 1) },
  ],
  ProcessProposal: [{ txs: list('bytes', 1) }, { status: field('int32', 1) }],
  FinalizeBlock: [
    { txs: list('bytes', 1), height: field('int64', 5) },
    { tx_results: list('TxResult', 2), app_hash: field('bytes', 5) },
  ],
  Commit: [{}, {}],
  ListSnapshots: [{}, {}],
};

/** {@link METHODS} as the package that loads protocols reads them. */
function protocol(): object {
  const messages = Object.entries(METHODS).flatMap(
    ([name, [request, response]]): [string, object][] => [
      [`Request${name}`, { fields: request }],
      [`Response${name}`, { fields: response }],
    ],
  );
  const methods = Object.keys(METHODS).map((name): [string, object] => [
    name,
    { requestType: `Request${name}`, responseType: `Response${name}` },
  ]);
  const ABCI = { methods: Object.fromEntries(methods) };
  const nested = { ...Object.fromEntries(messages), TxResult: { fields: RESULT }, ABCI };
  return { nested: { tendermint: { nested: { abci: { nested } } } } };
}

/** Statuses of `ProcessProposal`. */
export const ACCEPT = 1;
export const REJECT = 2;

/** A message of the protocol, fields by name. */
type Message = Record<string, unknown>;

/** Methods by their names in the protocol. */
export type AbciMethods = Readonly<Record<string, (request: never) => Message | Promise<Message>>>;

export interface AbciServer {
  /** `host:port`. */
  readonly address: string;
  close(): Promise<void>;
}

interface Packages {
  readonly grpc: typeof grpc;
  readonly loader: typeof loader;
}

async function loadPackages(where: string): Promise<Packages> {
  try {
    return { grpc: await import('@grpc/grpc-js'), loader: await import('@grpc/proto-loader') };
  } catch (cause) {
    const rule = 'the packages @grpc/grpc-js and @grpc/proto-loader must be installed';
    const found = 'none; npm install @grpc/grpc-js @grpc/proto-loader';
    throw Object.assign(new InvalidArgumentError(where, rule, found), { cause });
  }
}

/**
 * Serves methods of the protocol.
 *
 * @param address - `host:port`; port 0 takes a free one
 * @param onFault - called with the error of a method; the node that called it stops
 * @throws {@link InvalidArgumentError} (rejects) when a package is not installed, or the address cannot be used
 */
export async function serveAbci(
  where: string,
  methods: AbciMethods,
  address: string,
  onFault: (error: unknown) => void,
): Promise<AbciServer> {
  const { grpc, loader } = await loadPackages(where);
  const definition = loader.fromJSON(protocol(), {
    ...{ keepCase: true, longs: Number, defaults: true, arrays: true },
  });
  // The package prints what its errors tell as well.
  if (process.env.GRPC_VERBOSITY === undefined) grpc.setLogVerbosity(grpc.logVerbosity.NONE);
  // A proposal has as many bytes as a block.
  const server = new grpc.Server({ 'grpc.max_receive_message_length': -1 });
  const handlers = Object.keys(METHODS).map((name) => [
    name,
    ({ request }: { request: never }, answer: grpc.sendUnaryData<Message>) => {
      Promise.resolve()
        .then(() => methods[name](request))
        .then(
          (response) => {
            answer(null, response);
          },
          (error: unknown) => {
            onFault(error);
            answer({ code: grpc.status.INTERNAL, details: (error as Error).message });
          },
        );
    },
  ]);
  server.addService(
    definition['tendermint.abci.ABCI'] as grpc.ServiceDefinition,
    Object.fromEntries(handlers) as grpc.UntypedServiceImplementation,
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(new InvalidArgumentError(where, 'address must be free to listen on', address));
    });
  });
  return {
    address: `${address.replace(/:\d+$/, '')}:${port}`,
    close: () => {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}
