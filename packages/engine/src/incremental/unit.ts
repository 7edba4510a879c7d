import type { InstanceKey } from "@tutti/addresses";
import { type InstanceObject, objectDigest } from "@tutti/state";
import { encodeValue } from "../object/value-codec.ts";
import type { Expansion, Repetition } from "../scope/repetition.ts";
import { digestOf, type RememberedUnit } from "./remembered.ts";

/** What an instance was found to be, to be told once it is known that it stays. */
export interface Looked {
  /** It stayed before, and nothing of it is otherwise. */
  readonly isSame: boolean;
  stays(): void;
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
  readonly #before: ReadonlyMap<InstanceKey, string> | undefined;
  readonly #keyed: readonly Unit[];
  readonly #kind: Expansion["kind"];
  readonly #count: number;
  readonly #stays = new Map<InstanceKey, string>();
  #whole: string | undefined;

  constructor(digest: string, before: RememberedUnit | undefined, { keyed, kind, count }: UnitShape) {
    this.#digest = digest;
    this.#before = before?.digest === digest ? before.instances : undefined;
    this.#keyed = keyed;
    this.#kind = kind;
    this.#count = count;
  }

  /** Of all values of the block; undefined while not every instance stays. */
  get whole(): string | undefined {
    if (this.#stays.size !== this.#count) return undefined;
    this.#whole ??= digestOf([
      this.#kind,
      JSON.stringify([...this.#stays].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))),
    ]);
    return this.#whole;
  }

  get remembered(): RememberedUnit {
    return { digest: this.#digest, instances: this.#stays };
  }

  /** Undefined where nothing may be concluded from what was before, nor later from this. */
  look(key: InstanceKey, { eachValue }: Repetition, object: InstanceObject | undefined): Looked | undefined {
    if (object === undefined || object.status !== "ready") return undefined;
    const seen: string[] = [];
    for (const unit of this.#keyed) {
      const own = unit.#stays.get(key);
      if (own === undefined) return undefined;
      seen.push(own);
    }
    const plain = eachValue === undefined ? undefined : encodeValue(eachValue);
    const digest = digestOf([
      objectDigest(object),
      plain === undefined || plain === key ? "" : JSON.stringify(plain),
      ...seen,
    ]);
    return {
      isSame: this.#before?.get(key) === digest,
      stays: () => void this.#stays.set(key, digest),
    };
  }
}
