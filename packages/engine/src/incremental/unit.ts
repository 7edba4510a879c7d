import { type InstanceKey, KeyPlaces } from "@tutti/addresses";
import { type ResourceState, readyDigest } from "@tutti/state";
import type { Value } from "@tutti/values";
import { encodeValue } from "../object/value-codec.ts";
import { type Expansion, itemsOf } from "../scope/repetition.ts";
import { chunkSize, endsChunk } from "./chunks.ts";
import { digestOf, type RememberedUnit } from "./remembered.ts";

/** Some instances of a block, which stay as they are together or are planned one by one. */
export interface Chunk {
  readonly keys: readonly InstanceKey[];
  /** All of them stayed before, and nothing of any is otherwise. */
  readonly isSame: boolean;
  /** To be told once it is known of one of them. */
  stays(key: InstanceKey): void;
  allStay(): void;
}

/** What is known of a block before its instances are looked at. */
export interface UnitShape {
  /** Blocks of which each instance sees the one with its own key. */
  readonly keyed: readonly Unit[];
  readonly kind: Expansion["kind"];
  /** Instances that there are. */
  readonly count: number;
}

/** A block in one instance of its module, while it is planned. */
export class Unit {
  readonly #digest: string;
  readonly #before: ReadonlySet<string>;
  readonly #keyed: readonly Unit[];
  readonly #kind: Expansion["kind"];
  readonly #count: number;
  readonly #chunks: OwnChunk[] = [];
  /** All instances, chunk by chunk, and the chunk of each: for those who see one of them. */
  #looked: { readonly places: KeyPlaces; readonly chunkAt: readonly OwnChunk[] } | undefined;
  #whole: string | undefined;

  constructor(digest: string, before: RememberedUnit | undefined, { keyed, kind, count }: UnitShape) {
    this.#digest = digest;
    this.#before = before?.digest === digest ? before.chunks : NOTHING;
    this.#keyed = keyed;
    this.#kind = kind;
    this.#count = count;
  }

  /** Of all values of the block; undefined while not every instance stays. */
  get whole(): string | undefined {
    const digests = this.#stayed();
    if (digests.length !== this.#chunks.length || this.#count !== this.#size()) return undefined;
    this.#whole ??= digestOf([this.#kind, ...digests]);
    return this.#whole;
  }

  get remembered(): RememberedUnit {
    return { digest: this.#digest, chunks: new Set(this.#stayed()) };
  }

  /** Its instances, chunk by chunk, over what is stored of them. */
  look(expansion: Expansion, stored: ResourceState["instances"] | undefined): readonly Chunk[] {
    const size = chunkSize(this.#count);
    let keys: InstanceKey[] = [];
    let text: string | undefined = "";
    const end = (): void => {
      const digest = text === undefined ? undefined : digestOf([text]);
      this.#chunks.push(new OwnChunk(keys, digest, digest !== undefined && this.#before.has(digest)));
      keys = [];
      text = "";
    };
    for (const [key, eachValue] of valuesByKey(expansion)) {
      if (text !== undefined) {
        const own: string | undefined = this.#textOf(key, eachValue, stored);
        text = own === undefined ? undefined : text + own;
      }
      keys.push(key);
      if (endsChunk(key, size)) end();
    }
    if (keys.length > 0) end();
    return this.#chunks;
  }

  /** All that is the own of an instance; undefined where nothing may be concluded from what was before, nor later from this. */
  #textOf(
    key: InstanceKey,
    eachValue: Value | undefined,
    stored: ResourceState["instances"] | undefined,
  ): string | undefined {
    const object = stored && readyDigest(stored, key);
    if (object === undefined) return undefined;
    let text = `${object} ${JSON.stringify(key ?? null)}`;
    const plain = eachValue === undefined ? key : encodeValue(eachValue);
    if (plain !== key) text += ` ${JSON.stringify(plain)}`;
    for (const unit of this.#keyed) {
      const seen = unit.#chunkOf(key)?.stayed;
      if (seen === undefined) return undefined;
      text += `\n${seen}`;
    }
    return `${text}\n`;
  }

  #chunkOf(key: InstanceKey): OwnChunk | undefined {
    this.#looked ??= {
      places: new KeyPlaces(this.#chunks.flatMap(({ keys }) => keys)),
      chunkAt: this.#chunks.flatMap((chunk) => chunk.keys.map(() => chunk)),
    };
    const place = this.#looked.places.placeOf(key);
    return place === undefined ? undefined : this.#looked.chunkAt[place];
  }

  #stayed(): readonly string[] {
    return this.#chunks.flatMap(({ stayed }) => stayed ?? []);
  }

  #size(): number {
    return this.#chunks.reduce((sum, { keys }) => sum + keys.length, 0);
  }
}

const NOTHING: ReadonlySet<string> = new Set();

/** What `each.value` is of each, where there is one. */
function valuesByKey(expansion: Expansion): Iterable<readonly [InstanceKey, Value?]> {
  switch (expansion.kind) {
    case "single":
      return [[undefined]];
    case "count":
      return Array.from({ length: expansion.count }, (_, at) => [at] as const);
    case "for_each":
      return itemsOf(expansion.over);
    case "disabled":
    case "unknown":
      return [];
  }
}

class OwnChunk implements Chunk {
  readonly keys: Chunk["keys"];
  readonly isSame: boolean;
  readonly #digest: string | undefined;
  readonly #staying = new Set<InstanceKey>();
  #allStay = false;

  constructor(keys: Chunk["keys"], digest: string | undefined, isSame: boolean) {
    this.keys = keys;
    this.#digest = digest;
    this.isSame = isSame;
  }

  stays(key: InstanceKey): void {
    this.#staying.add(key);
  }

  allStay(): void {
    this.#allStay = true;
  }

  /** Its digest, once all of it is known to stay. */
  get stayed(): string | undefined {
    return this.#allStay || this.#staying.size === this.keys.length ? this.#digest : undefined;
  }
}
