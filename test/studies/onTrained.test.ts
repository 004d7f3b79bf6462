import assert from 'node:assert/strict';
import { anarchy, attacks, choices, detection, plot, figure4, figure5, mechanisms, regretStudy, invariance, scaling, sybils, type AnyResult } from '../../lib/studies/index.js';
import { loadTrainedHessians } from '../../lib/datasets/index.js';
import { drawNetwork, NETWORK_DEFAULTS } from '../../lib/experiments/parameters.js';
import { scaleHessians } from '../../lib/experiments/trainedNetwork.js';
import { differences } from '../../lib/plot/caption.js';
import { itRefuses } from '../support/refusals.js';

const FEW = { networks: 2, peers: 8, resamples: 20 };
const GROUP = { ...FEW, attackers: 2, blocks: 10, checkpoints: 2 };

/** Every study of markets but scaling, small. */
const STUDIES: Record<string, (extra?: object) => Promise<AnyResult>> = {
  figure4: (extra) => figure4({ ...FEW, maxSteps: 50, ...extra }),
  figure5: (extra) => figure5({ ...FEW, steps: 50, samples: 5, ...extra }),
  regret: (extra) => regretStudy({ ...FEW, steps: 20, checkpoints: 3, ratios: [10], ...extra }),
  choices: (extra) => choices({ ...FEW, maxSteps: 20, ratios: [10], ...extra }),
  anarchy: (extra) => anarchy({ ...FEW, starts: 1, maxSteps: 20, ratios: [10], ...extra }),
  attacks: (extra) =>
    attacks({ ...GROUP, temperatures: [1], shares: [0.2], ratios: [10], ...extra }),
  sybils: (extra) => sybils({ ...FEW, identities: [0, 2], maxSteps: 20, ...extra }),
  scale: (extra) => scale({ ...FEW, steps: 10, factors: [2], newcomers: [1], ...extra }),
  mechanisms: (extra) => mechanisms({ ...GROUP, ...extra }),
  detection: (extra) => detection({ ...FEW, attackers: 1, blocks: 10, batches: [3], ...extra }),
};

const SAYS =
  'the Hessians are measured on trained networks, scaled so that masking every input costs 1';

/** The texts of a figure, lines joined. */
function textOf(result: AnyResult): string {
  return JSON.stringify(draw(result).layout).replaceAll('<br>', ' ');
}

describe('hessians: trained', () => {
  const drawn = (network: number): Float64Array =>
    drawNetwork({ ...NETWORK_DEFAULTS, peers: 8, hessians: 'trained' }, network).hessians;

  it('draws the networks of the file, each H_i scaled so that 1ᵀH_i1 = 1', () => {
    const { peers: n, networks } = loadTrainedHessians();
    for (const [network, values] of networks.entries()) {
      const found = drawn(network);
      for (let i = 0; i < n; i++) {
        const own = Array.from(found.slice(i * n * n, (i + 1) * n * n));
        const total = own.reduce((sum, value) => sum + value, 0);
        assert.ok(Math.abs(total - 1) < 1e-12, `${total}`);
        // One factor for the whole of H_i, above zero.
        const factor = own[0] / values[i * n * n];
        assert.ok(factor > 0);
        for (const [at, value] of own.entries()) {
          assert.ok(Math.abs(value - factor * values[i * n * n + at]) < 1e-12 * factor);
        }
      }
    }
  });

  it('leaves weights, stake and all else as they are drawn', () => {
    const parameters = { ...NETWORK_DEFAULTS, peers: 8, stake: [1, 2, 3, 4, 5, 6, 7, 8] };
    const { hessians, ...rest } = drawNetwork({ ...parameters, hessians: 'trained' }, 2);
    const { hessians: simulated, ...other } = drawNetwork(parameters, 2);
    assert.deepEqual(rest, other);
    assert.notDeepEqual(hessians, simulated);
  });

  it('gives a market of its own every time', () => {
    drawn(0).fill(0);
    assert.notEqual(drawn(0)[0], 0);
  });

  for (const [name, run] of Object.entries(STUDIES)) {
    it(`${name}: the same tables as with the scaled Hessians handed in, and a caption that says so`, async () => {
      const measured = [0, 1].map((network) => Array.from(drawn(network)));
      const trained = await run({ hessians: 'trained' });
      const given = await run({ hessians: 'measured', measured });
      assert.deepEqual(trained.tables, given.tables);
      assert.notDeepEqual(trained.tables, (await run()).tables);
      assert.ok(textOf(trained).includes(SAYS), textOf(trained));
      assert.ok(!textOf(given).includes(SAYS));
    });

    it(`${name}: refuses other numbers of peers and networks`, async () => {
      await assert.rejects(run({ hessians: 'trained', peers: 9 }), {
        name: 'InvalidArgumentError',
        message: `${name}: peers must be 8 where hessians is trained, got 9`,
      });
      await assert.rejects(run({ hessians: 'trained', networks: 9 }), {
        name: 'InvalidArgumentError',
        message: `${name}: networks must be at most 8 where hessians is trained, got 9`,
      });
    });
  }

  it('scaling: figure 4 at 8 peers, other numbers refused', async () => {
    const few = { networks: 2, resamples: 20, temperatures: [1], ratios: [10] };
    const trained = await scaling({ ...few, hessians: 'trained', peers: [8] });
    const [row] = trained.tables.summary;
    const { tables } = await figure4({
      ...FEW,
      ratios: [10],
      solver: 'fast',
      hessians: 'trained',
    });
    assert.deepEqual(row, { peers: 8, temperature: 1, ...tables.summary[0] });
    assert.ok(textOf(trained).includes(SAYS));
    await assert.rejects(scaling({ ...few, hessians: 'trained', peers: [8, 16] }), {
      message: 'scaling: peers must be 8 where hessians is trained, got 16',
    });
  });

  it('refuses measured Hessians beside', async () => {
    await assert.rejects(figure4({ ...FEW, hessians: 'trained', measured: [[1]] }), {
      message: "figure4: hessians must be 'measured' where measured ones are given, got 'trained'",
    });
  });

  it('is told from drawn and handed-in ones in captions', () => {
    const said = (hessians: 'trained' | 'measured' | 'uniform'): string =>
      differences({ anchor: 'open', hessians });
    assert.match(said('trained'), new RegExp(`${SAYS}\\.$`));
    assert.match(said('measured'), /the Hessians are measured ones\.$/);
    assert.match(said('uniform'), /the paper does not say how its Hessians were drawn\.$/);
  });

  it('scaleHessians divides each H_i by its own 1ᵀH_i1', () => {
    const scaled = scaleHessians('here', 2, [1, 0, 0, 3, 2, -1, -1, 2]);
    assert.deepEqual(Array.from(scaled), [0.25, 0, 0, 0.75, 1, -0.5, -0.5, 1]);
  });

  const rule = 'hessians must cost every peer something where all its inputs are masked';
  itRefuses('here', [
    {
      what: 'a peer whose H_i is zero',
      call: () => scaleHessians('here', 2, [1, 0, 0, 1, 0, 0, 0, 0]),
      rule,
      value: '0 for peer 1',
    },
    {
      what: 'a peer to whom masking every input costs nothing',
      call: () => scaleHessians('here', 2, [1, -1, -1, 1, 1, 0, 0, 1]),
      rule,
      value: '0 for peer 0',
    },
  ]);
});
