/** A JSON value read as what it should be; where it is something else, it counts as empty. */
import { isObject } from "./is-object.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The text, or "". */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The items of a list as texts. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}

/** The object, or one without fields. */
export function recordOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

/** The items of a list as objects, each in its place: for messages that number them. */
export function recordsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}

/** The objects of a list; what is none is left out. */
export function objectsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
