import { type Path, rawEquals, type Value } from "@tutti/values";

/** The attributes at the top that differ: enough to say why there is a change. */
export function changedPaths(before: Value, after: Value): readonly Path[] {
  if (!before.isKnown || !after.isKnown || before.type.kind !== "object") return [];
  const paths: Path[] = [];
  for (const [name, value] of after.asEntries) {
    const old = before.asEntries.get(name);
    if (old === undefined || !rawEquals(old, value)) paths.push([{ kind: "attribute", name }]);
  }
  return paths;
}
