/*
 * ONNX models by the package onnxruntime-node, which is an optional peer dependency: 288 MB that few need.
 */
import { existsSync } from 'node:fs';
import { attemptAsync } from '../../files/failure.js';
import { FileError, InvalidArgumentError } from '../../math/errors.js';

/** The kinds of numbers that a model may take, each as the array of a tensor. */
const ARRAYS = {
  float32: (values: Float32Array) => values,
  float64: (values: Float32Array) => Float64Array.from(values),
  int32: (values: Float32Array) => Int32Array.from(values),
  int64: (values: Float32Array) => BigInt64Array.from(values, (value) => BigInt(value)),
};

export type InputType = keyof typeof ARRAYS;

export const INPUT_TYPES = Object.keys(ARRAYS) as InputType[];

/** An input or output of a model; a size that is a text, below 0 or undefined is free. */
export interface OnnxValue {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

interface Tensor {
  readonly dims: readonly number[];
  readonly data: unknown;
}

interface Session {
  readonly inputMetadata: readonly OnnxValue[];
  readonly outputMetadata: readonly OnnxValue[];
  readonly run: (
    feeds: Record<string, unknown>,
    fetches: readonly string[],
  ) => Promise<Record<string, Tensor>>;
}

/** The part of the package that is used; it is not installed where declarations are made. */
interface Runtime {
  readonly InferenceSession: { create: (path: string, options: object) => Promise<Session> };
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => unknown;
}

/** A model that is loaded. */
export interface OnnxModel {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** The output of rows [rows, columns], as the model gives it. */
  readonly run: (
    input: string,
    type: InputType,
    output: string,
    values: Float32Array,
    dims: readonly number[],
  ) => Promise<Tensor>;
}

const PACKAGE = 'onnxruntime-node';

async function loadRuntime(where: string, name: string): Promise<Runtime> {
  try {
    const found = (await import(name)) as Runtime & { default?: Runtime };
    return found.default ?? found;
  } catch (error) {
    const reason = (error as Error).message.split('\n', 1)[0];
    const rule = `the package ${name} must be installed for ONNX models, by npm install ${name}`;
    throw new InvalidArgumentError(where, rule, reason);
  }
}

/**
 * Loads a model. One thread computes, so that the same processor gives the same bytes.
 *
 * @throws {@link FileError} (rejects) when the file is missing or no model, {@link InvalidArgumentError} when the runtime is
 *   not installed
 */
export async function loadOnnx(where: string, path: string, name = PACKAGE): Promise<OnnxModel> {
  if (!existsSync(path)) throw new FileError(where, path, 'must be a file with an ONNX model');
  const { InferenceSession, Tensor } = await loadRuntime(where, name);
  const session = await attemptAsync({ where, path, rule: 'must be an ONNX model' }, () =>
    InferenceSession.create(path, {
      ...{ intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' },
      logSeverityLevel: 4,
    }),
  );
  return {
    inputs: session.inputMetadata,
    outputs: session.outputMetadata,
    run: async (input, type, output, values, dims) => {
      const tensor = new Tensor(type, ARRAYS[type](values), dims);
      const rule = { where, path, rule: `must compute rows [${dims.join(', ')}]` };
      const found = await attemptAsync(rule, () => session.run({ [input]: tensor }, [output]));
      return found[output];
    },
  };
}
