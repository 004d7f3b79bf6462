import { crc32, deflateRawSync } from 'node:zlib';

/** The bytes of a .npy file of version 1, as NumPy writes it. */
export function npyBytes(
  values: readonly number[],
  {
    kind = 'f8',
    order = '<',
    fortran = false,
    shape = [values.length],
  }: { kind?: string; order?: string; fortran?: boolean; shape?: readonly number[] } = {},
): Buffer {
  const size = Number(kind.slice(1));
  const list = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${order}${kind}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${list}), }`;
  const header = `${text.padEnd(64 * Math.ceil((text.length + 11) / 64) - 11)}\n`;
  const bytes = Buffer.alloc(10 + header.length + size * values.length);
  bytes.write('\x93NUMPY\x01\x00', 'latin1');
  bytes.writeUInt16LE(header.length, 8);
  bytes.write(header, 10, 'latin1');
  const view = new DataView(bytes.buffer, bytes.byteOffset + 10 + header.length);
  for (const [at, value] of values.entries()) write(view, at * size, kind, value, order === '<');
  return bytes;
}

function write(view: DataView, at: number, kind: string, value: number, little: boolean): void {
  if (kind === 'f4') view.setFloat32(at, value, little);
  else if (kind === 'f8') view.setFloat64(at, value, little);
  else if (kind.endsWith('8')) view.setBigInt64(at, BigInt(value), little);
  else if (kind.endsWith('4')) view.setInt32(at, value, little);
  else if (kind.endsWith('2')) view.setInt16(at, value, little);
  else view.setInt8(at, value);
}

/** A .npz file of .npy files by their names; the first is deflated, the others are stored. */
export function zipped(arrays: Readonly<Record<string, Buffer>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of Object.entries(arrays)) {
    const method = at === 0 ? 8 : 0;
    const packed = method === 8 ? deflateRawSync(bytes) : bytes;
    const title = Buffer.from(`${name}.npy`);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(title.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(crc32(bytes), 16);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(bytes.length, 24);
    central.writeUInt16LE(title.length, 28);
    central.writeUInt32LE(at, 42);
    parts.push(local, title, packed);
    directory.push(central, title);
    at += local.length + title.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(arrays).length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
