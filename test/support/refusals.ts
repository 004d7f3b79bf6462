import assert from 'node:assert/strict';
import { InvalidArgumentError } from '../../lib/index.js';

/** A call that must be refused: what is wrong, the rule it breaks, the value as the message shows it. */
export interface Refusal {
  readonly what: string;
  readonly call: () => unknown;
  readonly rule: string;
  readonly value: string;
}

/** One test a refusal: the message is `<where>: <rule>, got <value>`, and the fields say the same. */
export function itRefuses(where: string, refusals: readonly Refusal[]): void {
  for (const { what, call, rule, value } of refusals) {
    it(`${where} refuses ${what}`, () => {
      assert.throws(call, (error) => {
        assert.ok(error instanceof InvalidArgumentError, String(error));
        assert.equal(error.message, `${where}: ${rule}, got ${value}`);
        const fields = {
          name: error.name,
          where: error.where,
          rule: error.rule,
          value: error.value,
        };
        assert.deepEqual(fields, { name: 'InvalidArgumentError', where, rule, value });
        return true;
      });
    });
  }
}
