import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import {
  createKeys,
  draft,
  keysFrom,
  ledgerId,
  operationBytes,
  sign,
  type Genesis,
  type Operation,
} from '../../lib/ledger/index.js';
import { createStream } from '../../lib/math/index.js';
import { canonicalJson } from '../../lib/ledger/canonical.js';
import { begin, genesisOf, POOL } from '../support/ledger.js';
import { seeded } from '../support/markets.js';

describe('keys', () => {
  // RFC 8032, section 7.1, tests 1 and 2.
  for (const [seed, id, message, signature] of [
    [
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
  ]) {
    it(`are those of RFC 8032: ${id.slice(0, 8)}…`, () => {
      const keys = keysFrom(Buffer.from(seed, 'hex'));
      assert.equal(keys.id, id);
      assert.equal(keys.sign(Buffer.from(message, 'hex')), signature);
    });
  }

  it('repeat for the same stream and differ for another', () => {
    const at = (name: string): string => keysFrom(createStream(1).split(name)).id;
    assert.equal(at('a'), at('a'));
    assert.notEqual(at('a'), at('b'));
    assert.notEqual(createKeys().id, createKeys().id);
    assert.match(createKeys().id, /^[0-9a-f]{64}$/);
  });

  it('do not print their secret', () => {
    const keys = keysFrom(new Uint8Array(32).fill(7));
    assert.equal(JSON.stringify(keys), JSON.stringify({ id: keys.id }));
  });
});

describe('signed bytes', () => {
  it('are canonical: independent of the order of fields, with numbers that read back to the same bits', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        const read: unknown = JSON.parse(text);
        assert.equal(canonicalJson(read), text);
        // −0 reads back as 0, as from JSON.stringify.
        assert.deepEqual(read, JSON.parse(JSON.stringify(value)));
      }),
      seeded(300),
    );
    const [forward, backward] = [
      { a: 1, b: [{ c: 2, d: 0.1 }] },
      { b: [{ d: 0.1, c: 2 }], a: 1 },
    ];
    assert.equal(canonicalJson(forward), '{"a":1,"b":[{"c":2,"d":0.1}]}');
    assert.equal(canonicalJson(backward), canonicalJson(forward));
  });

  it('have null for NaN and ∞, and no undefined fields', () => {
    const sparse: unknown[] = [];
    sparse[2] = true;
    const value = { z: NaN, y: Infinity, x: undefined, w: sparse, v: 7n, u: null, t: false };
    assert.equal(
      canonicalJson(value),
      '{"t":false,"u":null,"v":null,"w":[null,null,true],"y":null,"z":null}',
    );
  });

  it('are a line that names the form and the canonical operation, signed by Ed25519', async () => {
    const ledger = await begin();
    const { operation, signature } = ledger.sign({ type: 'join' }, POOL[5]);
    const text =
      'bittensor-workbench ledger 2\n' +
      `{"block":0,"history":"${ledger.history}","ledger":"${ledger.ledger}","peer":"${POOL[5].id}","type":"join"}`;
    assert.equal(Buffer.from(operationBytes(operation)).toString(), text);
    const x = Buffer.from(POOL[5].id, 'hex').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    assert.ok(verify(null, Buffer.from(text), key, Buffer.from(signature, 'hex')));
  });

  it('do not depend on the order in which fields were set', async () => {
    const ledger = await begin();
    const operation = draft(ledger, POOL[0].id, { type: 'weights', change: [0.1, 0, 0, 0] });
    const turned = Object.fromEntries(Object.entries(operation).reverse()) as Operation;
    assert.deepEqual(sign(turned, POOL[0]).signature, sign(operation, POOL[0]).signature);
    await ledger.submit(sign(turned, POOL[0]));
  });

  it('identify the ledger by its genesis: every setting changes the id', () => {
    const ids = [{}, { name: 'other' }, { bound: 0.31 }, { norm: 'l1' as const }].map((settings) =>
      ledgerId(genesisOf(3, settings).operation as Genesis),
    );
    assert.equal(new Set(ids).size, 4);
    assert.equal(ledgerId(genesisOf(3).operation as Genesis), ids[0]);
  });
});
