import { expect, test } from "vitest";
import { formatModuleSource, parseModuleSource } from "./module-source.ts";

const NAME =
  "must be between one and 64 characters, including ASCII letters, digits, dashes, and underscores, where dashes and underscores may not be the prefix or suffix";
const PARTS = "a module registry source address must have either three or four slash-separated components";

/** The text of a source, and what the manifest of modules holds for it (asked of Terraform). */
test.each<[string, string, string]>([
  ["./m", "local", "./m"],
  ["./m/", "local", "./m"],
  ["./a/../m", "local", "./m"],
  ["./.", "local", "./."],
  ["../m", "local", "../m"],
  ["../../", "local", "../.."],
  ["../", "local", "./.."],
  ["hashicorp/consul/aws", "registry", "registry.terraform.io/hashicorp/consul/aws"],
  ["hashicorp/consul/aws//modules/x/", "registry", "registry.terraform.io/hashicorp/consul/aws//modules/x"],
  ["example.com/hashicorp/consul/aws", "registry", "example.com/hashicorp/consul/aws"],
  ["EXAMPLE.com/hashicorp/consul/aws", "registry", "example.com/hashicorp/consul/aws"],
  ["example.com:8443/hashicorp/consul/aws", "registry", "example.com:8443/hashicorp/consul/aws"],
  ["gitlab.com/a/b/c", "registry", "gitlab.com/a/b/c"],
  ["a-b/c_d/e", "registry", "registry.terraform.io/a-b/c_d/e"],
  ["github.com/hashicorp/example", "remote", "git::https://github.com/hashicorp/example.git"],
  [
    "github.com/hashicorp/example.git?ref=v1",
    "remote",
    "git::https://github.com/hashicorp/example.git?ref=v1",
  ],
  [
    "github.com/hashicorp/example//a/b?ref=v1",
    "remote",
    "git::https://github.com/hashicorp/example.git//a/b?ref=v1",
  ],
  ["github.com/hashicorp/example/a//b", "remote", "git::https://github.com/hashicorp/example.git//a/b"],
  ["git::github.com/hashicorp/example", "remote", "git::https://github.com/hashicorp/example.git"],
  ["bitbucket.org/hashicorp/example", "remote", "git::https://bitbucket.org/hashicorp/example.git"],
  ["git::https://example.com/x.git", "remote", "git::https://example.com/x.git"],
  ["git::https://example.com/x.git//a?ref=b//c", "remote", "git::https://example.com/x.git//a?ref=b//c"],
  ["git::ssh://git@example.com/x.git", "remote", "git::ssh://git@example.com/x.git"],
  ["git@github.com:hashicorp/example.git", "remote", "git::ssh://git@github.com/hashicorp/example.git"],
  [
    "git@github.com:hashicorp/example.git//a?ref=v1",
    "remote",
    "git::ssh://git@github.com/hashicorp/example.git//a?ref=v1",
  ],
  ["git::/absolute/m", "remote", "git::file:///absolute/m"],
  ["https://example.com/m.zip", "remote", "https://example.com/m.zip"],
  ["https://example.com/m.zip//a//b", "remote", "https://example.com/m.zip//a/b"],
  ["https://example.com/m.zip//*?archive=zip", "remote", "https://example.com/m.zip//*?archive=zip"],
  ["s3::https://s3.amazonaws.com/b/m.zip", "remote", "s3::https://s3.amazonaws.com/b/m.zip"],
  ["s3-eu-west-1.amazonaws.com/b/m.zip", "remote", "s3::https://s3-eu-west-1.amazonaws.com/b/m.zip"],
  ["www.googleapis.com/storage/v1/b/m.zip", "remote", "gcs::https://www.googleapis.com/storage/v1/b/m.zip"],
  ["/absolute/m", "remote", "file:///absolute/m"],
  ["/absolute/m//a", "remote", "file:///absolute/m//a"],
  ["localhost:8443/a/b/c", "remote", "localhost:8443/a/b/c"],
])("parseModuleSource(): %s is %s, as %s", (text, kind, address) => {
  const parsed = parseModuleSource(text, false);
  expect(parsed.ok ? [parsed.source.kind, formatModuleSource(parsed.source)] : parsed).toEqual([
    kind,
    address,
  ]);
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
  ["a/b/c/d/e", true, PARTS, false],
  ["localhost:1/a/b/c", true, "invalid module registry hostname: must contain at least one dot", false],
  ["bad host/a/b/c", true, 'invalid module registry hostname "bad host"', false],
  ["a/b/C", true, 'invalid target system "C": must be between one and 64 ASCII letters or digits', false],
  ["a_/b/c", true, `invalid namespace "a_": ${NAME}`, false],
  ["a/-b/c", true, `invalid module name "-b": ${NAME}`, false],
  [
    "github.com/a/b/c",
    true,
    `can't use "github.com" as a module registry host, because it's reserved for installing directly from version control repositories`,
    false,
  ],
  ["a/b/c//../x", true, 'subdirectory path "../x" leads outside of the module package', false],
  ["a/b/c//../x", false, 'subdirectory path "../x" leads outside of the module package', false],
  ["git::https://a.b/c//x/../..", false, 'subdirectory path ".." leads outside of the module package', false],
  ["github.com/a", false, "GitHub URLs should be github.com/username/repo", false],
  ["git::github.com/a", false, "GitHub URLs should be github.com/username/repo", false],
  ["user@example.com:x/y.git", false, "user@example.com:x/y.git", true],
  ["..", false, "..", true],
])("parseModuleSource(): %j with a version %s is refused", (text, version, error, maybeRelative) => {
  expect(parseModuleSource(text, version)).toEqual({ ok: false, error, maybeRelative });
});

test("a registry module may have a version", () => {
  expect(parseModuleSource("a/b/c//d", true)).toEqual({
    ok: true,
    source: {
      kind: "registry",
      host: "registry.terraform.io",
      namespace: "a",
      name: "b",
      system: "c",
      subdirectory: "d",
    },
  });
});
