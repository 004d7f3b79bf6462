/*
 * The parameters of peers of one shape in plain arrays: the layers that each holds once, peer after peer and layer after
 * layer, and a block for each neighbour that a peer has joined.
 */
import { type RandomStream } from '../../math/random.js';
import { type SavedState } from '../cohort.js';
import { rowsOf, type Rows } from '../rows.js';
import { copied } from '../savedState.js';
import { type AdamState } from './adam.js';
import { Blocks, PLAIN_ARRAYS, type Allocator, type Block, type StoredBlock } from './blocks.js';
import {
  fixedLayers,
  initialise,
  layersOf,
  neighbourLayers,
  type Dimensions,
  type Layer,
  type LayerName,
} from './layout.js';
import { NormalTable } from './normalTable.js';

export { PLAIN_ARRAYS, type Allocator, type Block } from './blocks.js';

/** A layer and its place among the numbers of a peer or of a block. */
export interface PlacedLayer extends Layer {
  readonly start: number;
  /** rows · columns. */
  readonly size: number;
}

/** The parts of an optimizer's state, in the order of their storage. */
const PARTS = ['values', 'gradient', 'first', 'second'] as const;

/** Parameters and optimizer state of the members of a cohort. */
export class ParameterStore {
  /** The layers that a member holds once, in the order of their storage. */
  readonly layers: readonly PlacedLayer[];
  /** Where each of those begins within a member's fixed part. */
  readonly offsets: ReadonlyMap<LayerName, number>;
  /** Numbers of a member's fixed part. */
  readonly size: number;
  /** The layers of a block: of another peer, and of a member for itself. */
  readonly blockLayers: {
    readonly other: readonly PlacedLayer[];
    readonly self: readonly PlacedLayer[];
  };
  /** Optimizer steps taken by the fixed part of each member, [members]. */
  readonly steps: Float32Array;
  /** The state of all members, one after the other, [members · size] each. */
  readonly all: AdamState;
  readonly #fixed: readonly AdamState[];
  readonly #blocks: readonly Blocks[];
  /** Initial values of neighbours that are forgotten; undefined where all are held. */
  readonly #table: NormalTable | undefined;
  /** Where those of each member begin. */
  readonly #firstParts: readonly number[];

