import { expect, test } from "vitest";
import { WHOLE_LANGUAGE } from "../features.ts";
import { type FileKind, fileKind, isIgnored, isJson, joinPath } from "./file-names.ts";

test.each<[string, FileKind]>([
  ["main.tf", "primary"],
  ["main.tf.json", "primary"],
  ["override.tf", "override"],
  ["override.tf.json", "override"],
  ["a_override.tf", "override"],
  ["a_override.tf.json", "override"],
  ["aoverride.tf", "primary"],
  ["override_a.tf", "primary"],
  ["a.tftest.hcl", "test"],
  ["a.tftest.json", "test"],
  ["a.tftest.hcl.json", "none"],
  ["terraform.tfvars", "none"],
  ["main.tf.txt", "none"],
  ["main.hcl", "none"],
  ["maintf", "none"],
  [".main.tf", "none"],
  [".a.tftest.hcl", "none"],
  ["main.tf~", "none"],
  ["#main.tf#", "none"],
  ["#main.tf", "primary"],
])("fileKind(): %s is %s", (name, kind) => {
  expect(fileKind(name)).toBe(kind);
});

test.each<[string, FileKind]>([
  ["a.tfquery.hcl", "query"],
  ["a.tfquery.json", "query"],
  ["a_override.tfquery.hcl", "query"],
  ["a.tfquery.hcl.json", "none"],
  ["a.tfquery", "none"],
  [".a.tfquery.hcl", "none"],
  ["a.tfquery.hcl~", "none"],
])("fileKind(): %s is %s, and nothing where the language has no lists", (name, kind) => {
  expect(fileKind(name, WHOLE_LANGUAGE)).toBe(kind);
  expect(fileKind(name)).toBe("none");
});

test.each([
  [".x", true],
  ["x~", true],
  ["#x#", true],
  ["#x", false],
  ["x#", false],
  ["x", false],
])("isIgnored(): %s: %s", (name, ignored) => {
  expect(isIgnored(name)).toBe(ignored);
});

test.each([
  ["main.tf.json", true],
  ["main.tf", false],
  ["json", false],
])("isJson(): %s: %s", (name, json) => {
  expect(isJson(name)).toBe(json);
});

test.each([
  [".", "./m", "m"],
  [".", ".", "."],
  ["a", "..", "."],
  ["a", "../b", "b"],
  ["a/b", "../../c", "c"],
  ["a", "../../b", "../b"],
  ["..", "../b", "../../b"],
  ["/a", "../b", "/b"],
  ["/a", "../../b", "/b"],
  ["/", "..", "/"],
  ["a//b", "./c/", "a/b/c"],
])("joinPath(): from %s to %s is %s", (directory, relative, path) => {
  expect(joinPath(directory, relative)).toBe(path);
});
