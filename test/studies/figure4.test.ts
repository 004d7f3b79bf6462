import assert from 'node:assert/strict';
import { correlation, createStream } from '../../lib/math/index.js';
import { figure4, type Figure4 } from '../../lib/studies/index.js';
import { randomHessians } from '../../lib/market/index.js';
import { networkStream } from '../../lib/studies/market/parameters.js';

const SMALL = { networks: 6, peers: 5, ratios: [1, 25] };

describe('figure4', () => {
  describe('at its defaults', () => {
    let result: Figure4;
    before(async () => {
      result = await figure4();
    });

    // An independent float64 implementation on 40 other networks gave these; its own sampling error is about 0.03.
    for (const [ratio, pooled, mean, diagonal] of [
      [10, 0.53, 0.5, 0.73],
      [25, 0.64, 0.63, 0.28],
      [50, 0.65, 0.64, 0.16],
    ]) {
      it(`agrees with an independent implementation within 0.06 at α/τ = ${ratio}`, () => {
        const row = result.tables.summary.find((candidate) => candidate.ratio === ratio);
        assert.ok(row);
        assert.ok(row.pearson !== null && row.pearsonMean !== null && row.diagonal !== null);
        assert.ok(Math.abs(row.pearson - pooled) < 0.06, `pooled ${row.pearson}`);
        assert.ok(Math.abs(row.pearsonMean - mean) < 0.06, `mean ${row.pearsonMean}`);
        assert.ok(Math.abs(row.diagonal - diagonal) < 0.06, `diagonal ${row.diagonal}`);
      });
    }

    it('ends disconnected at α/τ = 1: every rank is 1/n and no correlation is defined', () => {
      const [row] = result.tables.summary;
      assert.equal(row.ratio, 1);
      assert.equal(row.pearson, null);
      assert.equal(row.defined, 0);
      assert.equal(row.diagonal, 1);
      assert.equal(row.sparsity, null);
      assert.equal(row.converged, 1);
      for (const peer of result.tables.peers.filter(({ ratio }) => ratio === 1)) {
        assert.ok(Math.abs(peer.competitive - 0.1) < 1e-12);
      }
    });

    it('keeps every interval around its estimate and inside [−1, 1]', () => {
      for (const row of result.tables.summary.slice(1)) {
        for (const method of ['pearson', 'spearman', 'kendall'] as const) {
          for (const name of [method, `${method}Mean`] as const) {
            const [low, estimate, high] = [row[`${name}Low`], row[name], row[`${name}High`]];
            assert.ok(low !== null && estimate !== null && high !== null);
            assert.ok(
              -1 <= low && low < estimate && estimate < high && high <= 1,
              `${name} ${low} ${estimate} ${high}`,
            );
          }
        }
      }
    });

    it('pools the correlation of the table of peers', () => {
      for (const row of result.tables.summary.slice(1)) {
        const points = result.tables.peers.filter(({ ratio }) => ratio === row.ratio);
        const pooled = correlation(
          points.map(({ competitive }) => competitive),
          points.map(({ ideal }) => ideal),
        );
        assert.equal(points.length, 400);
        assert.ok(Math.abs(pooled - (row.pearson ?? Number.NaN)) < 1e-12);
      }
    });

    it('pools the correlation with the Shapley rank, and takes its mean over networks', () => {
      for (const row of result.tables.summary.slice(1)) {
        const points = result.tables.peers.filter(({ ratio }) => ratio === row.ratio);
        const of = (own: typeof points): number =>
          correlation(
            own.map(({ competitive }) => competitive),
            own.map(({ shapley }) => shapley),
          );
        const within = Array.from({ length: 40 }, (_, network) =>
          of(points.filter((point) => point.network === network)),
        );
        const mean = within.reduce((sum, value) => sum + value, 0) / 40;
        assert.ok(Math.abs(of(points) - (row.shapley ?? Number.NaN)) < 1e-12);
        assert.ok(Math.abs(mean - (row.shapleyMean ?? Number.NaN)) < 1e-12);
      }
      assert.equal(result.tables.summary[0].shapley, null);
    });

    it('has a Shapley rank that is the row sums of the Hessians', () => {
      const hessians = randomHessians(10, networkStream(7, 3).split('hessians'));
      for (const { network, peer, shapley } of result.tables.peers) {
        if (network !== 3) continue;
        let expected = 0;
        for (let j = 0; j < 10; j++) {
          for (let k = 0; k < 10; k++) expected += hessians[(j * 10 + peer) * 10 + k] / 10;
        }
        assert.ok(Math.abs(shapley - expected) < 1e-12);
      }
    });

    it('has ranks that sum to the mean stake', () => {
      for (let network = 0; network < 40; network++) {
        for (const ratio of [1, 10, 25, 50]) {
          const ranks = result.tables.peers.filter(
            (row) => row.network === network && row.ratio === ratio,
          );
          assert.ok(
            Math.abs(ranks.reduce((sum, { competitive }) => sum + competitive, 0) - 1) < 1e-9,
          );
        }
      }
    });
  });

  it('gives the same bytes for a seed with any number of workers, and other bytes for another seed', async () => {
    const one = JSON.stringify(await figure4(SMALL, { workers: 1 }));
    const three = JSON.stringify(await figure4(SMALL, { workers: 3 }));
    const other = JSON.stringify(await figure4({ ...SMALL, seed: 8 }, { workers: 3 }));
    assert.equal(one, three);
    assert.notEqual(one, other);
  });

  it('samples the same networks at every ratio, and more networks without changing the first', async () => {
    const few = await figure4(SMALL);
    const more = await figure4({ ...SMALL, networks: 8, ratios: [25] });
    const at = (result: Figure4, ratio: number): string =>
      JSON.stringify(
        result.tables.peers
          .filter((row) => row.network < 6 && row.ratio === ratio)
          .map(({ ideal }) => ideal),
      );
    assert.equal(at(few, 1), at(few, 25));
    assert.equal(at(few, 25), at(more, 25));
  });

  it('gives the simulated result for the simulated Hessians as measured ones', async () => {
    const simulated = await figure4(SMALL);
    const measured = Array.from({ length: 6 }, (_, network) =>
      Array.from(randomHessians(5, networkStream(7, network).split('hessians'))),
    );
    const handed = await figure4({ ...SMALL, hessians: 'measured', measured });
    assert.deepEqual(handed.tables, simulated.tables);
  });

  it('returns every parameter and the version', async () => {
    const { parameters, versions } = await figure4(SMALL);
    assert.equal(parameters.peers, 5);
    assert.equal(parameters.learningRate, 0.005);
    assert.match(versions.workbench, /^\d+\.\d+\.\d+/);
  });

  it('reports progress from 0 to all', async () => {
    const seen: number[] = [];
    await figure4(SMALL, { onProgress: ({ done, total }) => void seen.push(done / total) });
    assert.deepEqual(
      seen,
      [0, 1, 2, 3, 4, 5, 6].map((done) => done / 6),
    );
  });

  it('rejects with the reason of its signal', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const running = figure4(
      { networks: 50 },
      {
        signal: stop.signal,
        onProgress: ({ done }) => {
          if (done === 1) stop.abort(reason);
        },
      },
    );
    await assert.rejects(running, reason);
    await assert.rejects(figure4(SMALL, { signal: stop.signal }), reason);
  });

  for (const [name, value, rule] of [
    ['networks', 0, /figure4: networks must be an integer of at least 1, got 0/],
    ['peers', 2.5, /figure4: peers must be an integer of at least 1, got 2.5/],
    ['ratios', [], /figure4: ratios must be a list of at least one number, got \[\]/],
    ['ratios', [1, -1], /figure4: ratios must be a finite number of at least 0, got -1/],
    ['temperature', 0, /figure4: temperature must be a finite number above 0, got 0/],
    ['learningRate', Number.NaN, /figure4: learningRate must be a finite number above 0, got NaN/],
    ['stake', [1, 2], /figure4: stake must have shape \[10\], got 2 numbers/],
    ['stake', -1, /figure4: stake must be a finite number of at least 0, got -1/],
    ['anchor', 'first', /figure4: anchor must be one of open, initial, closed, got "first"/],
    ['hessians', 'measured', /figure4: measured must hold Hessians for 40 networks, got 0/],
    ['confidence', 1, /figure4: confidence must lie between 0 and 1, both excluded, got 1/],
    ['seed', -1, /figure4: seed must be an integer of at least 0, got -1/],
    ['tempreature', 1, /figure4: options must be among .*, got "tempreature"/],
  ] as const) {
    it(`refuses ${name} = ${JSON.stringify(value)}`, async () => {
      await assert.rejects(figure4({ [name]: value }), {
        name: 'InvalidArgumentError',
        message: rule,
      });
    });
  }

  it('uses streams that depend on seed and network alone', () => {
    const first = networkStream(7, 3).uniform();
    createStream(7).uniform();
    assert.equal(networkStream(7, 3).uniform(), first);
    assert.notEqual(networkStream(7, 4).uniform(), first);
  });
});
