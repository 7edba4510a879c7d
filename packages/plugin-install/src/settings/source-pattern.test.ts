import { expect, test } from "vitest";
import { isSourcePart, matchesPattern, parsePattern } from "./source-pattern.ts";

const NULL = "registry.terraform.io/hashicorp/null";

test.each<[string, readonly string[], readonly string[]]>([
  [
    "hashicorp/null",
    [NULL],
    ["example.com/hashicorp/null", "registry.terraform.io/acme/null", "registry.terraform.io/hashicorp/aws"],
  ],
  ["Hashicorp/NULL", [NULL], []],
  [
    "hashicorp/*",
    [NULL, "registry.terraform.io/hashicorp/aws"],
    ["registry.terraform.io/acme/null", "example.com/hashicorp/null"],
  ],
  ["*/*", [NULL, "registry.terraform.io/acme/kit"], ["example.com/acme/kit"]],
  ["example.com/*/*", ["example.com/a/b"], [NULL, "example.org/a/b"]],
  ["EXAMPLE.com:8080/a/b", ["example.com:8080/a/b"], ["example.com/a/b"]],
  ["*/*/*", [NULL, "example.com/a/b"], []],
])("%s is for %j and not for %j", (text, yes, no) => {
  const parsed = parsePattern(text);
  if (!parsed.ok) throw new Error(parsed.why);
  expect(yes.map((source) => matchesPattern(source, parsed.pattern))).toEqual(yes.map(() => true));
  expect(no.map((source) => matchesPattern(source, parsed.pattern))).toEqual(no.map(() => false));
});

const SEGMENTS = "must have either two or three slash-separated segments";
const NAMESPACE = "must either be the wildcard * or a literal namespace";
const TYPE = "must either be the wildcard * or a provider type name";
const HOST_LAST = "hostname can be a wildcard only if both namespace and provider type are also wildcards";
const NAMESPACE_LAST = "namespace can be a wildcard only if the provider type is also a wildcard";

// As `init` of Terraform 1.11 tells them, but for the namespace, in whose place it shows the type.
test.each([
  ["*", `invalid provider matching pattern "*": ${SEGMENTS}`],
  ["", `invalid provider matching pattern "": ${SEGMENTS}`],
  ["a/b/c/d", `invalid provider matching pattern "a/b/c/d": ${SEGMENTS}`],
  ["/a/b", 'invalid hostname in provider matching pattern "/a/b": empty string is not a valid hostname'],
  [
    "example_.com/a/b",
    'invalid hostname in provider matching pattern "example_.com/a/b": idna: disallowed rune U+005F',
  ],
  [
    "a..b/a/b",
    'invalid hostname in provider matching pattern "a..b/a/b": hostname contains empty label (two consecutive periods)',
  ],
  ["a.b//c", `invalid registry namespace "" in provider matching pattern "a.b//c": ${NAMESPACE}`],
  ["*x/y", `invalid registry namespace "*x" in provider matching pattern "*x/y": ${NAMESPACE}`],
  ["-/null", `invalid registry namespace "-" in provider matching pattern "-/null": ${NAMESPACE}`],
  ["a/x*", `invalid provider type "x*" in provider matching pattern "a/x*": ${TYPE}`],
  ["a/b--c", `invalid provider type "b--c" in provider matching pattern "a/b--c": ${TYPE}`],
  ["*/a/b", `invalid provider matching pattern "*/a/b": ${HOST_LAST}`],
  ["*/*/b", `invalid provider matching pattern "*/*/b": ${HOST_LAST}`],
  ["*/a/*", `invalid provider matching pattern "*/a/*": ${HOST_LAST}`],
  ["*/b", `invalid provider matching pattern "*/b": ${NAMESPACE_LAST}`],
  ["a.b/*/c", `invalid provider matching pattern "a.b/*/c": ${NAMESPACE_LAST}`],
])("%j is no pattern", (text, why) => {
  expect(parsePattern(text)).toEqual({ ok: false, why });
});

test.each([
  ["null", true],
  ["a-1", true],
  ["Null", false],
  ["-a", false],
  ["a--b", false],
  [".git", false],
  ["", false],
])("%j as a part of a source: %j", (text, wanted) => {
  expect(isSourcePart(text)).toBe(wanted);
});
