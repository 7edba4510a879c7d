import { expect, test } from "vitest";
import { impliedProviderName } from "./build-module.ts";

test.each([
  ["aws_vm", "aws"],
  ["aws_vm_part", "aws"],
  ["a_b", "a"],
  ["_a", ""],
  ["aws", "aws"],
  ["a", "a"],
])("impliedProviderName(): %s is %j's", (type, name) => {
  expect(impliedProviderName(type)).toBe(name);
});
