import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { EXCLUSIONS } from '../fuzz/catalogue/exclusions.js';
import { TARGETS } from '../fuzz/catalogue/index.js';
import { itMakesValidCalls } from '../fuzz/validCalls.js';

const ENTRIES = ['index', 'market', 'network', 'ledger', 'studies', 'plot', 'notebook'];

const called = new Set(TARGETS.map(({ subject }) => subject));
const named = TARGETS.map(({ name }) => name);

/** The public methods of a class, and its constructor; none of a function. */
function methodsOf(value: object): string[] {
  if (!inspect(value).startsWith('[class ')) return [];
  return Object.entries(
    Object.getOwnPropertyDescriptors((value as { prototype: object }).prototype),
  )
    .filter(([, descriptor]) => 'value' in descriptor)
    .map(([method]) => method);
}

describe("the fuzzer's catalogue", () => {
  for (const entry of ENTRIES) {
    it(`has every function and every method of ${entry}, or a reason against it`, async () => {
      const module = (await import(`../../lib/entry/${entry}.js`)) as Record<string, unknown>;
      for (const [name, value] of Object.entries(module)) {
        if (typeof value !== 'function' || name in EXCLUSIONS) continue;
        assert.ok(called.has(value), `${name} is not in test/fuzz/catalogue`);
        for (const method of methodsOf(value)) {
          const full = `${name}.${method}`;
          const known = full in EXCLUSIONS || named.some((target) => target.endsWith(`.${full}`));
          assert.ok(known, `${full} is not in test/fuzz/catalogue`);
        }
      }
    });
  }

  it('excludes no name that is not exported', async () => {
    const modules = await Promise.all(
      ENTRIES.map((entry) => import(`../../lib/entry/${entry}.js`) as Promise<object>),
    );
    const names = new Set(modules.flatMap((module) => Object.keys(module)));
    for (const name of Object.keys(EXCLUSIONS)) assert.ok(names.has(name.split('.')[0]), name);
  });

  it('has each name once', () => {
    assert.equal(new Set(named).size, named.length);
  });

  itMakesValidCalls(named.filter((name) => name.startsWith('market.')));
});
