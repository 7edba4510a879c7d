import { expect, test } from "vitest";
import {
  exactVersion,
  formatVersionConstraint,
  formatVersionNumber,
  parseVersionConstraint,
  versionMeets,
} from "./version-constraint.ts";

test.each([
  [">= 1.0", "1.11.4", true],
  [">= 99", "1.11.4", false],
  ["1.11.4", "1.11.4", true],
  ["= 1.11", "1.11.4", false],
  ["!= 1.11.4", "1.11.4", false],
  ["~> 1.11", "1.12.0", true],
  ["~> 1.11.0", "1.12.0", false],
  ["~> 1", "2.0.0", true],
  ["> 1.0, < 1.11", "1.11.4", false],
  ["v1.2", "1.2.0", true],
  [">= 1.2.0-beta", "1.2.0", true],
  ["> 1.11.4", "1.11.4", false],
  ["> 1.11.3", "1.11.4", true],
  ["< 1.11.4", "1.11.4", false],
  ["< 1.12", "1.11.4", true],
  ["<= 1.11.4", "1.11.4", true],
  ["<= 1.11.3", "1.11.4", false],
  ["<= 2.0", "1.11.4", true],
  ["~> 1.11.4", "1.11.4", true],
  ["~> 1.11.4", "1.11.3", false],
  ["= 1.2.0-beta", "1.2.0-beta", true],
  ["> 1.2.0-alpha", "1.2.0-beta", true],
  ["> 1.2.0-beta", "1.2.0-alpha", false],
  ["< 1.2.0", "1.2.0-beta", false],
  ["< 1.2.1-beta", "1.2.0-beta", false],
  ["< 1.2.0-rc", "1.2.0-beta", true],
  [">= 1.0", "1.2.0-beta", false],
  ["!= 1.0", "1.2.0-beta", true],
  ["~> 1.2.0-beta", "1.2.0", false],
  ["~> 1.2.0-beta", "1.2.0-rc", true],
  ["> 1.2.0-beta.2", "1.2.0-beta.10", true],
  ["> 1.2.0-beta", "1.2.0-beta.1", true],
  ["> 1.2.0-1", "1.2.0-a", true],
  ["> 1.2.0-a", "1.2.0-1", false],
  ["1.2", "nonsense", false],
])("versionMeets(): %s takes %s: %s", (text, version, expected) => {
  expect(versionMeets(version, parseVersionConstraint(text) ?? [])).toBe(expected);
});

test.each(["banana", ">= 1, x", "", "=> 1", "1..2"])("parseVersionConstraint() refuses %j", (text) => {
  expect(parseVersionConstraint(text)).toBeUndefined();
});

test.each([
  ["1.2.0-beta", "1.2.0-beta"],
  ["= v1.2", "1.2.0"],
  [">= 1.2.0-beta", undefined],
  ["1.2.0-beta, 1.2.0-beta", undefined],
])("exactVersion(): %s is %s", (text, wanted) => {
  const found = exactVersion(parseVersionConstraint(text) ?? []);
  expect(found === undefined ? undefined : formatVersionNumber(found)).toBe(wanted);
});

// Taken from `terraform providers`.
test.each([
  ["1", "1.0.0"],
  ["= 1.2", "1.2.0"],
  ["=1.2.3", "1.2.3"],
  [">=1", ">= 1.0.0"],
  ["~>1", "~> 1.0"],
  ["~> 1.2", "~> 1.2"],
  ["~> 1.2.0", "~> 1.2.0"],
  ["1.2.3-rc1", "1.2.3-rc1"],
  ["<2, >1", "> 1.0.0, < 2.0.0"],
  ["> 1.0,<2", "> 1.0.0, < 2.0.0"],
  [">= 1.0, >= 1.0", ">= 1.0.0"],
  [">= 1.0, != 2.0, ~> 1.1", ">= 1.0.0, ~> 1.1, != 2.0.0"],
  ["!= 1.2, >= 0.1.0-beta1", ">= 0.1.0-beta1, != 1.2.0"],
  ["~> 1.2.3, ~> 1.2, ~>1, 1", "1.0.0, ~> 1.0, ~> 1.2, ~> 1.2.3"],
  [">=1, =1, <=1, >1, <1, ~>1, !=1", "> 1.0.0, >= 1.0.0, 1.0.0, ~> 1.0, <= 1.0.0, < 1.0.0, != 1.0.0"],
])("%j is told as %j", (text, told) => {
  expect(formatVersionConstraint(parseVersionConstraint(text) ?? [])).toBe(told);
});
