/*
 * Dense peers whose parameters lie in the kernel's memory.
 */
import { type Computation } from '../model/learner.js';
import { engineFor } from './engine.js';
import { KernelLearner } from './learner.js';
import { type Pieces } from './memory.js';
import { type Precision } from './module.js';

/** Pieces of one network's parameters. */
interface Region {
  readonly pieces: Pieces;
  readonly taken: [address: number, bytes: number][];
}

/** Gives the memory of parameters back after their store is gone. */
const regions = new FinalizationRegistry<Region>(({ pieces, taken }) => {
  for (const [address, bytes] of taken) pieces.give(address, bytes);
});

/**
 * The computation by the kernel, for one network.
 *
 * @throws {@link InvalidArgumentError} where the engine of JavaScript lacks what the precision takes
 */
export function onKernel(where: string, precision: Precision): Computation {
  const engine = engineFor(where, precision);
  const { pieces } = engine;
  const region: Region = { pieces, taken: [] };
  return {
    allocator: {
      allocate: (length) => {
        const bytes = Math.max(4, 4 * length);
        const address = pieces.take(bytes);
        region.taken.push([address, bytes]);
        const numbers = pieces.floats(address, length);
        engine.clear(numbers);
        return numbers;
      },
      clear: (numbers) => {
        engine.clear(numbers);
      },
      copy: (from, to) => {
        // Of all that is shared, the kernel's memory alone holds parameters.
        if (to.buffer instanceof SharedArrayBuffer) engine.copy(from, to);
        else to.set(from);
      },
    },
    learner: (store, learning) => {
      regions.register(store, region);
      return new KernelLearner(engine, store, learning);
    },
  };
}
