/** The instances of a resource as they lie in a text: each is made when somebody asks for it. */

import type { Buffer } from "node:buffer";
import { type InstanceKey, KeyPlaces } from "@tutti/addresses";
import { type AddressList, addressList } from "../address-list.ts";
import type { InstanceState } from "../state.ts";
import type { RangedText } from "./ranged-text.ts";
import {
  digestAt,
  digestsBetween,
  GAP_BYTES,
  type ObjectTraits,
  type ResourceRanges,
} from "./state-ranges.ts";

/** What is known of many objects at once. */
export type KnownTraits = Omit<ObjectTraits, "dependencies"> & { readonly dependencies: AddressList };

/** As a map it costs what is asked of it; whoever goes over all of it makes all of them. */
export class RangedInstances implements ReadonlyMap<InstanceKey, InstanceState> {
  readonly text: RangedText;
  readonly ranges: ResourceRanges;
  /** Each kind of object that there is, in the order of the text. */
  readonly traits: readonly KnownTraits[];
  readonly #made: (InstanceState | undefined)[];
  readonly #places: KeyPlaces;
  #starts: Float64Array | undefined;

  constructor(text: RangedText, ranges: ResourceRanges) {
    this.text = text;
    this.ranges = ranges;
    this.traits = ranges.traits.map((one) => ({ ...one, dependencies: addressList(one.dependencies) }));
    this.#made = new Array(ranges.keys.length);
    this.#places = new KeyPlaces(ranges.keys);
  }

  get bytes(): Buffer {
    return this.text.bytes;
  }

  get size(): number {
    return this.ranges.keys.length;
  }

  /** Which one it is in the text. */
  placeOf(key: InstanceKey): number | undefined {
    return this.#places.placeOf(key);
  }

  /** Where the object at a place begins; behind the last one, where another would. */
  startOf(at: number): number {
    this.#starts ??= startsOf(this.ranges);
    return this.#starts[at] ?? 0;
  }

  traitsAt(at: number): KnownTraits {
    const known = this.traits[this.ranges.traitOf[at] ?? 0];
    if (known === undefined) throw new Error(`nothing is known of an instance of ${this.ranges.resource}`);
    return known;
  }

  /** Digests of the objects of these keys, one behind the other; undefined where one is not there or not whole. */
  readyDigests(keys: readonly InstanceKey[]): string | undefined {
    let digests = "";
    let from = 0;
    let to = 0;
    for (const key of keys) {
      const at = this.placeOf(key);
      if (at === undefined || this.traitsAt(at).status !== "ready") return undefined;
      // What lies together is taken together.
      if (at !== to) {
        digests += digestsBetween(this.ranges, from, to);
        from = at;
      }
      to = at + 1;
    }
    return digests + digestsBetween(this.ranges, from, to);
  }

  /** A text stands somewhere in them. */
  mayMention(text: string): boolean {
    return this.bytes.subarray(this.startOf(0), this.startOf(this.size)).includes(text);
  }

  has(key: InstanceKey): boolean {
    return this.placeOf(key) !== undefined;
  }

  get(key: InstanceKey): InstanceState | undefined {
    const at = this.placeOf(key);
    return at === undefined ? undefined : this.at(at);
  }

  at(at: number): InstanceState {
    const made = this.#made[at] ?? this.#make(at);
    this.#made[at] = made;
    return made;
  }

  #make(at: number): InstanceState {
    const { keys, lengths } = this.ranges;
    const known = this.traitsAt(at);
    const from = this.startOf(at);
    const place = {
      from,
      to: from + (lengths[at] ?? 0),
      digest: digestAt(this.ranges, at),
      bare: known.bare,
    };
    return { current: this.text.object(keys[at], place, known), deposed: NO_DEPOSED };
  }

  keys(): ArrayIterator<InstanceKey> {
    return this.ranges.keys.values();
  }

  *values(): Generator<InstanceState, undefined, unknown> {
    for (let at = 0; at < this.size; at += 1) yield this.at(at);
    return undefined;
  }

  *entries(): Generator<[InstanceKey, InstanceState], undefined, unknown> {
    for (const [at, key] of this.ranges.keys.entries()) yield [key, this.at(at)];
    return undefined;
  }

  [Symbol.iterator](): Generator<[InstanceKey, InstanceState], undefined, unknown> {
    return this.entries();
  }

  forEach(
    call: (value: InstanceState, key: InstanceKey, map: ReadonlyMap<InstanceKey, InstanceState>) => void,
  ): void {
    for (const [key, instance] of this) call(instance, key, this);
  }
}

function startsOf({ start, lengths }: ResourceRanges): Float64Array {
  const starts = new Float64Array(lengths.length + 1);
  let from = start;
  for (const [at, length] of lengths.entries()) {
    starts[at] = from;
    from += length + GAP_BYTES;
  }
  starts[lengths.length] = from;
  return starts;
}

/** Shared by all instances. */
const NO_DEPOSED: InstanceState["deposed"] = new Map();
