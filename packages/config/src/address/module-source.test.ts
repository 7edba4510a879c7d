import { expect, test } from "vitest";
import { type ModuleSource, parseModuleSource } from "./module-source.ts";

const PARTS = "a module registry source address must have either three or four slash-separated components";

test.each<[string, ModuleSource["kind"]]>([
  ["./m", "local"],
  ["../m", "local"],
  ["./", "local"],
  ["hashicorp/consul/aws", "registry"],
  ["hashicorp/consul/aws//modules/x", "registry"],
  ["example.com/hashicorp/consul/aws", "registry"],
  ["example.com:8443/hashicorp/consul/aws", "registry"],
  ["a/b/c", "registry"],
  ["a-b/c_d/e", "registry"],
  ["github.com/hashicorp/example", "remote"],
  ["bitbucket.org/hashicorp/example", "remote"],
  ["git::https://example.com/x.git", "remote"],
  ["git::ssh://git@example.com/x.git", "remote"],
  ["git@github.com:hashicorp/example.git", "remote"],
  ["https://example.com/m.zip", "remote"],
  ["s3::https://s3.amazonaws.com/b/m.zip", "remote"],
  ["/absolute/m", "remote"],
])("parseModuleSource(): %s is %s", (text, kind) => {
  const parsed = parseModuleSource(text, false);
  expect(parsed).toEqual({
    ok: true,
    source: kind === "local" ? { kind, path: text } : { kind, address: text },
  });
});

test.each<[string, boolean, string, boolean]>([
  ["", false, "invalid source address: ", false],
  ["m", false, "m", true],
  ["m/n", false, "m/n", true],
  ["git::m", false, "m", true],
  [".m", false, ".m", true],
  ["-a/b/c", false, "-a/b/c", true],
  ["a/b-/c", false, "a/b-/c", true],
  ["a/b/C", false, "a/b/C", true],
  ["./m", true, `can't use local directory "./m" as a module registry address`, false],
  ["../m", true, `can't use local directory "../m" as a module registry address`, false],
  ["m", true, PARTS, false],
  ["", true, PARTS, false],
  ["https://example.com/m.zip", true, PARTS, false],
  ["github.com/hashicorp/example", true, PARTS, false],
])("parseModuleSource(): %j with a version %s is refused", (text, version, error, maybeRelative) => {
  expect(parseModuleSource(text, version)).toEqual({ ok: false, error, maybeRelative });
});

test("a registry module may have a version", () => {
  expect(parseModuleSource("a/b/c", true)).toEqual({
    ok: true,
    source: { kind: "registry", address: "a/b/c" },
  });
});
