/*
 * WordLlama's static token embeddings as a text encoder: the mean of a text's tokens, divided by its norm. The files are in
 * the Python wheel of that name; the tokenizer is @huggingface/tokenizers'.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const WEIGHTS = 'wordllama/weights/l2_supercat_256.safetensors';
const TOKENIZER = 'wordllama/tokenizers/l2_supercat_tokenizer_config.json';

/** The reason why the model in a folder cannot be read; undefined where it can. */
export async function missing(folder) {
  for (const file of [WEIGHTS, TOKENIZER])
    if (!existsSync(join(folder, file))) return `${join(folder, file)} is absent`;
  try {
    await import('@huggingface/tokenizers');
    return undefined;
  } catch {
    return 'the package @huggingface/tokenizers is not installed';
  }
}

/** A half-precision number as a double. */
function half(bits) {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const size = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
  return bits >> 15 ? -size : size;
}

/** The table of a safetensors file: 8 bytes with the length of a JSON header, the header, the numbers. */
function readTable(path) {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const tensor = JSON.parse(bytes.toString('utf8', 8, start))['embedding.weight'];
  if (tensor.dtype !== 'F16') throw new Error(`${path} must hold F16, got ${tensor.dtype}`);
  const [rows, features] = tensor.shape;
  const from = start + tensor.data_offsets[0];
  const values = Float32Array.from({ length: rows * features }, (_, at) =>
    half(bytes.readUInt16LE(from + 2 * at)),
  );
  return { features, values };
}

/**
 * The encoder of texts in an unpacked wheel, as `{ features, encode(texts) }`; a text is encoded once.
 *
 * @param place - the row of the table that a token takes. Default: its own
 */
export async function loadWordLlama(folder, place = (id) => id) {
  const { Tokenizer } = await import('@huggingface/tokenizers');
  const tokenizer = new Tokenizer(JSON.parse(readFileSync(join(folder, TOKENIZER), 'utf8')), {});
  const { features, values } = readTable(join(folder, WEIGHTS));
  const kept = new Map();
  const embed = (text) => {
    const { ids } = tokenizer.encode(text, { add_special_tokens: false });
    const sum = new Float64Array(features);
    for (const id of ids) {
      const from = place(id) * features;
      for (let k = 0; k < features; k++) sum[k] += values[from + k];
    }
    // Of norm √features: entries of order 1, as the projection of a peer expects.
    const scale = Math.sqrt(features) / (Math.hypot(...sum) || 1);
    return Float32Array.from(sum, (value) => value * scale);
  };
  return {
    features,
    encode: (texts) => {
      const out = new Float32Array(texts.length * features);
      for (const [row, text] of texts.entries()) {
        if (!kept.has(text)) kept.set(text, embed(text));
        out.set(kept.get(text), row * features);
      }
      return { rows: texts.length, columns: features, values: out };
    },
  };
}
