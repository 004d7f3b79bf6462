import assert from 'node:assert/strict';
import { InvalidArgumentError } from '../../lib/math/index.js';

/** A call that must be refused: its fault, the broken rule, and the value in the message. */
export interface Refusal {
  readonly what: string;
  readonly call: () => unknown;
  readonly rule: string;
  readonly value: string;
}

/** One test for each refusal: the message is `<where>: <rule>, got <value>`, and the fields agree. */
export function itRefuses(where: string, refusals: readonly Refusal[]): void {
  for (const refusal of refusals) {
    it(`${where} refuses ${refusal.what}`, () => {
      assert.throws(refusal.call, (error) => isRefusal(error, where, refusal));
    });
  }
}

/** The same for calls whose promise is rejected. */
export function itRejects(where: string, refusals: readonly Refusal[]): void {
  for (const refusal of refusals) {
    it(`${where} refuses ${refusal.what}`, async () => {
      // Not an async function: the call must reject, not throw.
      const promise = refusal.call() as Promise<unknown>;
      await assert.rejects(promise, (error) => isRefusal(error, where, refusal));
    });
  }
}

function isRefusal(error: unknown, where: string, { rule, value }: Refusal): true {
  assert.ok(error instanceof InvalidArgumentError, String(error));
  assert.equal(error.message, `${where}: ${rule}, got ${value}`);
  const fields = { name: error.name, where: error.where, rule: error.rule, value: error.value };
  assert.deepEqual(fields, { name: 'InvalidArgumentError', where, rule, value });
  return true;
}
