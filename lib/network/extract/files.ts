/*
 * tfjs models in folders, without the native package: `model.json` and `weights.bin`, as tfjs itself lays them out.
 */
import type { io, LayersModel } from '@tensorflow/tfjs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attemptAsync } from '../../files/failure.js';
import { replaceFile } from '../../files/replace.js';
import { type Tensorflow } from '../../tensors/index.js';

const WEIGHTS = 'weights.bin';
const MODEL = 'model.json';

/** @throws {@link FileError} (rejects) when the folder cannot be written */
export async function saveTo(model: LayersModel, folder: string): Promise<void> {
  await model.save({
    save: (artifacts) => {
      const { modelTopology, weightSpecs, weightData, format, generatedBy } = artifacts;
      const manifest = [{ paths: [WEIGHTS], weights: weightSpecs }];
      const json = { format, generatedBy, modelTopology, weightsManifest: manifest };
      replaceFile('save', join(folder, WEIGHTS), bytesOf(weightData));
      replaceFile('save', join(folder, MODEL), JSON.stringify(json));
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const },
      });
    },
  });
}

/** @throws {@link FileError} (rejects) when the folder holds no such model */
export async function loadFrom(tf: Tensorflow, folder: string): Promise<LayersModel> {
  const rule = 'must hold a model.json and weights.bin that a model was saved to';
  return attemptAsync({ where: 'loadExtracted', path: folder, rule }, async () => {
    const json = JSON.parse(readFileSync(join(folder, MODEL), 'utf8')) as {
      modelTopology: object;
      weightsManifest: { paths: string[]; weights: io.WeightsManifestEntry[] }[];
    };
    const [{ paths, weights }] = json.weightsManifest;
    const bytes = readFileSync(join(folder, paths[0]));
    const wanted = weights.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
    if (bytes.length !== wanted) throw new Error(`${bytes.length} bytes of ${wanted}`);
    return tf.loadLayersModel({
      load: () =>
        Promise.resolve({
          modelTopology: json.modelTopology,
          weightSpecs: weights,
          weightData: Uint8Array.from(bytes).buffer,
        }),
    });
  });
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

function bytesOf(data: io.WeightData | undefined): Buffer {
  const parts = data === undefined ? [] : Array.isArray(data) ? data : [data];
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}
