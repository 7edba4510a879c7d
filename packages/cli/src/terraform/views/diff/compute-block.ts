import type { BlockSchema, NestedBlockSchema } from "@tutti/plugin";
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
    const hide = (side: Side): Side =>
      attribute.sensitive === true && side !== undefined && !side.isNull
        ? side.withMarks(["sensitive"])
        : side;
    const diff = diffValue(
      hide(member(old, name)),
      hide(member(next, name)),
      attribute.type,
      replace.attribute(name),
    );
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
