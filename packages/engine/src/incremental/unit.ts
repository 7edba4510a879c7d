import { type InstanceKey, KeyPlaces } from "@tutti/addresses";
import { type ResourceState, readyDigests } from "@tutti/state";
import type { Expansion } from "../scope/repetition.ts";
import { type Group, groupsOf } from "./chunks.ts";
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
    for (const [at, group] of groupsOf(expansion, this.#count).entries()) {
      const text = this.#textOf(group, at, stored);
      const digest = text === undefined ? undefined : digestOf([text]);
      const isSame = digest !== undefined && this.#before.has(digest);
      this.#chunks.push(new OwnChunk(group.keys, digest, isSame));
    }
    return this.#chunks;
  }

  /** All that is the own of some instances; undefined where nothing may be concluded from what was before, nor later from this. */
  #textOf(
    { keys, text }: Group,
    at: number,
    stored: ResourceState["instances"] | undefined,
  ): string | undefined {
    const objects = stored && readyDigests(stored, keys);
    if (objects === undefined) return undefined;
    const lines = [text, objects];
    for (const unit of this.#keyed) {
      const seen = unit.#seenBy(keys, at);
      if (seen === undefined) return undefined;
      lines.push(seen);
    }
    return lines.join("\n");
  }

  /** Digests of the chunks in which these keys are: mostly one, of the very same keys and as far from the first. */
  #seenBy(keys: readonly InstanceKey[], at: number): string | undefined {
    const likely = this.#chunks[at];
    if (likely !== undefined && sameKeys(likely.keys, keys)) return likely.stayed;
    let seen = "";
    for (const key of keys) {
      const stayed = this.#chunkOf(key)?.stayed;
      if (stayed === undefined) return undefined;
      seen += stayed;
    }
    return seen;
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

function sameKeys(a: readonly InstanceKey[], b: readonly InstanceKey[]): boolean {
  return a === b || (a.length === b.length && a.every((key, at) => key === b[at]));
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
