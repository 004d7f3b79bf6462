/*
 * §1.8: "Eventually, components can fully disconnect from the network using the distilled inputs to validate and inference
 * the models offline." A peer with its student in place of the network, as a separate tfjs model:
 *
 *   x → h = relu(x E + e),  c̃ = relu(x A + a) B + b,  f = tanh(h U + c̃ V + u),  z = f G + g
 */
import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { checkInteger, checkPath } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { loadTensors, type Tensorflow } from '../../tensors/index.js';
import { DenseCohort } from '../model/denseCohort.js';
import { EMBEDDING, type LayerName } from '../model/layout.js';
import { checkIsNetwork } from '../check.js';
import { type Network } from '../network.js';
import { checkCodes, checkRows, rowsOf, type Rows } from '../rows.js';
import { loadFrom, saveTo } from './files.js';

/** A peer's model that works without a network. */
export class ExtractedModel {
  /** @internal Use {@link extract} or {@link loadExtracted}. */
  constructor(
    /** The tfjs `LayersModel`: [rows, inputs] → logits, [rows, classes]. */
    readonly model: object,
  ) {}

  /** Inputs per row. */
  get inputs(): number {
    return (this.model as LayersModel).inputs[0].shape[1] ?? 0;
  }

  /**
   * z(x) of every row, [rows, classes].
   *
   * @throws {@link InvalidArgumentError} unless x is rows of the model's inputs, and of its codes where inputs are codes
   */
  async logits(x: Rows): Promise<Rows> {
    checkRows('logits', 'x', x, this.inputs);
    const symbols = symbolsOf(this.model as LayersModel);
    if (symbols !== undefined) checkCodes('logits', x, symbols);
    const { tf } = await loadTensors();
    const model = this.model as LayersModel;
    const columns = model.outputs[0].shape[1] ?? 0;
    const values = tf.tidy(() =>
      (model.predict(tf.tensor2d(x.values, [x.rows, x.columns])) as Tensor).dataSync(),
    );
    return rowsOf(values as Float32Array, columns);
  }

  /**
   * Writes `model.json` and `weights.bin` to a folder, in the format of tfjs: `tf.loadLayersModel` reads them anywhere.
   *
   * @throws {@link FileError} (rejects) when the folder cannot be written
   */
  async save(folder: string): Promise<void> {
    checkPath('save', 'folder', folder);
    return saveTo(this.model as LayersModel, folder);
  }

  /** Releases its tensors; the model cannot be used afterwards. */
  dispose(): void {
    (this.model as LayersModel).dispose();
  }
}

/** The number of symbols of the model's codes; undefined where inputs are numbers. */
function symbolsOf(model: LayersModel): number | undefined {
  const embedding = model.layers.find((layer) => layer.getClassName() === 'Embedding');
  return embedding?.getConfig().inputDim as number | undefined;
}

/**
 * Extracts a peer from its network as a model in which its student replaces the other peers.
 *
 * @throws {@link InvalidArgumentError} (rejects) when the peer is not dense or the network has not trained
 */
export async function extract(network: Network, peer: number): Promise<ExtractedModel> {
  const where = 'extract';
  checkIsNetwork(where, network);
  checkInteger(where, 'peer', peer, 0, network.peers - 1);
  const cohort = network.cohortOf(peer);
  if (!(cohort instanceof DenseCohort)) {
    throw new InvalidArgumentError(where, 'peer must be dense', `peer ${peer}`);
  }
  if (network.round === 0) {
    const rule = 'network must have trained before a peer is extracted';
    throw new InvalidArgumentError(where, rule, 'round 0');
  }
  const { tf } = await loadTensors();
  return new ExtractedModel(modelOf(tf, cohort, peer));
}

/**
 * Loads a model that {@link ExtractedModel.save} wrote.
 *
 * @throws {@link FileError} (rejects) when the folder contains no such model
 */
export async function loadExtracted(folder: string): Promise<ExtractedModel> {
  checkPath('loadExtracted', 'folder', folder);
  const { tf } = await loadTensors();
  return new ExtractedModel(await loadFrom(tf, folder));
}

function modelOf(tf: Tensorflow, cohort: DenseCohort, peer: number): LayersModel {
  const { inputs, encoding, hidden, width, context, classes } = cohort.dimensions;
  const weights = cohort.parametersOf(peer);
  const given: Tensor[] = [];
  const tensor = (name: LayerName, flat = false): Tensor => {
    const found = weights.get(name);
    if (!found) throw new TypeError(`layer ${name} must exist`);
    const made = flat
      ? tf.tensor1d(found.values)
      : tf.tensor2d(found.values, [found.rows, found.columns]);
    given.push(made);
    return made;
  };
  const dense = (name: LayerName, units: number, activation: 'relu' | 'linear', bias?: LayerName) =>
    tf.layers.dense({
      name,
      units,
      activation,
      useBias: bias !== undefined,
      weights: bias === undefined ? [tensor(name)] : [tensor(name), tensor(bias, true)],
    });
  const x = tf.input({ shape: [inputs], name: 'x' });
  let entering: SymbolicTensor = x;
  if (encoding.kind === 'codes') {
    const embedding = tf.layers.embedding({
      name: 'embedding',
      inputDim: encoding.symbols,
      outputDim: EMBEDDING,
      inputLength: inputs,
      weights: [tensor('embedding')],
    });
    const flatten = tf.layers.flatten({ name: 'flatten' });
    entering = flatten.apply(embedding.apply(x)) as SymbolicTensor;
  }
  const apply = (layer: { apply: (of: SymbolicTensor) => unknown }, of: SymbolicTensor) =>
    layer.apply(of) as SymbolicTensor;
  const h = apply(dense('encoder', hidden, 'relu', 'encoderBias'), entering);
  const imagined = apply(dense('studentHidden', hidden, 'relu', 'studentHiddenBias'), entering);
  const c = apply(dense('student', context, 'linear', 'studentBias'), imagined);
  const ofHidden = apply(dense('bodyHidden', width, 'linear', 'bodyBias'), h);
  const ofContext = apply(dense('bodyContext', width, 'linear'), c);
  const sum = tf.layers.add({ name: 'body' }).apply([ofHidden, ofContext]) as SymbolicTensor;
  const f = apply(tf.layers.activation({ name: 'representation', activation: 'tanh' }), sum);
  const z = apply(dense('head', classes, 'linear', 'headBias'), f);
  // Layers copy the values of the given tensors.
  tf.dispose(given);
  return tf.model({ inputs: x, outputs: z, name: `peer${peer}` });
}
