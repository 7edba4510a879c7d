/** Notes where objects come to lie while a state is written. */

import { formatResource, type InstanceKey } from "@tutti/addresses";
import type { AddressList } from "../address-list.ts";
import type { InstanceObject, ResourceState } from "../state.ts";
import { OBJECT_DIGEST_DIGITS, objectDigest } from "./object-digest.ts";
import type { KnownTraits, RangedInstances } from "./ranged-instances.ts";
import type { UnreadObject } from "./ranged-text.ts";
import { RANGES_MAX, type ResourceRanges } from "./state-ranges.ts";

/** Who is told by the writer, resource by resource, of those that have ranges. */
export class RangeRecorder {
  readonly #resources: Recording[] = [];
  #count = 0;

  begin(resource: ResourceState): void {
    this.#resources.push(new Recording(formatResource(resource.address)));
  }

  object(key: InstanceKey, object: InstanceObject, from: number, to: number): void {
    this.#count += 1;
    if (this.isFull) return;
    this.#count += this.#resources.at(-1)?.add(key, object, from, to) ?? 0;
  }

  /** Objects of one resource that were copied as they lay, from one place up to another. */
  copied({ ranges, traits }: RangedInstances, from: number, to: number, place: number): void {
    this.#count += to - from;
    if (this.isFull) return;
    this.#count += this.#resources.at(-1)?.addCopied(ranges, traits, { from, to, place }) ?? 0;
  }

  /** There are too many, so none are kept. */
  get isFull(): boolean {
    return this.#count > RANGES_MAX;
  }

  end(): readonly ResourceRanges[] | undefined {
    return this.isFull ? undefined : this.#resources.map((resource) => resource.end());
  }
}

class Recording {
  readonly resource: string;
  start = 0;
  readonly lengths: number[] = [];
  readonly keys: InstanceKey[] = [];
  digests = "";
  readonly traits: KnownTraits[] = [];
  readonly traitOf: number[] = [];
  /** By what tells them apart; lists are shared, so each is looked for by itself. */
  readonly #found = new Map<AddressList, Map<string, number>>();

  constructor(resource: string) {
    this.resource = resource;
  }

  /** Names are read off their lists here alone: where there turn out to be too many, nobody did it in vain. */
  end(): ResourceRanges {
    const { resource, start, lengths, keys, digests, traitOf } = this;
    const traits = this.traits.map((one) => ({ ...one, dependencies: [...one.dependencies] }));
    return { resource, start, lengths, keys, digests, traits, traitOf };
  }

  /** How many names were met that are not there yet. */
  add(key: InstanceKey, object: InstanceObject, from: number, to: number): number {
    if (this.keys.length === 0) this.start = from;
    this.lengths.push(to - from);
    this.keys.push(key);
    this.digests += objectDigest(object);
    const bare =
      object.sensitivePaths.length === 0 && object.private === undefined && object.identity === undefined;
    return this.#know(object, bare, (at) => this.traitOf.push(at));
  }

  addCopied(
    { keys, lengths, digests, traitOf }: ResourceRanges,
    traits: readonly KnownTraits[],
    { from, to, place }: { readonly from: number; readonly to: number; readonly place: number },
  ): number {
    if (this.keys.length === 0) this.start = place;
    this.digests += digests.slice(from * OBJECT_DIGEST_DIGITS, to * OBJECT_DIGEST_DIGITS);
    let names = 0;
    const now: number[] = [];
    for (let at = from; at < to; at += 1) {
      this.lengths.push(lengths[at] ?? 0);
      this.keys.push(keys[at]);
      const before = traitOf[at] ?? 0;
      const known = traits[before];
      if (known !== undefined && now[before] === undefined)
        names += this.#know(known, known.bare, (found) => {
          now[before] = found;
        });
      this.traitOf.push(now[before] ?? 0);
    }
    return names;
  }

  /** How many names were met that are not there yet. */
  #know(object: UnreadObject, bare: boolean, note: (at: number) => void): number {
    const traits = this.traits.length;
    note(this.#traits(object, bare));
    return this.traits.length === traits ? 0 : object.dependencies.length;
  }

  #traits({ status, schemaVersion, createBeforeDestroy, dependencies }: UnreadObject, bare: boolean): number {
    let alike = this.#found.get(dependencies);
    if (alike === undefined) {
      alike = new Map();
      this.#found.set(dependencies, alike);
    }
    const text = [status, schemaVersion, createBeforeDestroy, bare].join();
    let at = alike.get(text);
    if (at === undefined) {
      at = this.traits.length;
      alike.set(text, at);
      this.traits.push({ status, schemaVersion, createBeforeDestroy, bare, dependencies });
    }
    return at;
  }
}
