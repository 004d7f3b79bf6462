import assert from 'node:assert/strict';
import {
  CORPORA,
  defineCorpus,
  definePeer,
  PEERS,
  type CorpusGiven,
} from '../../lib/entry/network.js';
import {
  defineDynamics,
  defineHessians,
  defineMechanism,
  defineStrategy,
  DYNAMICS,
  HESSIANS,
  MECHANISM_NAMES,
  MECHANISMS,
  STRATEGIES,
  type Mechanism,
} from '../../lib/market/index.js';
import { COMMON, defineStudy } from '../../lib/studies/index.js';
import { itRefuses } from '../support/refusals.js';

const STUDY = {
  ...{ name: 'other', title: 'A title', parameters: COMMON, columns: ['a'] },
  ...{ work: () => ({}), tables: () => ({ summary: [{ a: 1 }] }) },
};

/** Every define function with a valid definition, and the fields that it may leave out. */
const DEFINES: readonly (readonly [string, (given: never) => object, object, readonly string[]])[] =
  [
    ['defineMechanism', defineMechanism, MECHANISMS.paper, ['rankGradient']],
    ['defineStrategy', defineStrategy, STRATEGIES.copy, []],
    [
      ...(['defineHessians', defineHessians] as const),
      ...([HESSIANS.planted, ['importance', 'form', 'columns']] as const),
    ],
    ['defineDynamics', defineDynamics, DYNAMICS.softmax, ['pace']],
    ['defineCorpus', defineCorpus, CORPORA.digits, ['divided', 'shard']],
    ['definePeer', definePeer, PEERS.projection, []],
    ['defineStudy', defineStudy, STUDY, ['section', 'command', 'check', 'settings']],
  ];

for (const [where, define, valid, optional] of DEFINES) {
  const of = (changed: object) => (): object => define({ ...valid, ...changed } as never);

  describe(where, () => {
    it('returns the definition, which its argument changes no more', () => {
      const given: Record<string, unknown> = { ...valid, name: 'other' };
      const made = define(given as never) as Record<string, unknown>;
      given.name = 'changed';
      assert.equal(made.name, 'other');
      if (where !== 'defineStudy') assert.ok(Object.isFrozen(made));
    });

    it('accepts a definition without the fields that have defaults', () => {
      define(Object.fromEntries(
        Object.entries(valid).filter(([name]) => !optional.includes(name)),
      ) as never);
    });

    for (const name of Object.keys(valid).filter((field) => !optional.includes(field))) {
      it(`refuses a definition without ${name}`, () => {
        const message = new RegExp(`^${where}: ${name} must be .*, got undefined$`);
        assert.throws(of({ [name]: undefined }), { name: 'InvalidArgumentError', message });
      });
    }

    itRefuses(where, [
      {
        what: 'a name that is no word',
        call: of({ name: 'two words' }),
        rule: 'name must be a word of letters, digits, - and _, at most 40',
        value: '"two words"',
      },
      {
        what: 'a name that every object has',
        call: of({ name: 'constructor' }),
        rule: 'name must be a word of letters, digits, - and _, at most 40',
        value: '"constructor"',
      },
      {
        what: 'no definition',
        call: () => define(5 as never),
        rule: 'definition must be an object',
        value: '5',
      },
    ]);

    it(`${where} refuses a field that it does not have, with the nearest`, () => {
      assert.throws(of({ titel: 'A title' }), {
        name: 'InvalidArgumentError',
        message: /: definition must have .* alone, got "titel"(; did you mean title\?)?$/,
      });
    });
  });
}

describe('defineStudy', () => {
  itRefuses('defineStudy', [
    {
      what: 'parameters without a number of networks',
      call: () =>
        defineStudy({ ...STUDY, parameters: { seed: COMMON.seed, confidence: COMMON.confidence } }),
      rule: 'parameters must include networks, seed and confidence, as those of COMMON',
      value: 'none named networks',
    },
  ]);
});

describe('defineCorpus', () => {
  it('divides by Dirichlet where it states no division, and says so', () => {
    const { name, title, split } = CORPORA.digits;
    const given: CorpusGiven = { name, title, split };
    const { shard, divided } = defineCorpus(given);
    assert.equal(shard, CORPORA.digits.shard);
    assert.equal(divided(0.5), 'hand-written digits divided by Dirichlet(0.5)');
  });
});

describe('lists of names', () => {
  it('hold the keys of the definitions, and typed names', () => {
    assert.deepEqual([...MECHANISM_NAMES], Object.keys(MECHANISMS));
    const typed: 'mine' = defineMechanism({ ...MECHANISMS.paper, name: 'mine' }).name;
    const paper: Mechanism<'paper'> = MECHANISMS.paper;
    assert.deepEqual([typed, paper.name], ['mine', 'paper']);
  });
});
