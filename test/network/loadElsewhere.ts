/*
 * A process that uses tfjs without this library: prints the logits of a saved model.
 *
 *   node loadElsewhere.js <folder> <rows of x as JSON>
 */
import * as tf from '@tensorflow/tfjs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Saved {
  readonly modelTopology: object;
  readonly weightsManifest: readonly [{ paths: string[]; weights: tf.io.WeightsManifestEntry[] }];
}

async function main(folder: string, x: number[][]): Promise<void> {
  const saved = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as Saved;
  const [{ paths, weights }] = saved.weightsManifest;
  const bytes = Uint8Array.from(readFileSync(join(folder, paths[0])));
  const model = await tf.loadLayersModel({
    load: () =>
      Promise.resolve({
        modelTopology: saved.modelTopology,
        weightSpecs: weights,
        weightData: bytes.buffer,
      }),
  });
  const logits = model.predict(tf.tensor2d(x)) as tf.Tensor;
  const loaded = Object.keys(require.cache).filter((path) => path.includes('/lib/network/'));
  process.stdout.write(JSON.stringify({ logits: logits.arraySync(), loaded }));
}

if (require.main === module) {
  void main(process.argv[2], JSON.parse(process.argv[3]) as number[][]);
}
