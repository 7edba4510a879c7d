import type { Type, Value } from "@tutti/values";
import { alignLists } from "./align.ts";
import { actionOfParts, type Diff, type DiffAction } from "./diff.ts";
import { NO_REPLACE, type ReplacePaths } from "./replace-paths.ts";
import { jsonKind, sameJson } from "./same-json.ts";

type Side = Value | undefined;

/**
 * The difference of an attribute or output of a declared type; null is nothing
 * there. Where the type is `any`, values are compared by what they are in JSON,
 * and inside of them null is a value of its own.
 */
export function diffValue(
  before: Side,
  after: Side,
  type: Type,
  replace: ReplacePaths = NO_REPLACE,
): Diff | undefined {
  return diffTyped(withoutNull(before), withoutNull(after), type, replace);
}

function withoutNull(side: Side): Side {
  return side?.isNull === true && !side.hasMark("sensitive") ? undefined : side;
}

function diffTyped(before: Side, after: Side, type: Type, replace: ReplacePaths): Diff | undefined {
  if (before === undefined && after === undefined) return undefined;
  const special = diffHidden(before, after, replace, (b, a) =>
    diffTyped(withoutNull(b), withoutNull(a), type, replace),
  );
  if (special !== undefined) return special;
  // What forces a replacement is not told inside of a value of any type.
  if (type.kind === "dynamic") return diffJson(before, after, NO_REPLACE);
  const make = (parts: readonly Diff[], shape: Diff["shape"]): Diff => ({
    action: actionOfParts(before, after, parts),
    replace: replace.here,
    shape,
  });
  switch (type.kind) {
    case "string":
    case "number":
    case "bool":
      return primitive(before, after, replace);
    case "list": {
      const elements = listElements(before, after, replace, (b, a, below) =>
        diffTyped(b, a, type.element, below),
      );
      return make(elements, { kind: "list", elements });
    }
    case "tuple": {
      const elements = indexed(before, after).map(([b, a], index) =>
        diffTyped(b, a, type.elements[index] ?? { kind: "dynamic" }, replace.index(index)),
      );
      const kept = elements.filter((element) => element !== undefined);
      return make(kept, { kind: "list", elements: kept });
    }
    case "set": {
      const elements = setElements(before, after, (b, a) => diffTyped(b, a, type.element, NO_REPLACE));
      return make(elements, { kind: "set", elements });
    }
    case "map": {
      const entries = keyed(before, after, (name, b, a) => diffTyped(b, a, type.element, replace.key(name)));
      return make([...entries.values()], { kind: "map", entries });
    }
    case "object": {
      const attributes = keyed(before, after, (name, b, a) =>
        diffTyped(
          withoutNull(b),
          withoutNull(a),
          type.attributes.get(name) ?? { kind: "dynamic" },
          replace.attribute(name),
        ),
      );
      return make([...attributes.values()], { kind: "object", attributes });
    }
  }
}

/** By JSON kind alone; both sides may be null values. */
function diffJson(before: Side, after: Side, replace: ReplacePaths): Diff {
  const special = diffHidden(before, after, replace, (b, a) => diffJson(b, a, replace));
  if (special !== undefined) return special;
  if (before !== undefined && after !== undefined && jsonKind(before) !== jsonKind(after)) {
    const quiet = (diff: Diff): Diff => ({ ...diff, replace: false });
    const shape = {
      kind: "type-change",
      before: quiet(diffJson(before, undefined, NO_REPLACE)),
      after: quiet(diffJson(undefined, after, NO_REPLACE)),
    } as const;
    return { action: "update", replace: replace.here, shape };
  }
  const kind = jsonKind((after ?? before) as Value);
  if (kind === "array") {
    const elements = listElements(before, after, replace, diffJson);
    return {
      action: actionOfParts(before, after, elements),
      replace: replace.here,
      shape: { kind: "list", elements },
    };
  }
  if (kind === "object") {
    const attributes = keyed(before, after, (name, b, a) => diffJson(b, a, replace.attribute(name)));
    const action = actionOfParts(before, after, attributes.values());
    return { action, replace: replace.here, shape: { kind: "object", attributes } };
  }
  return primitive(before, after, replace);
}

