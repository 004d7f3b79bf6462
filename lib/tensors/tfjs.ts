import type * as tfjs from '@tensorflow/tfjs';

/** tfjs as `import * as tf from '@tensorflow/tfjs'` gives it. */
export type Tensorflow = typeof tfjs;
