/*
 * ONNX models of one affine map, y = x W + b, written as protocol buffers (onnx.proto3): a field is the varint
 * number << 3 | kind, and a varint (kind 0) or a length and bytes (kind 2).
 */

const VERSION = 8;
const OPERATORS = 13;
const FLOAT = 1;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

function field(number: number, content: number | string | Buffer): Buffer {
  if (typeof content === 'number') return Buffer.concat([varint(number << 3), varint(content)]);
  const bytes = Buffer.from(content as string);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

const message = (...fields: Buffer[]): Buffer => Buffer.concat(fields);

/** A size of a shape: a number, or the name of a free one. */
type Size = number | string;

function valueInfo(name: string, type: number, shape: readonly Size[]): Buffer {
  const sizes = shape.map((size) => field(1, field(typeof size === 'number' ? 1 : 2, size)));
  const tensor = message(field(1, type), field(2, message(...sizes)));
  return message(field(1, name), field(2, field(1, tensor)));
}

function initializer(name: string, dims: readonly number[], values: readonly number[]): Buffer {
  const raw = Buffer.from(Float32Array.from(values).buffer);
  return message(
    ...dims.map((size) => field(1, size)),
    field(2, FLOAT),
    field(8, name),
    field(9, raw),
  );
}

function node(operator: string, inputs: readonly string[], output: string): Buffer {
  return message(...inputs.map((name) => field(1, name)), field(2, output), field(4, operator));
}

/** The bytes of a model x [rows, inputs] → x W + b [rows, width], of W row by row and b. */
export function affineModel(
  weights: readonly (readonly number[])[],
  offset: readonly number[],
  { rows = 'rows', type = FLOAT }: { rows?: Size; type?: number } = {},
): Buffer {
  const [inputs, width] = [weights.length, offset.length];
  const CAST_TO_FLOAT = message(field(1, 'to'), field(3, FLOAT), field(20, 2));
  const cast = message(node('Cast', ['x'], 'numbers'), field(5, CAST_TO_FLOAT));
  const graph = message(
    field(1, cast),
    field(1, node('Gemm', ['numbers', 'W', 'b'], 'y')),
    field(2, 'affine'),
    field(5, initializer('W', [inputs, width], weights.flat())),
    field(5, initializer('b', [width], offset)),
    field(11, valueInfo('x', type, [rows, inputs])),
    field(12, valueInfo('y', FLOAT, [rows, width])),
  );
  return message(field(1, VERSION), field(7, graph), field(8, field(2, OPERATORS)));
}
