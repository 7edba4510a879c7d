import type { Type, Value } from "@tutti/values";

/** Defaults of optional attributes in a type constraint, at any depth. */
export interface TypeDefaults {
  readonly type: Type;
  /** By attribute; each of the attribute's type, or null of it. */
  readonly values: ReadonlyMap<string, Value>;
  /** Defaults further in: by attribute, by index of a tuple, or under "" for the elements of a collection. */
  readonly children: ReadonlyMap<string, TypeDefaults>;
}
