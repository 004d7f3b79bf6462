import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNpy } from '../../lib/datasets/own/npy.js';
import { FileError } from '../../lib/math/errors.js';
import { temporaryFolder } from '../support/folders.js';
import { npyBytes } from '../support/npy.js';

/** Arrays [[0, 1, 2], [3, 4.5, -6]] that NumPy 2 wrote, cast to each type. */
const WRITTEN: readonly [string, string, number[]][] = [
  [
    'float64, version 1',
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAPA/AAAAAAAAAEAAAAAAAAAIQAAAAAAAABJAAAAAAAAAGMA=',
    [0, 1, 2, 3, 4.5, -6],
  ],
  [
    'big-endian float32 with the first index fastest, version 2',
    'k05VTVBZAgB0AAAAeydkZXNjcic6ICc+ZjQnLCAnZm9ydHJhbl9vcmRlcic6IFRydWUsICdzaGFwZSc6ICgyLCAzKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAQEAAAD+AAABAkAAAQAAAAMDAAAA=',
    [0, 1, 2, 3, 4.5, -6],
  ],
  [
    'big-endian int64, version 3',
    'k05VTVBZAwB0AAAAeydkZXNjcic6ICc+aTgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAAE//////////o=',
    [0, 1, 2, 3, 4, -6],
  ],
  [
    'truth values with the first index fastest',
    'k05VTVBZAQB2AHsnZGVzY3InOiAnfGIxJywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAQEBAQE=',
    [0, 1, 1, 1, 1, 1],
  ],
];

describe('readNpy', () => {
  const folder = temporaryFolder();
  const read = (bytes: Uint8Array): ReturnType<typeof readNpy> => {
    const path = join(folder(), 'x.npy');
    writeFileSync(path, bytes);
    return readNpy('test', path);
  };

  for (const [what, text, values] of WRITTEN) {
    it(`reads what NumPy wrote: ${what}`, () => {
      const array = read(Buffer.from(text, 'base64'));
      assert.deepEqual(array, { shape: [2, 3], values: Float64Array.from(values) });
    });
  }

  it('reads every type of number in either order of bytes', () => {
    for (const kind of ['i1', 'u1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'f4', 'f8']) {
      for (const order of ['<', '>']) {
        const values = kind.startsWith('u') ? [1, 2, 100] : [-1, 2, -100];
        const array = read(npyBytes(values, { kind, order }));
        assert.deepEqual(array, { shape: [3], values: Float64Array.from(values) }, order + kind);
      }
    }
  });

  it('reads three indices of which the first is fastest', () => {
    const shape = [2, 3, 4];
    const { values } = read(npyBytes([...Array(24).keys()], { shape, fortran: true }));
    for (let i = 0; i < 2; i++) {
      for (let j = 0; j < 3; j++) {
        for (let k = 0; k < 4; k++)
          assert.equal(values[i * 12 + j * 4 + k], i + 2 * (j + 3 * k), `${i}, ${j}, ${k}`);
      }
    }
  });

  const whole = npyBytes([1, 2, 3]);
  const changed = (from: string, to: string): Buffer =>
    Buffer.from(Buffer.from(whole).toString('latin1').replace(from, to), 'latin1');
  const refusals: [string, () => unknown, RegExp][] = [
    ['another file', () => read(Buffer.from('a,b\n1,2,3,4,5\n')), /must be a \.npy file, which/],
    ['a short file', () => read(Buffer.from('\x93NUMPY', 'latin1')), /must be a \.npy file/],
    ['another version', () => read(changed('Y\x01', 'Y\x09')), /version 1, 2 or 3, got 9$/],
    ['a header that is cut off', () => read(whole.subarray(0, 40)), /cut off within its header/],
    [
      'numbers that are cut off',
      () => read(whole.subarray(0, -3)),
      /must have 24 bytes of numbers for shape \[3\], got 21; it is cut off or damaged, write it again$/,
    ],
    ['other numbers', () => read(changed('<f8', '<c8')), /type among b1, .*convert it by astype$/],
    ['objects', () => read(changed('<f8', '|O8')), /got the header "\{'descr': '\|O8'/],
    [
      'an integer beyond 2^53',
      () => read(npyBytes([2 ** 60], { kind: 'i8' })),
      /must hold integers of at most 2\^53, got 1152921504606847000 at 0$/,
    ],
    ['no file', () => readNpy('test', join(folder(), 'y.npy')), /must be a file that can be read/],
  ];
  for (const [what, call, message] of refusals) {
    it(`refuses ${what} with one sentence`, () => {
      assert.throws(call, (error) => {
        assert.ok(error instanceof FileError);
        assert.match(error.message, message);
        assert.ok(!error.message.includes('\n'));
        return true;
      });
    });
  }
});