function primitive(before: Side, after: Side, replace: ReplacePaths): Diff {
  const action: DiffAction =
    before === undefined
      ? "create"
      : after === undefined
        ? "delete"
        : sameJson(before, after)
          ? "no-op"
          : "update";
  return { action, replace: replace.here, shape: { kind: "primitive", before, after } };
}

/** Sensitive values are hidden, unknown ones are to come; undefined where it is neither. */
function diffHidden(
  before: Side,
  after: Side,
  replace: ReplacePaths,
  inner: (before: Side, after: Side) => Diff | undefined,
): Diff | undefined {
  const hidBefore = before?.hasMark("sensitive") === true;
  const hidAfter = after?.hasMark("sensitive") === true;
  if (hidBefore || hidAfter) {
    const content = inner(before?.withoutMarks(), after?.withoutMarks());
    const changed = content?.action ?? "no-op";
    const flips = before !== undefined && after !== undefined && hidBefore !== hidAfter;
    const warnings =
      flips && changed !== "create" && changed !== "delete" ? sensitivityWarning(hidAfter, changed) : [];
    return {
      action: flips && changed === "no-op" ? "update" : changed,
      replace: replace.here,
      shape: { kind: "sensitive" },
      ...(warnings.length === 0 ? {} : { warnings }),
    };
  }
  if (after?.isUnknown === true) {
    const gone = before === undefined || before.isNull ? undefined : inner(before, undefined);
    return {
      action: gone === undefined ? "create" : "update",
      replace: replace.here,
      shape: { kind: "unknown", before: gone },
    };
  }
  return undefined;
}

function sensitivityWarning(becomes: boolean, changed: DiffAction): readonly string[] {
  const same = changed === "no-op" ? " The value is unchanged." : "";
  return becomes
    ? [
        "Warning: this attribute value will be marked as sensitive and will not",
        `display in UI output after applying this change.${same}`,
      ]
    : [
        "Warning: this attribute value will no longer be marked as sensitive",
        `after applying this change.${same}`,
      ];
}

function items(side: Side): readonly Value[] {
  return side === undefined || !side.isKnown ? [] : side.asItems;
}

function indexed(before: Side, after: Side): readonly (readonly [Side, Side])[] {
  const length = Math.max(items(before).length, items(after).length);
  return Array.from({ length }, (_, index) => [items(before)[index], items(after)[index]]);
}

function listElements(
  before: Side,
  after: Side,
  replace: ReplacePaths,
  diff: (before: Side, after: Side, replace: ReplacePaths) => Diff | undefined,
): readonly Diff[] {
  const old = items(before);
  const next = items(after);
  return alignLists(old, next).flatMap(({ before: i, after: j }) => {
    const found = diff(
      i === undefined ? undefined : old[i],
      j === undefined ? undefined : next[j],
      replace.index(j ?? i ?? 0),
    );
    return found === undefined ? [] : [found];
  });
}

/** What is in both stays; the rest was removed or is added. */
export function setElements(
  before: Side,
  after: Side,
  diff: (before: Side, after: Side) => Diff | undefined,
): readonly Diff[] {
  const taken = new Set<Value>();
  const found: (Diff | undefined)[] = [];
  const next = items(after);
  const gone: Value[] = [];
  for (const element of items(before)) {
    const match = next.find((other) => !taken.has(other) && sameJson(element, other));
    if (match === undefined) gone.push(element);
    else {
      taken.add(match);
      found.push(diff(element, match));
    }
  }
  for (const element of gone) found.push(diff(element, undefined));
  for (const element of next) if (!taken.has(element)) found.push(diff(undefined, element));
  return found.filter((element) => element !== undefined);
}

function keyed(
  before: Side,
  after: Side,
  diff: (name: string, before: Side, after: Side) => Diff | undefined,
): ReadonlyMap<string, Diff> {
  const old = before?.isKnown === true ? before.asEntries : new Map<string, Value>();
  const next = after?.isKnown === true ? after.asEntries : new Map<string, Value>();
  const out = new Map<string, Diff>();
  for (const name of [...new Set([...old.keys(), ...next.keys()])].sort()) {
    const found = diff(name, old.get(name), next.get(name));
    if (found !== undefined) out.set(name, found);
  }
  return out;
}
