import { ConversionError, convertOrError } from "./convert.ts";
import { setValue } from "./set-value.ts";
import type { Type } from "./type.ts";
import { unify } from "./unify.ts";
import { listValue, mapValue, objectValue, tupleValue, type Value } from "./value.ts";

/**
 * The defaults of a type constraint. `values` are those of an object's own
 * `optional(type, default)` attributes; `children` what stands further inside,
 * under the attribute's name, a tuple's index ("0"), or "" for the elements of
 * a list, set or map.
 */
export interface Defaults {
  readonly type: Type;
  readonly values: ReadonlyMap<string, Value>;
  readonly children: ReadonlyMap<string, Defaults>;
}

/**
 * Puts the defaults where attributes are missing or null, at every depth.
 * Apply it before `convert`: a value that does not have the constraint's shape
 * is left for that to refuse.
 */
export function applyDefaults(value: Value, defaults: Defaults): Value {
  if (!value.isKnown || (defaults.values.size === 0 && defaults.children.size === 0)) return value;
  const bare = value.withoutMarks();
  switch (bare.type.kind) {
    case "list":
    case "set":
    case "tuple":
      return applyToItems(bare, defaults).withMarks(value.marks);
    case "map":
    case "object":
      return applyToEntries(bare, defaults).withMarks(value.marks);
    default:
      return value;
  }
}

function childFor(defaults: Defaults, key: string | number): Defaults | undefined {
  const own = typeof key === "number" ? "tuple" : "object";
  return defaults.children.get(defaults.type.kind === own ? String(key) : "");
}

function applyToItems(value: Value, defaults: Defaults): Value {
  const items = value.asItems.map((item, i) => {
    const child = childFor(defaults, i);
    return child === undefined ? item : applyDefaults(item, child);
  });
  if (value.type.kind === "tuple") return tupleValue(items);
  if (items.length === 0) return value;
  const alike = convertAlike(items);
  if (alike === undefined) return tupleValue(items);
  return value.type.kind === "list"
    ? listValue(alike.type, alike.values)
    : setValue(alike.type, alike.values);
}

function applyToEntries(value: Value, defaults: Defaults): Value {
  const out = new Map<string, Value>();
  for (const [key, item] of value.asEntries) {
    const child = childFor(defaults, key);
    out.set(key, child === undefined ? item : applyDefaults(item, child));
  }
  for (const [name, fallback] of defaults.values) {
    if (out.get(name)?.isNull === false) continue;
    const child = defaults.children.get(name);
    out.set(name, child === undefined ? fallback : applyDefaults(fallback, child));
  }
  if (value.type.kind === "object") return objectValue(out);
  if (out.size === 0) return value;
  const keys = [...out.keys()];
  const alike = convertAlike([...out.values()]);
  if (alike === undefined) return objectValue(out);
  return mapValue(
    alike.type,
    alike.values.map((item, i) => [keys[i] ?? "", item] as const),
  );
}

function convertAlike(
  values: readonly Value[],
): { readonly type: Type; readonly values: readonly Value[] } | undefined {
  const type = unify(
    values.map((value) => value.type),
    { unsafe: true },
  );
  if (type === undefined) return undefined;
  const out: Value[] = [];
  for (const value of values) {
    const converted = convertOrError(value, type);
    if (converted instanceof ConversionError) return undefined;
    out.push(converted);
  }
  return { type, values: out };
}
