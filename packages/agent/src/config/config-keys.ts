import type { Field, Fields } from "./fields.ts";
import { IGNORED_KEYS } from "./ignored-keys.ts";
import { FIELD_OF_KIND, type KeyKind } from "./keys.ts";
import { REFUSED_KEYS } from "./refused-keys.ts";
import { partsOf } from "./settings.ts";
import { WORKING_KEYS } from "./working-keys.ts";

/** Every key there is, by its path. */
export const CONFIG_KEYS: ReadonlyMap<string, KeyKind> = new Map(
  [
    WORKING_KEYS,
    ...REFUSED_KEYS.map((group) => group.keys),
    ...IGNORED_KEYS.map((group) => group.keys),
  ].flatMap((keys) => Object.entries<KeyKind>(keys)),
);

/** The keys as a table to decode files by: what has a dot is a key of a record. */
export const CONFIG_FIELDS: Fields = fieldsOf("Config", CONFIG_KEYS);

function fieldsOf(name: string, keys: ReadonlyMap<string, KeyKind>): Fields {
  const fields: Record<string, Field> = {};
  const below = new Map<string, Map<string, KeyKind>>();
  for (const [path, kind] of keys) {
    const [first = "", ...rest] = partsOf(path);
    if (rest.length === 0) {
      fields[first] = FIELD_OF_KIND[kind];
      continue;
    }
    const inner = below.get(first) ?? new Map<string, KeyKind>();
    below.set(first, inner.set(rest.join("."), kind));
  }
  for (const [first, inner] of below) fields[first] = { kind: "object", of: fieldsOf(first, inner) };
  return { name, fields };
}
