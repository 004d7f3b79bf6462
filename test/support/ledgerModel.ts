import assert from 'node:assert/strict';
import { type Operation } from '../../lib/ledger/index.js';

/** Π by sorting (Duchi et al. 2008, figure 1), unlike the library's algorithm. */
function project(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => b - a);
  let [sum, threshold] = [0, 0];
  for (const [k, value] of sorted.entries()) {
    sum += value;
    if (value - (sum - 1) / (k + 1) > 0) threshold = (sum - 1) / (k + 1);
  }
  return values.map((value) => Math.max(value - threshold, 0));
}

interface Peer {
  stake: number;
  rank: number;
  /** The scores of others by id; missing ones are 0. */
  scores: Map<string, number>;
}

/** A second definition of the ledger's rules: peers by id, without matrices, checks and signatures. */
export class LedgerModel {
  block = 0;
  readonly #peers = new Map<string, Peer>();
  readonly #settings: { inflation: number; norm: 'l1' | 'l2' };
  #joining: string[] = [];
  #leaving: string[] = [];

  constructor(genesis: Operation) {
    assert.ok(genesis.type === 'genesis' && genesis.weights);
    this.#settings = { inflation: genesis.inflation, norm: genesis.norm ?? 'l2' };
    const { peers, weights } = genesis;
    for (const [i, { id, stake }] of peers.entries()) {
      const scores = new Map(peers.map((to, j) => [to.id, weights[i * peers.length + j]]));
      this.#peers.set(id, { stake, rank: 0, scores });
    }
  }

  get ids(): string[] {
    return [...this.#peers.keys()];
  }

  weights(): number[] {
    return this.ids.flatMap((i) => this.ids.map((j) => this.#peer(i).scores.get(j) ?? 0));
  }

  stakes(): number[] {
    return [...this.#peers.values()].map(({ stake }) => stake);
  }

  ranks(): number[] {
    return [...this.#peers.values()].map(({ rank }) => rank);
  }

  apply(operation: Operation): void {
    switch (operation.type) {
      case 'join':
        this.#joining.push(operation.peer);
        return;
      case 'leave':
        this.#leaving.push(operation.peer);
        return;
      case 'weights': {
        const { scores } = this.#peer(operation.peer);
        const row = this.ids.map((j, at) => (scores.get(j) ?? 0) + operation.change[at]);
        for (const [at, value] of project(row).entries()) scores.set(this.ids[at], value);
        return;
      }
      case 'transfer':
        this.#peer(operation.peer).stake -= operation.amount;
        this.#peer(operation.to).stake += operation.amount;
        return;
      case 'block':
        this.#close();
        return;
      case 'genesis':
        assert.fail('a genesis within a ledger');
    }
  }

  #peer(id: string): Peer {
    const peer = this.#peers.get(id);
    assert.ok(peer, `no peer ${id}`);
    return peer;
  }

  #close(): void {
    const { inflation, norm } = this.#settings;
    const all = [...this.#peers];
    for (const [id, peer] of all) {
      peer.rank = 0;
      for (const [, { stake, scores }] of all) {
        peer.rank += (stake * (scores.get(id) ?? 0)) / all.length;
      }
    }
    const size = norm === 'l1' ? this.ranks().reduce((a, b) => a + b) : Math.hypot(...this.ranks());
    for (const [, peer] of all) peer.stake += (inflation * peer.rank) / size;
    for (const gone of this.#leaving) {
      this.#peers.delete(gone);
      for (const [id, { scores }] of this.#peers) {
        scores.set(id, (scores.get(id) ?? 0) + (scores.get(gone) ?? 0));
        scores.delete(gone);
      }
    }
    for (const id of this.#joining) {
      this.#peers.set(id, { stake: 0, rank: 0, scores: new Map([[id, 1]]) });
    }
    this.#joining = [];
    this.#leaving = [];
    this.block++;
  }
}
