/*
 * The .npy files in a .npz file, which is a ZIP archive: its central directory, at the end, has for each entry
 *
 *   signature, …, method (0 stored, 8 deflated), …, CRC-32, sizes, lengths of name, extra and comment, …, place, name
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { FileError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const [LOCAL_BYTES, CENTRAL_BYTES, END_BYTES] = [30, 46, 22];

/**
 * The bytes of each .npy file by the name of its array, in the order of the archive.
 *
 * @throws {@link FileError} when the archive is damaged, cut off, encrypted or above 4 GB
 */
export function unzipNpz(where: string, path: string, bytes: Buffer): Map<string, Buffer> {
  const damaged = (): FileError =>
    new FileError(
      where,
      path,
      'must be a whole .npz file below 4 GB; it is damaged, write it again',
    );
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + END_BYTES > bytes.length || bytes.readUInt32LE(end) !== END) throw damaged();
  const found = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  for (let entry = 0; entry < bytes.readUInt16LE(end + 10); entry++) {
    if (at + CENTRAL_BYTES > end || bytes.readUInt32LE(at) !== CENTRAL) throw damaged();
    const [method, sum, packed, size] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 16),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 24),
    ];
    const [name, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place));
    const local = bytes.readUInt32LE(at + 42);
    const title = bytes.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + name);
    at += CENTRAL_BYTES + name + extra + comment;
    if (local + LOCAL_BYTES > end || bytes.readUInt32LE(local) !== LOCAL) throw damaged();
    const start =
      local + LOCAL_BYTES + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    checkMemory(where, `the array ${title}`, size);
    const content = contentOf(bytes.subarray(start, start + packed), method, size);
    if (content?.length !== size || crc32(content) !== sum) throw damaged();
    found.set(title.replace(/\.npy$/, ''), content);
  }
  return found;
}

function contentOf(packed: Buffer, method: number, size: number): Buffer | undefined {
  if (method === 0) return packed;
  try {
    return method === 8 ? inflateRawSync(packed, { maxOutputLength: size + 1 }) : undefined;
  } catch {
    return undefined;
  }
}
