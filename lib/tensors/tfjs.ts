import type * as tfjs from '@tensorflow/tfjs';

/** The namespace of `import * as tf from '@tensorflow/tfjs'`. */
export type Tensorflow = typeof tfjs;
