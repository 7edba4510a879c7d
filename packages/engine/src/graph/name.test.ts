import { parseExpression } from "@tutti/hcl";
import { encodeJson, type Value } from "@tutti/values";
import { expect, test } from "vitest";
import { type Name, nameOf } from "./name.ts";

/** What a reference is to, as text: the kind, its words, and how many steps say so. */
function described(text: string): string {
  const { expression } = parseExpression(text, "main.tf");
  if (expression.kind !== "scope-traversal") throw new Error(`${text} is no traversal`);
  const name = nameOf(expression.traversal);
  expect(nameOf(expression.traversal)).toBe(name);
  return name === undefined ? "nothing" : `${words(name)} by ${name.consumed}`;
}

function words(name: Name): string {
  switch (name.kind) {
    case "resource":
      return `${name.mode} ${name.type}/${name.name} as ${name.key}${keyText(name.instanceKey)}`;
    case "module":
      return `module ${name.name}${keyText(name.instanceKey)} output ${name.output ?? "-"}`;
    case "self":
      return "self";
    default:
      return `${name.kind} ${name.name}`;
  }
}

const keyText = (key: Value | undefined): string => (key === undefined ? "" : ` key ${encodeJson(key)}`);

test.each([
  ["a.b", "managed a/b as a.b by 1"],
  ["a.b.c", "managed a/b as a.b by 1"],
  ["a.b[0].c", "managed a/b as a.b key 0 by 1"],
  ['a.b["x"]', 'managed a/b as a.b key "x" by 1'],
  ["a.b.c[0]", "managed a/b as a.b by 1"],
  ["a", "nothing"],
  ["a[0]", "nothing"],
  ["resource.a.b", "managed a/b as a.b by 2"],
  ["resource.a.b[1]", "managed a/b as a.b key 1 by 2"],
  ["resource.a", "nothing"],
  ["data.a.b", "data a/b as data.a.b by 2"],
  ["data.a.b[1].c", "data a/b as data.a.b key 1 by 2"],
  ["data.a", "nothing"],
  ["data.a[0]", "nothing"],
  ["data[0].b", "nothing"],
  ["data[0]", "nothing"],
  ["ephemeral.a.b", "ephemeral a/b as ephemeral.a.b by 2"],
  ["module.m", "module m output - by 1"],
  ["module.m.o", "module m output o by 1"],
  ["module.m.o.p", "module m output o by 1"],
  ["module.m[0]", "module m key 0 output - by 1"],
  ['module.m["k"].o', 'module m key "k" output o by 1'],
  ["module.m[0][1]", "module m key 0 output - by 1"],
  ["module", "nothing"],
  ["module[0]", "nothing"],
  ["var.v", "var v by 1"],
  ["var.v.w", "var v by 1"],
  ["var", "nothing"],
  ["var[0]", "nothing"],
  ["local.l", "local l by 1"],
  ["count.index", "count index by 1"],
  ["each.key", "each key by 1"],
  ["path.module", "path module by 1"],
  ["terraform.workspace", "terraform workspace by 1"],
  ["output.o", "output o by 1"],
  ["run.r", "run r by 1"],
  ["self", "self by 0"],
  ["self.id", "self by 0"],
])("%s", (text, wanted) => {
  expect(described(text)).toBe(wanted);
});
