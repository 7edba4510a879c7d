import { parseTraversal, rangeText } from "@tutti/hcl";
import { expect, test } from "vitest";
import { parseReference } from "./parse-reference.ts";

test.each([
  ["var.x.y", "variable x, 1 more, t:1,1-6"],
  ["local.x", "local x, 0 more, t:1,1-8"],
  ["a_b.c", "resource managed a_b.c, 0 more, t:1,1-6"],
  ["a_b.c.d[0]", "resource managed a_b.c, 2 more, t:1,1-6"],
  ["a_b.c[0].d", "instance managed a_b.c 0, 1 more, t:1,1-9"],
  ['data.a.b["k"]', "instance data a.b k, 0 more, t:1,1-14"],
  ["resource.a.b", "resource managed a.b, 0 more, t:1,1-13"],
  ["ephemeral.a.b.c", "resource ephemeral a.b, 1 more, t:1,1-14"],
  ["module.m", "module-call m, 0 more, t:1,1-9"],
  ["module.m[0]", "module-instance m 0, 0 more, t:1,1-12"],
  ['module.m["k"].out.x', "module-output m k out, 1 more, t:1,1-18"],
  ["each.value.x", "each value, 1 more, t:1,1-11"],
  ["self.x", "self, 1 more, t:1,1-5"],
  ["path.module", "path module, 0 more, t:1,1-12"],
])("parseReference(): %s", (text, expected) => {
  const { traversal } = parseTraversal(text, "t");
  const { reference } = traversal === undefined ? { reference: undefined } : parseReference(traversal);
  const parts = reference === undefined ? [] : describe(reference.subject);
  expect(
    reference && `${parts.join(" ")}, ${reference.remaining.length} more, ${rangeText(reference.range)}`,
  ).toBe(expected);
});

function describe(subject: NonNullable<ReturnType<typeof parseReference>["reference"]>["subject"]): string[] {
  const out: string[] = [subject.kind];
  if ("resource" in subject) {
    const { mode, type, name } = subject.resource;
    out.push(mode, `${type}.${name}`);
  }
  if ("name" in subject) out.push(subject.name);
  if ("key" in subject && subject.key !== undefined) out.push(String(subject.key));
  if ("output" in subject) out.push(subject.output);
  return out;
}
