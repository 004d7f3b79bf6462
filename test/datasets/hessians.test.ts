import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { FileError } from '../../lib/math/index.js';
import { loadTrainedHessians } from '../../lib/datasets/index.js';
import { HESSIANS_FILE, networksChecksum } from '../../lib/datasets/hessians.js';
import { significanceStudy } from '../../lib/studies/index.js';
import { ROOT, temporaryFolder } from '../support/folders.js';
import { itRefuses } from '../support/refusals.js';

const whole = readFileSync(join(ROOT, 'datasets', HESSIANS_FILE), 'utf8');
const content = JSON.parse(whole) as {
  parameters: object;
  networks: number[][];
} & Record<string, unknown>;

describe('loadTrainedHessians', () => {
  const folder = temporaryFolder();

  it('gives 8 networks of 8 peers, equal to the study significance at its defaults', () => {
    const { peers, networks } = loadTrainedHessians();
    assert.deepEqual([peers, networks.length], [8, 8]);
    assert.deepEqual(networks, content.networks);
    assert.deepEqual(content.parameters, significanceStudy.read());
  });

  it('gives symmetric, positive semi-definite Hessians to the stored 7 digits', () => {
    const { peers: n, networks } = loadTrainedHessians();
    for (const values of networks) {
      for (let i = 0; i < n; i++) {
        const hessian = Matrix.from1DArray(n, n, values.slice(i * n * n, (i + 1) * n * n));
        assert.deepEqual(hessian.transpose().to2DArray(), hessian.to2DArray());
        const { realEigenvalues } = new EigenvalueDecomposition(hessian, { assumeSymmetric: true });
        assert.ok(Math.min(...realEigenvalues) >= -1e-6 * Math.max(...realEigenvalues));
      }
    }
    for (const value of networks.flat()) assert.equal(Number(value.toPrecision(7)), value);
  });

  it('reads a copy at another path', () => {
    const path = join(folder(), 'copy.json');
    writeFileSync(path, whole);
    assert.deepEqual(loadTrainedHessians(path), loadTrainedHessians());
  });

  const networks = content.networks;
  const shape = /is damaged: it must hold Hessians of n peers as n·n·n numbers a network; install/;
  for (const [what, text, message] of [
    ['cut off', whole.slice(0, -3), /is damaged or cut off: it is not JSON; install the package/],
    ['empty', '', /is damaged or cut off: it is not JSON; install the package/],
    ['of another kind', '[1, 2]', shape],
    ['null', 'null', shape],
    ['without networks', JSON.stringify({ ...content, networks: [] }), shape],
    ['of another number of peers', JSON.stringify({ ...content, peers: 7 }), shape],
    ['short of a number', JSON.stringify({ ...content, networks: [networks[0].slice(1)] }), shape],
    ['not of numbers', JSON.stringify({ ...content, networks: [networks[0].map(String)] }), shape],
    [
      'changed in one digit',
      JSON.stringify({
        ...content,
        networks: networks.map((values, at) =>
          at === 3 ? [...values.slice(0, -1), 0.01] : values,
        ),
      }),
      /is damaged: the SHA-256 of its networks must be [0-9a-f]{64}, got [0-9a-f]{64}; install/,
    ],
    [
      'short of a network',
      JSON.stringify({ ...content, networks: networks.slice(1) }),
      new RegExp(`got ${networksChecksum(networks.slice(1))}; install the package again, or give`),
    ],
  ] as const) {
    it(`refuses a file that is ${what}`, () => {
      const path = join(folder(), 'copy.json');
      writeFileSync(path, text);
      assert.throws(
        () => loadTrainedHessians(path),
        (error) => {
          assert.ok(error instanceof FileError, String(error));
          assert.equal(error.path, path);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  it('names a file that is missing', () => {
    const path = join(folder(), 'none.json');
    assert.throws(
      () => loadTrainedHessians(path),
      (error) =>
        error instanceof FileError &&
        error.path === path &&
        error.message.startsWith(`loadTrainedHessians: ${path} cannot be read (ENOENT`),
    );
  });

  itRefuses('loadTrainedHessians', [
    {
      what: 'a path that is no string',
      call: () => loadTrainedHessians(3 as unknown as string),
      rule: 'path must be a string',
      value: '3',
    },
  ]);
});
