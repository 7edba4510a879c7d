/** What may be said of values that may be secret: which attributes, and of whom. */

import { type Path, rawEquals, unmarkDeep, Value } from "@tutti/values";

/** The attributes that have a value, or will have one. */
export function setNames(config: Value): string | undefined {
  return namesOf(config, (value) => !value.isNull && !isEmpty(value));
}

/** The attributes that are not the same in both. */
export function changedNames(before: Value, after: Value): string | undefined {
  const old = entriesOf(before);
  return namesOf(
    after,
    (value, name) => !rawEquals(plainOf(value), plainOf(old.get(name) ?? Value.null(value.type))),
  );
}

/** The attributes at the beginning of these places. */
export function pathNames(paths: readonly Path[]): string | undefined {
  const names = paths.flatMap(([first]) => (first?.kind === "attribute" ? [first.name] : []));
  return listOf([...new Set(names)]);
}

/** What is to become of an object. */
export function doingOf(prior: Value, wanted: Value): "create" | "update" | "delete" | "nothing" {
  if (prior.isNull) return wanted.isNull ? "nothing" : "create";
  return wanted.isNull ? "delete" : "update";
}

/** The attribute `id`, where it is a known text that is no secret. */
export function idOf(state: Value): string | undefined {
  const id = entriesOf(state).get("id");
  return id?.isKnown === true && !id.containsMarks && id.type.kind === "string" ? id.asString : undefined;
}

function namesOf(value: Value, isMeant: (value: Value, name: string) => boolean): string | undefined {
  return listOf([...entriesOf(value)].flatMap(([name, entry]) => (isMeant(entry, name) ? [name] : [])));
}

function listOf(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names.join(",");
}

function entriesOf(value: Value): ReadonlyMap<string, Value> {
  return value.isKnown && value.type.kind === "object" ? value.asEntries : new Map();
}

function isEmpty(value: Value): boolean {
  const { kind } = value.type;
  if (!value.isKnown || (kind !== "list" && kind !== "set")) return false;
  return value.asItems.length === 0;
}

function plainOf(value: Value): Value {
  return unmarkDeep(value).value;
}
