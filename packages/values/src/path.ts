/** Paths into values, and the marks found along them. */

import { numbersEqual, toFloat64 } from "./number.ts";
import { formatNumber } from "./number-text.ts";
import { type Entries, type Items, type Marks, numberValue, rawEquals, stringValue, Value } from "./value.ts";

/** One step from a value into what it holds. */
export type PathStep =
  | { readonly kind: "attribute"; readonly name: string }
  | { readonly kind: "index"; readonly key: Value };
/** From the outermost value inwards; empty for the value itself. */
export type Path = readonly PathStep[];

/** As messages write it: `.foo[0]["k"]`. An element of a set, or an unknown key, is `[...]`. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) text += step.kind === "attribute" ? `.${step.name}` : `[${keyText(step.key)}]`;
  return text;
}

function keyText(key: Value): string {
  if (!key.isKnown) return "...";
  if (key.type.kind === "string") return JSON.stringify(key.asString);
  if (key.type.kind === "number") return formatNumber(key.asNumber);
  return "...";
}

/** What stands at the path; undefined where there is nothing, or the way leads through null or unknown. */
export function valueAtPath(value: Value, path: Path): Value | undefined {
  let at: Value | undefined = value;
  for (const step of path) {
    if (at === undefined || !at.isKnown) return undefined;
    at = childAt(at, step);
  }
  return at;
}

function childAt(value: Value, step: PathStep): Value | undefined {
  switch (value.type.kind) {
    case "map":
    case "object": {
      const name = step.kind === "attribute" ? step.name : stringKey(step.key);
      return name === undefined ? undefined : value.asEntries.get(name);
    }
    case "list":
    case "tuple":
      if (step.kind === "attribute" || !step.key.isKnown || step.key.type.kind !== "number") return undefined;
      return value.asItems[toFloat64(step.key.asNumber)];
    case "set":
      return step.kind === "attribute" ? undefined : value.asItems.find((item) => rawEquals(item, step.key));
    default:
      return undefined;
  }
}

function stringKey(key: Value): string | undefined {
  return key.isKnown && key.type.kind === "string" ? key.asString : undefined;
}

/** True if both lead through the same attributes and keys. */
export function pathsEqual(a: Path, b: Path): boolean {
  return (
    a.length === b.length &&
    a.every((step, i) => {
      const other = b[i];
      return other !== undefined && stepsEqual(step, other);
    })
  );
}

function stepsEqual(a: PathStep, b: PathStep): boolean {
  if (a.kind === "attribute") return b.kind === "attribute" && a.name === b.name;
  if (b.kind === "attribute") return false;
  if (a.key.isKnown && b.key.isKnown && a.key.type.kind === "number" && b.key.type.kind === "number")
    return numbersEqual(a.key.asNumber, b.key.asNumber);
  return rawEquals(a.key, b.key);
}

/** Marks that were found at a path. */
export interface PathMarks {
  readonly path: Path;
  readonly marks: Marks;
}

/** Takes all marks off and says where they were: what a state keeps as `sensitive_attributes`. */
export function unmarkWithPaths(value: Value): {
  readonly value: Value;
  readonly marks: readonly PathMarks[];
} {
  const found: PathMarks[] = [];
  return { value: value.containsMarks ? strip(value, [], found) : value, marks: found };
}

function strip(value: Value, path: Path, found: PathMarks[]): Value {
  if (!value.containsMarks) return value;
  if (value.marks !== undefined) found.push({ path, marks: value.marks });
  const bare = value.withoutMarks();
  return bare.isKnown ? changeChildren(bare, (child, step) => strip(child, [...path, step], found)) : bare;
}

/** The opposite of `unmarkWithPaths`. A path that leads to nothing is ignored. */
export function markWithPaths(value: Value, marks: readonly PathMarks[]): Value {
  return marks.reduce((out, { path, marks: more }) => markAt(out, path, more), value);
}

function markAt(value: Value, path: Path, marks: Marks): Value {
  const [first, ...rest] = path;
  if (first === undefined) return value.withMarks(marks);
  if (!value.isKnown) return value;
  // A set cannot hold marked elements.
  if (value.type.kind === "set") return value.withMarks(marks);
  const bare = changeChildren(value, (child, step) =>
    matches(step, first) ? markAt(child, rest, marks) : child,
  );
  return bare;
}

function matches(step: PathStep, wanted: PathStep): boolean {
  if (step.kind === "attribute" && wanted.kind === "index") return stringKey(wanted.key) === step.name;
  if (step.kind === "index" && wanted.kind === "attribute") return stringKey(step.key) === wanted.name;
  return stepsEqual(step, wanted);
}

/** The value with other children; each comes with the step that leads to it. Known values only. */
export function changeChildren(value: Value, change: (child: Value, step: PathStep) => Value): Value {
  switch (value.type.kind) {
    case "list":
    case "tuple":
    case "set": {
      const items: Items = value.asItems.map((child, i) =>
        change(child, { kind: "index", key: value.type.kind === "set" ? child : numberValue(i) }),
      );
      return Value.knownUnchecked(value.type, items, value.marks);
    }
    case "map":
    case "object": {
      const out = new Map<string, Value>();
      const attribute = value.type.kind === "object";
      for (const [key, child] of value.asEntries)
        out.set(
          key,
          change(
            child,
            attribute ? { kind: "attribute", name: key } : { kind: "index", key: stringValue(key) },
          ),
        );
      const entries: Entries = out;
      return Value.knownUnchecked(value.type, entries, value.marks);
    }
    default:
      return value;
  }
}
