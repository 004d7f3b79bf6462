import { WorkbenchError } from '../math/errors.js';
import { type TrainedHessians } from './hessians.js';

/** Files of the package are not part of a page. */
export function loadTrainedHessians(): TrainedHessians {
  throw new WorkbenchError(
    'loadTrainedHessians: Hessians of trained networks are a file of the package, which pages do not have; choose other Hessians',
  );
}
