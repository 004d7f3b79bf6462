import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';
import { MECHANISM_NAMES } from '../../lib/market/index.js';
import { plotMechanismTimes, mechanisms, type Mechanisms } from '../../lib/studies/index.js';
import { toSvg } from '../../lib/plot/index.js';
import { type StrategyName } from '../../lib/market/index.js';

describe('plotMechanismTimes', () => {
  let result: Mechanisms;
  before(async () => {
    result = await mechanisms({
      networks: 2,
      peers: 4,
      attackers: 2,
      blocks: 20,
      checkpoints: 4,
      attacks: ['honest', 'cabal', 'joint'],
    });
  });

  it('draws every block of every mechanism, of the attack asked for', () => {
    const { data } = plotMechanismTimes(result, { attack: 'joint' });
    const lines = data.filter(({ name }) => name !== undefined);
    assert.equal(lines.length, 2 * 3 * MECHANISM_NAMES.length);
    const shown = lines.map(({ x, y }) => ({ x, y }));
    const { blocks } = result.tables;
    const expected = ['honest', 'ascent'].flatMap((others) =>
      (['fidelity', 'gain', 'gini'] as const).flatMap((quantity) =>
        MECHANISM_NAMES.map((mechanism) => {
          const rows = blocks.filter(
            (row) => row.others === others && row.attack === 'joint' && row.mechanism === mechanism,
          );
          return { x: rows.map(({ block }) => block), y: rows.map((row) => row[quantity]) };
        }),
      ),
    );
    assert.deepEqual(shown, expected);
    assert.equal(
      lines.filter(({ showlegend }) => showlegend === true).length,
      MECHANISM_NAMES.length,
    );
  });

  it('shows the cabal by default, with axes, units and caption', async () => {
    const figure = plotMechanismTimes(result);
    assert.deepEqual(figure, plotMechanismTimes(result, { attack: 'cabal' }));
    const { window } = new JSDOM(await toSvg(figure));
    const text = window.document.body.textContent.replace(/\s+/g, ' ');
    window.close();
    for (const part of [
      'Mechanisms over time: cabal block by block',
      'accuracy, among selfish peers',
      'Gini coefficient of stake',
      'share of stake over honest play',
      'impartial division',
      '2 simulated networks, 2 peers with 30 % of the stake',
      'n = 4',
    ])
      assert.ok(text.includes(part), `${part} in ${text}`);
  });

  it('refuses an attack that was not run, and unknown options', () => {
    assert.throws(
      () => plotMechanismTimes(result, { attack: 'copy' }),
      /plotMechanismTimes: attack must be one of honest, cabal, joint, got "copy"/,
    );
    assert.throws(
      () => plotMechanismTimes(result, { strategy: 'cabal' } as { attack?: StrategyName }),
      /plotMechanismTimes: .*strategy/,
    );
  });
});
