import { expect, test } from "vitest";
import { isLocalProvider, npmPackageOf, parseProviderPackage } from "./provider-package.ts";
import { formatProviderSource } from "./provider-source.ts";

test.each<[string, string | undefined, string | undefined]>([
  ["npm:@acme/tutti-provider-x", "npm/acme/tutti-provider-x", "@acme/tutti-provider-x"],
  ["npm:tutti-provider-x", "npm/unscoped/tutti-provider-x", "tutti-provider-x"],
  ["./providers/x", "local/dev/x", undefined],
  ["../terraform-provider-x/", "local/dev/x", undefined],
  ["./tutti-provider-two-words", "local/dev/two-words", undefined],
  ["acme/x", undefined, undefined],
  ["registry.example.com/acme/x", undefined, undefined],
  ["", undefined, undefined],
])("parseProviderPackage(%j)", (text, full, name) => {
  const parsed = parseProviderPackage(text);
  const source = parsed?.ok === true ? formatProviderSource(parsed.source) : undefined;
  expect([source, source && npmPackageOf(source), source && isLocalProvider(source)]).toEqual([
    full,
    name,
    full?.startsWith("local/"),
  ]);
});

test.each([
  "npm:",
  "npm:@acme",
  "npm:@acme/x/y",
  "npm:@acme/../x",
  "npm:@unscoped/x",
  "npm:X",
  "npm:x@1.0.0",
  "npm:-x",
  "npm:x --registry=y",
  ".",
  "..",
  "./a/..",
  "./My_Provider",
])("parseProviderPackage() refuses %j", (text) => {
  expect(parseProviderPackage(text)).toMatchObject({
    ok: false,
    kind: { summary: "Invalid provider package" },
  });
});
