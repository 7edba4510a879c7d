import { type InstanceKey, KeyPlaces } from "@tutti/addresses";
import { type ResourceState, readyDigests } from "@tutti/state";
import type { Breath } from "../graph/breath.ts";
import type { Expansion } from "../scope/repetition.ts";
import { type Group, groupsOf } from "./chunks.ts";
import { digestOf, type RememberedUnit } from "./remembered.ts";

/** Some instances of a block, which stay as they are together or are planned one by one. */
export interface Chunk {
  readonly keys: readonly InstanceKey[];
  /** All of them stayed before, and nothing of any is otherwise. */
  readonly isSame: boolean;
  /** To be told once it is known of one of them, and what its body came to where that was asked. */
  stays(key: InstanceKey, body?: string): void;
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

/** What the body of an instance comes to; undefined where it is wrong, or is not to be remembered. */
type BodyOf = (key: InstanceKey) => string | undefined;

interface LookFacts {
  readonly bodyOf: BodyOf;
  readonly breath: Breath;
}

/** A block in one instance of its module, while it is planned. */
export class Unit {
  readonly #now: Omit<RememberedUnit, "chunks">;
  /** What stayed of the very same block. */
  readonly #before: RememberedUnit["chunks"];
  /** Bodies that stayed where only the block's body, or what it refers to, was otherwise. */
  readonly #bodies: ReadonlySet<string>;
  readonly #keyed: readonly Unit[];
  readonly #kind: Expansion["kind"];
  readonly #count: number;
  readonly #chunks: OwnChunk[] = [];
  /** All instances, chunk by chunk, and the chunk of each: for those who see one of them. */
  #looked: { readonly places: KeyPlaces; readonly chunkAt: readonly OwnChunk[] } | undefined;
  #whole: string | undefined;

  constructor(
    now: Omit<RememberedUnit, "chunks">,
    before: RememberedUnit | undefined,
    { keyed, kind, count }: UnitShape,
  ) {
    this.#now = now;
    const isSame = before?.digest === now.digest;
    this.#before = isSame ? before.chunks : NOTHING;
    const isAlike = !isSame && before?.around === now.around;
    this.#bodies = new Set(isAlike ? before.chunks.values() : []);
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
    const chunks = this.#chunks.flatMap(({ stayed, bodies }) =>
      stayed === undefined || bodies === undefined ? [] : [[stayed, bodies] as const],
    );
    return { ...this.#now, chunks: new Map(chunks) };
  }

  /** Its instances, chunk by chunk, over what is stored of them. */
  async look(
    expansion: Expansion,
    stored: ResourceState["instances"] | undefined,
    { bodyOf, breath }: LookFacts,
  ): Promise<readonly Chunk[]> {
    for (const [at, group] of groupsOf(expansion, this.#count).entries()) {
      const pause = breath.pause();
      if (pause !== undefined) await pause;
      const objects = stored && readyDigests(stored, group.keys);
      const text = objects === undefined ? undefined : this.#textOf(group, at, objects);
      const own = text === undefined ? undefined : { digest: digestOf([text]), objects: objects ?? "" };
      const bodies =
        own && (this.#before.get(own.digest) ?? this.#sameBodies(group.keys, own.objects, bodyOf));
      this.#chunks.push(new OwnChunk(group.keys, own, bodies));
    }
    return this.#chunks;
  }

  /** Of what the bodies of a chunk come to, where that stayed before. */
  #sameBodies(keys: readonly InstanceKey[], objects: string, bodyOf: BodyOf): string | undefined {
    if (this.#bodies.size === 0) return undefined;
    const bodies = new Map(keys.map((key) => [key, bodyOf(key)]));
    const digest = bodiesDigest(keys, objects, bodies);
    return digest !== undefined && this.#bodies.has(digest) ? digest : undefined;
  }

  /** All that is the own of some instances; undefined where nothing may be concluded from what was before, nor later from this. */
  #textOf({ keys, text }: Group, at: number, objects: string): string | undefined {
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

const NOTHING: ReadonlyMap<string, string> = new Map();

function sameKeys(a: readonly InstanceKey[], b: readonly InstanceKey[]): boolean {
  return a === b || (a.length === b.length && a.every((key, at) => key === b[at]));
}

/** Of what the bodies of instances come to, over their objects; undefined where that of one is not known. */
function bodiesDigest(
  keys: readonly InstanceKey[],
  objects: string,
  bodies: ReadonlyMap<InstanceKey, string | undefined>,
): string | undefined {
  const texts = [JSON.stringify(keys), objects];
  for (const key of keys) {
    const body = bodies.get(key);
    if (body === undefined) return undefined;
    texts.push(body);
  }
  return digestOf(texts);
}

/** What is the own of a chunk's instances: a digest of all of it, and those of their objects. */
interface Own {
  readonly digest: string;
  readonly objects: string;
}

class OwnChunk implements Chunk {
  readonly keys: Chunk["keys"];
  readonly isSame: boolean;
  readonly #own: Own | undefined;
  #bodies: string | undefined;
  /** Those that stay, and what the body of each came to until all do. */
  readonly #staying = new Map<InstanceKey, string | undefined>();
  #allStay = false;

  constructor(keys: Chunk["keys"], own: Own | undefined, bodies: string | undefined) {
    this.keys = keys;
    this.isSame = bodies !== undefined;
    this.#own = own;
    this.#bodies = bodies;
  }

  stays(key: InstanceKey, body?: string): void {
    this.#staying.set(key, body);
    if (this.#staying.size < this.keys.length) return;
    this.#allStay = true;
    this.#bodies ??= this.#own && bodiesDigest(this.keys, this.#own.objects, this.#staying);
    this.#staying.clear();
  }

  allStay(): void {
    this.#allStay = true;
  }

  /** Its digest, once all of it is known to stay. */
  get stayed(): string | undefined {
    return this.#allStay ? this.#own?.digest : undefined;
  }

  /** Of the bodies of all. */
  get bodies(): string | undefined {
    return this.#bodies;
  }
}
