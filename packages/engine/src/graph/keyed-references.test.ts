import { parseExpression, type Traversal } from "@tutti/hcl";
import { expect, test } from "vitest";
import { findKeyedReferences, walkExpressions } from "./keyed-references.ts";

/** Names of the resources that the expression refers to by the own key only, as often as it does so. */
function keyedIn(text: string): readonly string[] {
  const { expression } = parseExpression(text, "main.tf");
  const keyed = new WeakSet<Traversal>();
  findKeyedReferences(expression, keyed);
  const found: string[] = [];
  walkExpressions(expression, (at) => {
    if (at.kind !== "scope-traversal" || !keyed.has(at.traversal)) return;
    found.push([at.traversal.rootName, ...at.traversal.steps.map((step) => nameOfStep(step))].join("."));
  });
  return found;
}

function nameOfStep(step: Traversal["steps"][number]): string {
  return step.kind === "attribute" ? step.name : "[]";
}

test.each([
  // Only these two mean one instance.
  ["a.b[count.index]", ["a.b"]],
  ["a.b[each.key]", ["a.b"]],
  ["a.b[count.index].id", ["a.b"]],
  ["data.a.b[each.key].id", ["data.a.b"]],
  ["ephemeral.a.b[each.key]", ["ephemeral.a.b"]],
  ["resource.a.b[each.key]", ["resource.a.b"]],
  // Their neighbours mean the resource as a whole.
  ["a.b", []],
  ["a.b[0]", []],
  ["a.b[each.value]", []],
  ["a.b[each.key.x]", []],
  ["a.b[count.other]", []],
  ["a.b[var.key]", []],
  ["a.b[local.index]", []],
  ["a.b[path.key]", []],
  ["a.b[count.index + 1]", []],
  ["a.b.c[each.key]", []],
  ["module.m[each.key].x", ["module.m"]],
  ["var.a[each.key]", []],
  ["(a.b)[each.key]", []],
  ["data.a[each.key]", []],
  // However deep it stands.
  ["f(a.b[each.key])", ["a.b"]],
  ["true ? a.b[each.key] : a.c", ["a.b"]],
  ["x ? 1 : a.b[each.key]", ["a.b"]],
  ["a.b[each.key].ok ? 1 : 2", ["a.b"]],
  ["[1, a.b[each.key]]", ["a.b"]],
  ["{ k = a.b[each.key] }", ["a.b"]],
  ["{ (a.b[each.key].id) = 1 }", ["a.b"]],
  ['"x${a.b[each.key].id}"', ["a.b"]],
  ['"${a.b[each.key].id}"', ["a.b"]],
  ['"%{ if a.b[each.key].ok }x%{ endif }"', ["a.b"]],
  ['"%{ for x in a.b[each.key].ids }x%{ endfor }"', ["a.b"]],
  ["[for x in a.b[each.key].ids : x]", ["a.b"]],
  ["[for x in y : a.b[each.key].id]", ["a.b"]],
  ["{ for x in y : a.b[each.key].id => x }", ["a.b"]],
  ["{ for x in y : x => a.b[each.key].id }", ["a.b"]],
  ["[for x in y : x if a.b[each.key].ok]", ["a.b"]],
  ["a.b[each.key].ids[*].x", ["a.b"]],
  ["a.b[each.key].ids.*.x", ["a.b"]],
  ["x[*][a.b[each.key].id]", ["a.b"]],
  ["1 + a.b[count.index].n", ["a.b"]],
  ["a.b[count.index].n + 1", ["a.b"]],
  ["-a.b[count.index].n", ["a.b"]],
  ["!a.b[count.index].n", ["a.b"]],
  ["(a.b[count.index].n)", ["a.b"]],
  ["f(x...)[a.b[each.key].n]", ["a.b"]],
  ["a.b[each.key].x == a.c[each.key].x", ["a.b", "a.c"]],
  ["a.b[a.c[each.key].id]", ["a.c"]],
])("%s", (text, wanted) => {
  expect(keyedIn(text)).toEqual(wanted);
});
