import assert from 'node:assert/strict';
import { attacks } from '../../lib/explorables/attacks.js';
import { defaultTexts, queryOf, readFields, textsOf } from '../../lib/explorables/fields.js';
import { EXPLORABLES } from '../../lib/explorables/list.js';
import { market } from '../../lib/explorables/market.js';

const refusalsOf = (query: string, one = market as never) => {
  const found = readFields(one, textsOf((one as typeof market).parameters, query).texts);
  return 'refusals' in found ? found.refusals : {};
};

describe('the state of an explorable', () => {
  it('is empty at the defaults, and its query gives every field back', () => {
    for (const { parameters } of EXPLORABLES) {
      assert.equal(queryOf(parameters, defaultTexts(parameters)), '');
    }
    const query = '?peers=20&temperature=0.3&hessians=planted&stake=1,2';
    const { texts, unknown } = textsOf(market.parameters, query);
    assert.deepEqual(unknown, []);
    assert.equal(queryOf(market.parameters, texts), query);
  });

  it('is read as the values of its parameters', () => {
    const { texts } = textsOf(market.parameters, '?peers=3&stake=1,2,3&anchor=closed');
    const found = readFields(market, texts);
    assert.ok('values' in found);
    assert.deepEqual(found.values, {
      peers: 3,
      temperature: 1,
      hessians: 'uniform',
      interaction: 1,
      stake: [1, 2, 3],
      anchor: 'closed',
      ownInput: 'masked',
      seed: 7,
      ratio: 25,
      simplex: 'project',
    });
  });

  it('refuses in the sentences of the library, beside the field', () => {
    assert.deepEqual(refusalsOf('?peers=ten'), {
      peers: 'market: peers must be an integer from 2 to 60, got "ten"',
    });
    assert.deepEqual(refusalsOf('?temperature=-1&ratio='), {
      temperature: 'market: temperature must be a finite number above 0, got -1',
      ratio: 'market: ratio must be a finite number of at least 0, got ""',
    });
    assert.deepEqual(refusalsOf('?stake=1,2'), {
      stake: 'market: stake must have shape [10], got 2 numbers',
    });
    assert.match(refusalsOf('?hessians=trained').hessians, /^market: hessians must be one of /);
    assert.deepEqual(refusalsOf('?attackers=10', attacks as never), {
      attackers: 'mechanisms: attackers must be an integer from 1 to 9, got 10',
    });
  });

  it('names what the address has and the page has not', () => {
    assert.deepEqual(textsOf(market.parameters, '?peers=5&colour=red').unknown, ['colour']);
  });

  it('has a control for every parameter and parameters of every control', () => {
    for (const { name, parameters, sliders, first, labels } of EXPLORABLES) {
      for (const named of [...Object.keys(sliders), ...first, ...Object.keys(labels)]) {
        assert.ok(named in parameters, `${name}: ${named}`);
      }
      for (const [one, { from, to }] of Object.entries(
        sliders as Record<string, { from: number; to: number }>,
      )) {
        for (const end of [from, to]) parameters[one].check(name, one, end);
      }
    }
  });
});
