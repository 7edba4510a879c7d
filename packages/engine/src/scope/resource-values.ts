import type { InstanceKey } from "@tutti/addresses";
import { NULL, objectType, type Type, toFloat64, tupleType, UNKNOWN_DYNAMIC, Value } from "@tutti/values";
import { type Expansion, itemsOf } from "./repetition.ts";

/** The value of an instance that is not made yet. */
export interface LaterValue {
  readonly after: Value;
}

/**
 * The values of one resource's instances, and the value of the resource as a
 * whole, which is built once and shared by all who refer to it.
 */
export class ResourceValues {
  readonly expansion: Expansion["kind"];
  readonly #values = new Map<InstanceKey, Value | LaterValue>();
  /** Names in their order, so that the whole has them all while some are not there yet. */
  readonly #keys: readonly InstanceKey[];
  #laterBy: ((key: InstanceKey) => LaterValue | undefined) | undefined;
  #whole: Value | undefined;
  #live: Value | undefined;

  constructor(expansion: Expansion) {
    this.expansion = expansion.kind;
    this.#keys =
      expansion.kind === "count"
        ? Array.from({ length: expansion.count }, (_, i) => i)
        : expansion.kind === "for_each"
          ? [...itemsOf(expansion.over).keys()]
          : expansion.kind === "single"
            ? [undefined]
            : [];
  }

  get keys(): readonly InstanceKey[] {
    return this.#keys;
  }

  get(key: InstanceKey): Value | undefined {
    const found = this.#found(key);
    if (found === undefined || found instanceof Value) return found;
    const value = found.after;
    this.#values.set(key, value);
    return value;
  }

  /** A value that is made when somebody asks for it. */
  setLater(key: InstanceKey, later: LaterValue): void {
    this.#values.set(key, later);
    this.#whole = undefined;
  }

  /** The same of many at once; undefined of those that are set one by one. */
  setLaterBy(later: (key: InstanceKey) => LaterValue | undefined): void {
    this.#laterBy = later;
    this.#whole = undefined;
  }

  #found(key: InstanceKey): Value | LaterValue | undefined {
    return this.#values.get(key) ?? this.#laterBy?.(key);
  }

  set(key: InstanceKey, value: Value): void {
    this.#values.set(key, value);
    this.#whole = undefined;
    if (this.#live !== undefined) putLive(this.#live, key, value);
  }

  /** By a literal or computed key; undefined where there is no such instance or the key is not known. */
  byKey(key: Value): Value | undefined {
    if (!key.isKnown || key.marks !== undefined) return undefined;
    if (this.expansion === "count" && key.type.kind === "number") {
      return this.get(toFloat64(key.asNumber));
    }
    if (this.expansion === "for_each" && key.type.kind === "string") return this.get(key.asString);
    return undefined;
  }

  /** What `a.b` is. Ask when all instances have their value; an absent one is unknown. */
  whole(): Value {
    this.#whole ??= this.#build((key) => this.get(key));
    return this.#whole;
  }

  /**
   * Like `whole`, but it goes on changing while instances get their values, so
   * it may only be indexed at once, by the key that is told, and never kept:
   * `a.b[each.key]` of a thousand instances must not build a thousand wholes.
   * Of other keys, what is made later need not be there.
   */
  live(own: InstanceKey): Value {
    this.#live ??= this.#build((key) => {
      const found = this.#values.get(key);
      return found instanceof Value ? found : undefined;
    });
    const found = this.#found(own);
    if (found !== undefined && !(found instanceof Value)) putLive(this.#live, own, found.after);
    return this.#live;
  }

  #build(made: (key: InstanceKey) => Value | undefined): Value {
    switch (this.expansion) {
      case "single":
        return made(undefined) ?? UNKNOWN_DYNAMIC;
      case "disabled":
        return NULL;
      case "unknown":
        return UNKNOWN_DYNAMIC;
      case "count": {
        const items = this.#keys.map((key) => made(key) ?? UNKNOWN_DYNAMIC);
        return Value.knownUnchecked(tupleType(items.map((item) => item.type)), items);
      }
      case "for_each": {
        const entries = new Map<string, Value>();
        for (const key of this.#keys) entries.set(String(key), made(key) ?? UNKNOWN_DYNAMIC);
        const types: [string, Type][] = [];
        for (const [key, value] of entries) types.push([key, value.type]);
        return Value.knownUnchecked(objectType(types), entries);
      }
    }
  }
}

function putLive(live: Value, key: InstanceKey, value: Value): void {
  if (!live.isKnown) return;
  if (live.type.kind === "tuple" && typeof key === "number") {
    (live.data as Value[])[key] = value;
    (live.type.elements as Type[])[key] = value.type;
  } else if (live.type.kind === "object" && typeof key === "string") {
    (live.data as Map<string, Value>).set(key, value);
    (live.type.attributes as Map<string, Type>).set(key, value.type);
  }
}
