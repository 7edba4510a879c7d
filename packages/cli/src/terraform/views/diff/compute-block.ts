import type { AttributeSchema, BlockSchema, NestedBlockSchema } from "@tutti/plugin";
import type { Value } from "@tutti/values";
import { alignLists } from "./align.ts";
import { diffValue, setElements } from "./compute-value.ts";
import { actionOfParts, type Diff } from "./diff.ts";
import { NO_REPLACE, type ReplacePaths } from "./replace-paths.ts";

type Side = Value | undefined;
type NestedDiff = { readonly key: string | undefined; readonly diff: Diff };

/** The difference of a resource's object, or of a nested block, by its schema. */
export function diffBlock(
  before: Side,
  after: Side,
  schema: BlockSchema,
  replace: ReplacePaths = NO_REPLACE,
): Diff {
  const old = presentObject(before);
  const next = presentObject(after);
  const attributes = new Map<string, Diff>();
  for (const name of [...schema.attributes.keys()].sort()) {
    const attribute = schema.attributes.get(name);
    if (attribute === undefined) continue;
    const sides = [member(old, name), member(next, name)] as const;
    const diff =
      attribute.writeOnly === true
        ? writeOnly(actionOfParts(old, next, []))
        : diffAttribute(sides, attribute, replace.attribute(name));
    if (diff !== undefined) attributes.set(name, diff);
  }
  const blocks = new Map<string, readonly NestedDiff[]>();
  for (const name of [...schema.blocks.keys()].sort()) {
    const nested = schema.blocks.get(name);
    if (nested === undefined) continue;
    const diffs = diffNested(member(old, name), member(next, name), nested, replace.attribute(name));
    if (diffs.length > 0) blocks.set(name, diffs);
  }
  const parts = [...attributes.values(), ...[...blocks.values()].flat().map(({ diff }) => diff)];
  return {
    action: actionOfParts(old, next, parts),
    replace: replace.here,
    shape: { kind: "block", attributes, blocks },
  };
}

/** Nobody keeps what was given, so nobody sees whether that changes. */
function writeOnly(action: Diff["action"]): Diff {
  return { action, replace: false, shape: { kind: "write-only" } };
}

/**
 * Of a plugin whose kit knows no null the empty text is that, so it counts as
 * null here: what was and stays so is something that does not change, and what
 * really is null on both sides is nothing at all, hidden or not.
 */
function diffAttribute(
  [before, after]: readonly [Side, Side],
  attribute: AttributeSchema,
  replace: ReplacePaths,
): Diff | undefined {
  if (isNothing(before) && isNothing(after)) return undefined;
  // A value of any type may be an empty text that somebody wrote.
  const [old, next] =
    attribute.type.kind === "string" ? [withoutEmpty(before), withoutEmpty(after)] : [before, after];
  if (isNothing(old) && isNothing(next) && attribute.sensitive !== true)
    return {
      action: "no-op",
      replace: replace.here,
      shape: { kind: "primitive", before: undefined, after: undefined },
    };
  const hide = (side: Side): Side =>
    attribute.sensitive === true && side !== undefined && !side.isNull ? side.withMarks(["sensitive"]) : side;
  return diffValue(hide(old), hide(next), attribute.type, replace);
}

function isNothing(side: Side): boolean {
  return side === undefined || side.isNull;
}

function withoutEmpty(side: Side): Side {
  return side?.isKnown === true && side.asString === "" ? undefined : side;
}

function presentObject(side: Side): Side {
  return side === undefined || side.isNull ? undefined : side.withoutMarks();
}

function member(object: Side, name: string): Side {
  return object?.isKnown === true ? object.asEntries.get(name) : undefined;
}

function diffNested(
  before: Side,
  after: Side,
  nested: NestedBlockSchema,
  replace: ReplacePaths,
): readonly NestedDiff[] {
  const one = (b: Side, a: Side, below: ReplacePaths): Diff => diffBlock(b, a, nested.block, below);
  const plain = (diffs: readonly Diff[]): readonly NestedDiff[] =>
    diffs.map((diff) => ({ key: undefined, diff }));
  const old = presentObject(before);
  const next = presentObject(after);
  if (next?.isUnknown === true) {
    return [
      {
        key: undefined,
        diff: { action: "create", replace: replace.here, shape: { kind: "unknown", before: undefined } },
      },
    ];
  }
  if (old === undefined && next === undefined) return [];
  switch (nested.nesting) {
    case "single":
    case "group":
      return plain([one(old, next, replace)]);
    case "list": {
      const was = old?.asItems ?? [];
      const will = next?.asItems ?? [];
      return plain(
        alignLists(was, will).map(({ before: i, after: j }) =>
          one(
            i === undefined ? undefined : was[i],
            j === undefined ? undefined : will[j],
            replace.index(j ?? i ?? 0),
          ),
        ),
      );
    }
    case "set":
      return plain(setElements(old, next, (b, a) => one(b, a, replace)));
    case "map": {
      const keys = new Set([...(old?.asEntries.keys() ?? []), ...(next?.asEntries.keys() ?? [])]);
      return [...keys]
        .sort()
        .map((key) => ({ key, diff: one(member(old, key), member(next, key), replace.key(key)) }));
    }
  }
}