  /**
   * @param members - their indices in the network
   * @param hidden - hidden units of each member, at most those of the dimensions
   * @param streams - the random stream of each member's initial parameters
   * @param allocator - makes every array that holds parameters. Default: plain arrays
   */
  constructor(
    readonly dimensions: Dimensions,
    readonly members: readonly number[],
    readonly hidden: readonly number[],
    readonly streams: readonly RandomStream[],
    allocator: Allocator = PLAIN_ARRAYS,
  ) {
    this.layers = placed(fixedLayers(dimensions));
    this.offsets = new Map(this.layers.map(({ name, start }) => [name, start]));
    const size = (this.size = sizeOf(this.layers));
    this.blockLayers = {
      other: placed(neighbourLayers(dimensions, false)),
      self: placed(neighbourLayers(dimensions, true)),
    };
    this.steps = allocator.allocate(members.length);
    const [values, gradient, first, second] = PARTS.map(() =>
      allocator.allocate(members.length * size),
    );
    this.all = { values, gradient, first, second };
    this.#fixed = members.map((_, member) => {
      const [start, end] = [member * size, (member + 1) * size];
      return {
        values: values.subarray(start, end),
        gradient: gradient.subarray(start, end),
        first: first.subarray(start, end),
        second: second.subarray(start, end),
      };
    });
    this.#blocks = members.map(() => new Blocks(allocator));
    const { held = Infinity, peers } = dimensions;
    if (held < peers) {
      this.#table = new NormalTable(
        streams[0].split('neighbours'),
        sizeOf(this.blockLayers.other),
        allocator,
      );
    }
    this.#firstParts = members.map((peer) => this.#table?.first(peer) ?? 0);
    for (const [member, own] of hidden.entries()) {
      for (const layer of this.layers) {
        const { name, start, size } = layer;
        const values = this.values(member).subarray(start, start + size);
        initialise(values, layer, own, drawFrom(streams[member].split(name)));
      }
    }
  }

  /** The parameters that a member holds once, [size]; not a copy, like all of the following. */
  values(member: number): Float32Array {
    return this.#fixed[member].values;
  }

  /** The sum of their gradients since the last step. */
  gradient(member: number): Float32Array {
    return this.#fixed[member].gradient;
  }

  /** The running means of their gradients. */
  first(member: number): Float32Array {
    return this.#fixed[member].first;
  }

  /** The running means of the squares of their gradients. */
  second(member: number): Float32Array {
    return this.#fixed[member].second;
  }

  /** The four of them. */
  fixed(member: number): AdamState {
    return this.#fixed[member];
  }

  /** The layers of the block of a member for `neighbour`. */
  layersOfBlock(member: number, neighbour: number): readonly PlacedLayer[] {
    const { self, other } = this.blockLayers;
    return this.members[member] === neighbour ? self : other;
  }

  /** The block of a member for `neighbour`, which is made where it is not held. */
  block(member: number, neighbour: number): Block {
    return this.#block(member, neighbour);
  }

  /** The block of a neighbour whose answer a member joins now; where it holds too many, the oldest other is forgotten. */
  join(member: number, neighbour: number): Block {
    const block = this.#block(member, neighbour);
    this.#blocks[member].touch(block);
    block.joined = this.steps[member];
    this.#blocks[member].forget(this.dimensions.held ?? Infinity);
    return block;
  }

  /** The blocks of the neighbours that a member has joined, ascending by neighbour. */
  heldBlocks(member: number): Block[] {
    return this.#blocks[member].list();
  }

  /** Those that it joined since its last step. */
  touchedBlocks(member: number): readonly Block[] {
    return this.#blocks[member].touched;
  }

  /** Notes a step of a member: no block is joined since. */
  untouch(member: number): void {
    this.#blocks[member].untouch();
  }

  /** The parameters of a block: its initial values where it is not held, and remains so. */
  blockValues(member: number, neighbour: number): Float32Array {
    const held = this.#blocks[member].get(neighbour);
    if (held) return held.values;
    const values = new Float32Array(sizeOf(this.layersOfBlock(member, neighbour)));
    this.#initialise(values, member, neighbour);
    return values;
  }

  /** Clears the accumulated gradients of a member. */
  discard(member: number): void {
    this.gradient(member).fill(0);
    for (const block of this.touchedBlocks(member)) block.gradient.fill(0);
    this.untouch(member);
  }

  /**
   * The layers of one member, copied. Those of neighbours are side by side: join [n · width, context], standIn
   * [hidden, n · width], standInBias [1, n · width], with initial values where a neighbour was never joined and zeros for
   * the stand-in of the member itself.
   *
   * @param part - parameters, their running means, or the optimizer steps that each has taken; of a neighbour that was
   *   never joined all but parameters are zero. Default: parameters
   */
  layersOf(
    member: number,
    part: 'values' | 'first' | 'second' | 'steps' = 'values',
  ): Map<LayerName, Rows> {
    const { peers } = this.dimensions;
    const fixed =
      part === 'steps'
        ? new Float32Array(this.size).fill(this.steps[member])
        : this.#fixed[member][part];
    const out = new Map<LayerName, Rows>();
    for (const { name, rows, columns } of layersOf(this.dimensions)) {
      const start = this.offsets.get(name);
      const values =
        start === undefined
          ? new Float32Array(rows * columns)
          : fixed.slice(start, start + rows * columns);
      out.set(name, rowsOf(values, columns));
    }
    for (let neighbour = 0; neighbour < peers; neighbour++) {
      const numbers = this.#numbersOfBlock(member, neighbour, part);
      for (const layer of this.layersOfBlock(member, neighbour)) {
        const to = out.get(layer.name);
        if (!to || !numbers) continue;
        place(to, numbers.subarray(layer.start, layer.start + layer.size), layer, neighbour);
      }
    }
    return out;
  }

  /**
   * A copy of the trained arrays.
   *
   * @param spare - an earlier copy that serves no more, whose arrays may be written over
   */
  save(spare?: SavedState): SavedState {
    const state = new Map<string, Float32Array>([['steps', this.steps.slice()]]);
    for (const part of PARTS) state.set(part, copied(this.all[part], spare?.get(part)));
    for (const member of this.members.keys()) {
      const blocks = this.heldBlocks(member);
      if (blocks.length === 0) continue;
      const marks = blocks.flatMap((block) => [
        block.neighbour,
        block.steps,
        Number(block.touched),
        block.joined,
      ]);
      state.set(`blocks/${member}`, Float32Array.from(marks));
      for (const part of PARTS) {
        const name = `blocks/${member}/${part}`;
        const parts = blocks.map((block) => block[part]);
        state.set(name, joinedUp(parts, spare?.get(name)));
      }
    }
    return state;
  }

  /** The names and lengths of a saved state with the blocks that `state` names. */
  shapeOf(state: SavedState): Map<string, { readonly length: number }> {
    const shape = new Map([['steps', { length: this.members.length }]]);
    for (const part of PARTS) shape.set(part, { length: this.all[part].length });
    for (const member of this.members.keys()) {
      const marks = state.get(`blocks/${member}`);
      if (!marks) continue;
      const neighbours = neighboursIn(marks, this.dimensions.peers);
      // Marks that no state has are refused by their length.
      shape.set(`blocks/${member}`, { length: neighbours ? marks.length : 0 });
      const length = (neighbours ?? []).reduce(
        (sum, neighbour) => sum + sizeOf(this.layersOfBlock(member, neighbour)),
        0,
      );
      for (const part of PARTS) shape.set(`blocks/${member}/${part}`, { length });
    }
    return shape;
  }

  /** Restores a state that {@link ParameterStore.save} returned: blocks that it does not have are dropped. */
  restore(state: SavedState): void {
    this.steps.set(state.get('steps') ?? []);
    for (const part of PARTS) this.all[part].set(state.get(part) ?? []);
    for (const member of this.members.keys()) {
      const marks = state.get(`blocks/${member}`) ?? new Float32Array();
      const neighbours = neighboursIn(marks, this.dimensions.peers) ?? [];
      const kept = new Set(neighbours);
      this.#blocks[member].drop((neighbour) => kept.has(neighbour));
      let start = 0;
      for (const [at, neighbour] of neighbours.entries()) {
        const block = this.#block(member, neighbour);
        const end = start + block.values.length;
        for (const part of PARTS) {
          const values = state.get(`blocks/${member}/${part}`);
          block[part].set(values?.subarray(start, end) ?? []);
        }
        block.steps = marks[MARKS * at + 1];
        if (marks[MARKS * at + 2] === 1) this.#blocks[member].touch(block);
        block.joined = marks[MARKS * at + 3];
        start = end;
      }
    }
  }

  #block(member: number, neighbour: number): StoredBlock {
    const blocks = this.#blocks[member];
    const held = blocks.get(neighbour);
    if (held) return held;
    const made = blocks.make(neighbour, sizeOf(this.layersOfBlock(member, neighbour)));
    this.#initialise(made.values, member, neighbour);
    return made;
  }

  #numbersOfBlock(
    member: number,
    neighbour: number,
    part: 'values' | 'first' | 'second' | 'steps',
  ): Float32Array | undefined {
    if (part === 'values') return this.blockValues(member, neighbour);
    const held = this.#blocks[member].get(neighbour);
    if (part !== 'steps') return held?.[part];
    return held && new Float32Array(held.values.length).fill(held.steps);
  }

  /** Writes the initial values of a block. */
  #initialise(values: Float32Array, member: number, neighbour: number): void {
    for (const layer of this.layersOfBlock(member, neighbour)) {
      const { name, start, size } = layer;
      const numbers = values.subarray(start, start + size);
      const draw = this.#table
        ? partsOf(this.#table, this.#firstParts[member] + start, neighbour)
        : drawFrom(this.streams[member].split(name).split(neighbour));
      initialise(numbers, layer, this.hidden[member], draw);
    }
  }
}

