import { expect, test } from "vitest";
import {
  formatProviderSource,
  impliedProviderSource,
  normalizePart,
  parseProviderSource,
  shortProviderSource,
} from "./provider-source.ts";

test.each([
  ["aws", "registry.terraform.io/hashicorp/aws"],
  ["hashicorp/aws", "registry.terraform.io/hashicorp/aws"],
  ["HashiCorp/AWS", "registry.terraform.io/hashicorp/aws"],
  ["example.com/a/b", "example.com/a/b"],
  ["Example.COM/a/b", "example.com/a/b"],
  ["example.com:8080/a/b", "example.com:8080/a/b"],
  ["localhost/a/b", "localhost/a/b"],
  ["terraform.io/builtin/terraform", "terraform.io/builtin/terraform"],
  ["-/aws", "registry.terraform.io/-/aws"],
  ["a-1/b-2", "registry.terraform.io/a-1/b-2"],
])("parseProviderSource(): %s is %s", (text, full) => {
  const parsed = parseProviderSource(text);
  expect(parsed.ok ? formatProviderSource(parsed.source) : parsed).toBe(full);
});

const RULE = "must contain only letters, digits, and dashes, and may not use leading or trailing dashes";
const FORM = 'The "source" attribute must be in the format "[hostname/][namespace/]name"';

test.each([
  ["", "Invalid provider source string", FORM],
  ["a/b/c/d", "Invalid provider source string", FORM],
  ["/a", "Invalid provider source string", FORM],
  ["a/", "Invalid provider source string", FORM],
  ["a b", "Invalid provider type", `Invalid provider type "a b" in source "a b": ${RULE}"`],
  ["x/-a", "Invalid provider type", `Invalid provider type "-a" in source "x/-a": ${RULE}"`],
  ["x/a-", "Invalid provider type", `Invalid provider type "a-" in source "x/a-": ${RULE}"`],
  [
    "x/a--b",
    "Invalid provider type",
    `Invalid provider type "a--b" in source "x/a--b": cannot use multiple consecutive dashes"`,
  ],
  ["x_y/a", "Invalid provider namespace", `Invalid provider namespace "" in source "x_y/a": ${RULE}"`],
  [
    "a..b/x/y",
    "Invalid provider source hostname",
    'Invalid provider source hostname namespace "" in source "a..b/x/y": hostname contains empty label (two consecutive periods)"',
  ],
  [
    "./x/y",
    "Invalid provider source hostname",
    'Invalid provider source hostname namespace "" in source "./x/y": hostname contains empty label (two consecutive periods)"',
  ],
  [
    "a_b.com/x/y",
    "Invalid provider source hostname",
    'Invalid provider source hostname namespace "" in source "a_b.com/x/y": idna: disallowed rune U+005F"',
  ],
])("parseProviderSource() refuses %j", (text, summary, detail) => {
  expect(parseProviderSource(text)).toMatchObject({ ok: false, kind: { summary }, detail });
});

test.each([
  ["registry.terraform.io/hashicorp/aws", "hashicorp/aws"],
  ["registry.terraform.io/a/b", "a/b"],
  ["example.com/a/b", "example.com/a/b"],
])("shortProviderSource(): %s is named %s", (source, short) => {
  expect(shortProviderSource(source)).toBe(short);
});

test.each([
  ["terraform", "terraform.io/builtin/terraform"],
  ["aws", "registry.terraform.io/hashicorp/aws"],
])("impliedProviderSource(): %s stands for %s", (name, source) => {
  expect(impliedProviderSource(name)).toBe(source);
});

test.each([
  ["a", "a"],
  ["A-1", "a-1"],
  ["", undefined],
  ["a_b", undefined],
  ["-a", undefined],
  ["a.b", undefined],
])("normalizePart(): %j becomes %j", (part, normal) => {
  expect(normalizePart(part)).toBe(normal);
});
