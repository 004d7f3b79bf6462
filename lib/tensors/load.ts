/*
 * Loads tfjs with the workbench's kernels, at the first call, since loading takes a tenth of a second.
 */
import { createRequire } from 'node:module';
import { checkOneOf, checkOptionNames } from '../math/checks.js';
import { WorkbenchError } from '../math/errors.js';
import { TENSOR_BACKENDS, type TensorBackend, type TensorOptions } from './backends.js';
import { installActivationGradients } from './activations.js';
import { installAdam } from './adam.js';
import { installBlocks } from './blocks.js';
import { installExponential } from './exponential.js';
import { installProductGradient } from './gradients.js';
import { installHost } from './host.js';
import { installProducts } from './product.js';
import { installRows } from './rows.js';
import { installSegmentSum } from './segments.js';
import type { Tensorflow } from './tfjs.js';

/** tfjs and its active backend. */
export interface Tensors {
  /** The only instance of tfjs in this thread, shared with programs that import `@tensorflow/tfjs`. */
  readonly tf: Tensorflow;
  readonly backend: TensorBackend;
}

/** The names of the backends in tfjs. */
const REGISTERED = { wasm: 'wasm', native: 'tensorflow', cpu: 'cpu' } as const;

// require is 0.15 s faster than import(), which analyses the exports of a CommonJS module.
const load = createRequire(__filename);

let last: Promise<Tensors> | undefined;

/**
 * Loads tfjs at the first call and activates a backend. Existing tensors move to the new backend when they are used.
 * Works on the main thread, in worker threads and in notebooks, prints nothing and reads only installed packages.
 *
 * @throws {@link InvalidArgumentError} (rejects) for an unknown backend or option
 * @throws {@link WorkbenchError} (rejects) where the native backend is requested and cannot be loaded
 */
export async function loadTensors(options: TensorOptions = {}): Promise<Tensors> {
  const where = 'loadTensors';
  checkOptionNames(where, options, ['backend']);
  const { backend = 'auto' } = options;
  checkOneOf(where, 'backend', backend, ['auto', ...TENSOR_BACKENDS]);
  if (backend === 'auto' && last) return last;
  const chosen = backend === 'auto' ? fromEnvironment(where) : backend;
  const before = last;
  // Sequential, since tfjs has one active backend.
  const loading = (before ?? Promise.resolve()).then(
    () => start(chosen),
    () => start(chosen),
  );
  last = loading;
  try {
    return await loading;
  } catch (error) {
    if (last === loading) last = before;
    throw error;
  }
}

function fromEnvironment(where: string): TensorBackend {
  const name = process.env.BITTENSOR_BACKEND ?? '';
  if (name === '' || name === 'auto') return 'wasm';
  checkOneOf(where, 'BITTENSOR_BACKEND', name, TENSOR_BACKENDS);
  return name;
}

async function start(backend: TensorBackend): Promise<Tensors> {
  const tf = load('@tensorflow/tfjs') as Tensorflow;
  beQuiet(tf);
  installProductGradient(tf);
  if (backend === 'native') loadNative();
  if (backend === 'wasm') {
    load('@tensorflow/tfjs-backend-wasm');
    installProducts(tf);
    installSegmentSum(tf);
    installRows(tf);
    installBlocks(tf);
    installExponential(tf);
    installAdam(tf);
    installActivationGradients(tf);
    installHost(tf);
  }
  if (!(await withoutListeners(() => tf.setBackend(REGISTERED[backend])))) {
    throw new WorkbenchError(`loadTensors: backend must start, got a failure of ${backend}`);
  }
  return { tf, backend };
}

/** Suppresses the cpu backend's advertisement of the native one. */
function beQuiet(tf: Tensorflow): void {
  const cpu: unknown = tf.findBackend('cpu');
  if (typeof cpu === 'object' && cpu !== null && 'firstUse' in cpu) cpu.firstUse = false;
}

function loadNative(): void {
  // Without these, TensorFlow logs to stderr and its rounding depends on the processor.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '0';
  try {
    load('tfjs-node-native');
  } catch (error) {
    const [cause] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new WorkbenchError(
      `loadTensors: backend native needs the optional package tfjs-node-native and its binary, got: ${cause.trim()}`,
      { cause: error },
    );
  }
}

/**
 * Runs `work` and removes the process listeners that tfjs's wasm loader adds: they rethrow uncaught errors, which would
 * end a notebook's kernel.
 */
async function withoutListeners<T>(work: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => new Set<unknown>(process.rawListeners(event)));
  const result = await work();
  for (const [at, event] of events.entries()) {
    for (const listener of process.rawListeners(event)) {
      const rethrows = /throw (ex|reason)\b/.test(String(listener));
      if (rethrows && !before[at].has(listener)) {
        process.off(event, listener as (error: unknown) => void);
      }
    }
  }
  return result;
}
