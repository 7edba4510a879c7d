import { parseTraversal, rangeText } from "@tutti/hcl";
import { expect, test } from "vitest";
import { DiagnosticList } from "../diagnostic-list.ts";
import { addressOfTraversal } from "./address-traversal.ts";

const RESERVED = (name: string) =>
  `The keyword "${name}" is reserved and cannot be used to target a resource address. If you are targeting a resource type that uses a reserved keyword, please prefix your address with "resource.".`;

test.each([
  ["count.a", `t:1,1-8 ${RESERVED("count")}`],
  ["module.m.each.a", `t:1,9-16 ${RESERVED("each")}`],
  ["data[0].x", "t:1,5-8 A data source name is required."],
  ["ephemeral[0].x", "t:1,10-13 An ephemeral resource type name is required."],
  ["resource[0].x", "t:1,9-12 A resource type name is required."],
  [
    "module.a[1.5].b.c",
    "t:1,9-14 Invalid module index: value must be a whole number, between -9223372036854775808 and 9223372036854775807.",
  ],
  [
    "a.b[1.5]",
    "t:1,4-9 Invalid resource instance key: value must be a whole number, between -9223372036854775808 and 9223372036854775807.",
  ],
])("addressOfTraversal(): %s", (text, wanted) => {
  const diagnostics = new DiagnosticList();
  const { traversal } = parseTraversal(text, "t");
  expect(traversal && addressOfTraversal(traversal, diagnostics)).toBeUndefined();
  expect(diagnostics.all.map(({ detail, subject }) => `${subject && rangeText(subject)} ${detail}`)).toEqual([
    wanted,
  ]);
});

test.each([
  ["count.a", "count.a"],
  ["module.m.each.a", "each.a"],
  ["resource.a", "resource.a"],
  ["ephemeral.a", "ephemeral.a"],
  ["data.a.b", "data a.b"],
  ["ephemeral[0].x", "t:1,10-13 A resource name is required."],
  ["resource[0].x", "t:1,9-12 A resource name is required."],
  ["data[0].x", "t:1,5-8 A data source name is required."],
  ["foo", "t:1,1-4 Resource specification must include a resource type and name."],
])("addressOfTraversal(), where any word is a type: %s", (text, wanted) => {
  const diagnostics = new DiagnosticList();
  const { traversal } = parseTraversal(text, "t");
  const found = traversal && addressOfTraversal(traversal, diagnostics, true);
  const { mode, type, name } = found?.kind === "resource" ? found.instance : {};
  expect([
    ...(mode === undefined ? [] : [`${mode === "managed" ? "" : `${mode} `}${type}.${name}`]),
    ...diagnostics.all.map(({ detail, subject }) => `${subject && rangeText(subject)} ${detail}`),
  ]).toEqual([wanted]);
});