/** Writes normal numbers of a spread from a table. */
function partsOf(table: NormalTable, first: number, neighbour: number) {
  return (to: Float32Array, spread: number): void => {
    table.draw(first, neighbour, to, spread);
  };
}

/** Draws normal numbers of a spread. */
function drawFrom(stream: RandomStream): (to: Float32Array, spread: number) => void {
  return (to, spread) => {
    const numbers = stream.normals(to.length);
    for (let at = 0; at < to.length; at++) to[at] = spread * numbers[at];
  };
}

/** Numbers that a saved state holds of a block besides its arrays: neighbour, steps, touched, joined. */
const MARKS = 4;

/** The neighbours that the marks of saved blocks name; undefined where no store has such blocks. */
function neighboursIn(marks: Float32Array, peers: number): number[] | undefined {
  const neighbours: number[] = [];
  for (let at = 0; at < marks.length; at += MARKS) {
    const [neighbour, steps, touched, joined] = marks.subarray(at, at + MARKS);
    const follows = neighbour > (neighbours.at(-1) ?? -1) && neighbour < peers;
    const counts = [neighbour, steps, joined].every(
      (value) => Number.isInteger(value) && value >= 0,
    );
    if (!follows || !counts || (touched !== 0 && touched !== 1)) return undefined;
    neighbours.push(neighbour);
  }
  return neighbours;
}

/** Layers one after the other. */
function placed(layers: readonly Layer[]): PlacedLayer[] {
  let start = 0;
  return layers.map((layer) => {
    const size = layer.rows * layer.columns;
    const found = { ...layer, start, size };
    start += size;
    return found;
  });
}

function sizeOf(layers: readonly PlacedLayer[]): number {
  return layers.reduce((sum, { size }) => sum + size, 0);
}

/** Arrays one after the other, in a spare one where that has their length. */
function joinedUp(parts: readonly Float32Array[], spare: Float32Array | undefined): Float32Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const out = spare?.length === length ? spare : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Writes the layer of a neighbour to its place in the layer of all: its rows of join, its columns of the others. */
function place(to: Rows, values: Float32Array, layer: PlacedLayer, neighbour: number): void {
  const { rows, columns, name } = layer;
  if (name === 'join') {
    to.values.set(values, neighbour * rows * columns);
    return;
  }
  for (let row = 0; row < rows; row++) {
    const from = values.subarray(row * columns, (row + 1) * columns);
    to.values.set(from, row * to.columns + neighbour * columns);
  }
}
