import { type InstanceKey, KeyPlaces } from "@tutti/addresses";
import { numberValue, stringValue, type Value } from "@tutti/values";

/** What `count.index`, `each.key` and `each.value` are in one instance. */
export interface Repetition {
  readonly countIndex?: Value;
  readonly eachKey?: Value;
  readonly eachValue?: Value;
}

export const NO_REPETITION: Repetition = {};

/** How a block is repeated, in one instance of its module. */
export type Expansion =
  | { readonly kind: "single" }
  /** There is no object, though the block is not repeated: `enabled = false`. */
  | { readonly kind: "disabled" }
  | { readonly kind: "count"; readonly count: number }
  /** Over a known map, object or set of texts, without marks of its own: blocks that are repeated over one thing share it. */
  | { readonly kind: "for_each"; readonly over: Value }
  /** It could not be worked out: an error was reported, or it is deferred. */
  | { readonly kind: "unknown"; readonly by: "count" | "for_each" | "enabled" };

/** What a block is repeated over, by key. */
export function itemsOf(over: Value): ReadonlyMap<string, Value> {
  if (over.type.kind !== "set") return over.asEntries;
  let items = setItems.get(over);
  if (items === undefined) {
    items = new Map(over.asItems.map((item) => [item.asString, item]));
    setItems.set(over, items);
  }
  return items;
}

const setItems = new WeakMap<Value, ReadonlyMap<string, Value>>();

export function* instancesOf(expansion: Expansion): Generator<readonly [InstanceKey, Repetition]> {
  switch (expansion.kind) {
    case "single":
      yield [undefined, NO_REPETITION];
      return;
    case "count":
      for (let i = 0; i < expansion.count; i++) yield [i, { countIndex: numberValue(i) }];
      return;
    case "for_each":
      for (const [key, eachValue] of itemsOf(expansion.over))
        yield [key, { eachKey: stringValue(key), eachValue }];
      return;
    case "disabled":
    case "unknown":
      return;
  }
}

/** True also where it cannot be told. */
export function hasInstance(expansion: Expansion, key: InstanceKey): boolean {
  switch (expansion.kind) {
    case "single":
      return key === undefined;
    case "count":
      return typeof key === "number" && key < expansion.count;
    case "for_each":
      return typeof key === "string" && itemsOf(expansion.over).has(key);
    case "disabled":
      return false;
    case "unknown":
      return true;
  }
}

/** The same of many keys, mostly of those that there are in their order: each is compared with one, and not looked for among all. */
export function instanceTest(expansion: Expansion): (key: InstanceKey) => boolean {
  if (expansion.kind !== "for_each") return (key) => hasInstance(expansion, key);
  const places = new KeyPlaces([...itemsOf(expansion.over).keys()]);
  return (key) => places.placeOf(key) !== undefined;
}

/** What the names of repetition are in the instance of that key. */
export function repetitionOf(expansion: Expansion, key: InstanceKey): Repetition {
  if (typeof key === "number") return { countIndex: numberValue(key) };
  if (typeof key !== "string") return NO_REPETITION;
  const eachValue = expansion.kind === "for_each" ? itemsOf(expansion.over).get(key) : undefined;
  return { eachKey: stringValue(key), ...(eachValue === undefined ? {} : { eachValue }) };
}
