/*
 * An ONNX model as a peer: rows in, representations out. It answers and does not train; a trained projection may follow.
 */
import { show } from '../../math/show.js';
import { checkPath } from '../../math/checks.js';
import { FileError } from '../../math/errors.js';
import {
  withDefault,
  integer,
  readParameters,
  required,
  type OptionsOf,
} from '../../parameters/index.js';
import { flawOf, rowsOf, type Rows } from '../rows.js';
import { type PeerFunction } from '../single.js';
import { ENCODER, encoderPeer } from './encoderPeer.js';
import { INPUT_TYPES, loadOnnx, type InputType, type OnnxValue } from './onnxRuntime.js';

const { width, learningRate, seed } = ENCODER;

/** The options of {@link onnxPeer}. */
export const ONNX = {
  inputs: required(integer(1, 'Inputs of a row, as the network has them')),
  width,
  projection: withDefault(ENCODER.projection, 'none'),
  learningRate,
  seed,
};

export type OnnxOptions = OptionsOf<typeof ONNX>;

const where = 'onnxPeer';

/**
 * An ONNX model as a peer of kind `function`. The model has one input, [rows, inputs], of float32, float64, int32 or int64,
 * and its first output is float32, [rows, features], for any number of rows. It computes on one thread; its last bits may
 * depend on the processor. The package `onnxruntime-node` must be installed.
 *
 * @param path - the file of the model
 * @throws {@link FileError} (rejects) when the file is missing, no model, or a model of other shapes or numbers;
 *   {@link InvalidArgumentError} when an option is invalid, the runtime is not installed, or there is no projection and the
 *   features are not as many as `width`
 */
export async function onnxPeer(path: string, options: OnnxOptions): Promise<PeerFunction> {
  checkPath(where, 'path', path);
  const { inputs, ...others } = readParameters(where, ONNX, options);
  const model = await loadOnnx(where, path);
  const refuse = (rule: string, found: string): never => {
    throw new FileError(where, path, `${rule}, got ${found}`);
  };
  const [input, ...more] = model.inputs;
  const output = model.outputs[0];
  const type = INPUT_TYPES.find((one) => one === input.type);
  if (more.length > 0 || type === undefined || !isRows(input, inputs)) {
    const rule = `must take one input [rows, ${inputs}] of ${INPUT_TYPES.join(', ')}`;
    return refuse(rule, model.inputs.map(describe).join(' and '));
  }
  const features = output.shape?.[1];
  if (output.type !== 'float32' || typeof features !== 'number' || !isRows(output, features)) {
    return refuse('must give [rows, features] of float32', describe(output));
  }
  const encode = async (x: Rows): Promise<Rows> => {
    const values = x.values.slice(0, x.rows * inputs);
    const fraction = type.startsWith('int')
      ? values.find((value) => !Number.isInteger(value))
      : undefined;
    if (fraction !== undefined)
      refuse(`must be given integers, as its input is ${type}`, `${fraction}`);
    const { data } = await model.run(input.name, type, output.name, values, [x.rows, inputs]);
    const found = data instanceof Float32Array ? rowsOf(data, features) : data;
    const flaw = flawOf(found, x.rows, features);
    if (flaw !== undefined) refuse(`must give [${x.rows}, ${features}] finite numbers`, flaw);
    return found as Rows;
  };
  return encoderPeer({ ...others, encode, features });
}

/** Whether a value is a matrix with any number of rows and `columns` columns. */
function isRows({ isTensor, shape = [] }: OnnxValue, columns: number): boolean {
  const [rows, width] = shape;
  const isFree = typeof rows === 'string' || rows < 0;
  return isTensor && shape.length === 2 && isFree && (width === columns || !(Number(width) > 0));
}

function describe({ name, type = 'no tensor', shape = [] }: OnnxValue): string {
  return `${show(name)} [${shape.join(', ')}] of ${type as InputType}`;
}
