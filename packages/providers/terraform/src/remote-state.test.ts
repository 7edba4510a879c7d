import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import {
  DYNAMIC,
  encodeJson,
  NULL,
  objectValue,
  STRING,
  stringValue,
  tupleValue,
  Value,
} from "@tutti/values";
import { afterAll, expect, test } from "vitest";
import { readRemoteState, validateRemoteState } from "./remote-state.ts";

const folder = mkdtempSync(join(tmpdir(), "tutti-remote-"));
const runtime = createRealRuntime();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function config(path: string, more: Record<string, Value> = {}): Value {
  return objectValue({
    backend: stringValue("local"),
    config: objectValue({ path: stringValue(join(folder, path)) }),
    defaults: NULL,
    outputs: Value.null(DYNAMIC),
    workspace: Value.null(STRING),
    ...more,
  });
}

const STATE = JSON.stringify({
  version: 4,
  outputs: {
    n: { value: 1.5, type: "number" },
    l: { value: [1, "a"], type: ["tuple", ["number", "string"]], sensitive: true },
  },
});

test("readRemoteState() gives the outputs over the defaults", async () => {
  writeFileSync(join(folder, "a.tfstate"), STATE);
  const defaults = objectValue({ n: stringValue("unused"), d: stringValue("used") });
  const { value, diagnostics } = await readRemoteState(config("a.tfstate", { defaults }), runtime);
  expect(diagnostics).toEqual([]);
  const outputs = value?.state.asEntries.get("outputs") ?? NULL;
  expect(encodeJson(outputs)).toBe('{"d":"used","l":[1,"a"],"n":1.5}');
});

test("readRemoteState() reads the state of a workspace", async () => {
  mkdirSync(join(folder, "w", "blue"), { recursive: true });
  writeFileSync(join(folder, "w", "blue", "terraform.tfstate"), STATE);
  const arguments_ = objectValue({ workspace_dir: stringValue(join(folder, "w")) });
  const asked = config("", { config: arguments_, workspace: stringValue("blue") });
  expect((await readRemoteState(asked, runtime)).diagnostics).toEqual([]);
});

const broken: readonly [string, string | undefined, ...string[]][] = [
  ["nothing", undefined, "Unable to find remote state"],
  ["an empty file", "", "Unable to find remote state"],
  ["no JSON", "{bad", "Unsupported state file format", "Unsupported state file format"],
  ["a mode that is none", '{"version":4,"resources":[{"mode":"zz"}]}', "Invalid resource mode in state"],
  ["no version", "{}", "Unsupported state file format"],
  ["a newer version", '{"version":9}', "Unsupported state file format"],
];
test.each(broken)("readRemoteState() of %s", async (name, text, ...summaries) => {
  if (text !== undefined) writeFileSync(join(folder, name), text);
  const { diagnostics, value } = await readRemoteState(config(name), runtime);
  expect(value).toBeUndefined();
  expect(diagnostics.map((found) => found.summary)).toEqual(summaries);
});

const mistakes: readonly [string, Record<string, Value>, string][] = [
  ["an unknown backend", { backend: stringValue("nope") }, 'There is no backend type named "nope".'],
  [
    "a removed backend",
    { backend: stringValue("etcd") },
    'The "etcd" backend is not supported in Terraform v1.3 or later.',
  ],
  [
    "a backend of another name now",
    { backend: stringValue("azure") },
    'The "azure" backend name has been removed, please use "azurerm".',
  ],
  [
    "a backend that only Terraform has",
    { backend: stringValue("inmem") },
    'The "inmem" backend forgets its states with the process, for tests of Terraform itself: use backend "local".',
  ],
  [
    "a list for a text",
    { config: objectValue({ path: tupleValue([]) }) },
    'The given configuration is not valid for backend "local": .path: string required.',
  ],
  [
    "another argument",
    { config: objectValue({ pathh: stringValue("x") }) },
    'The given configuration is not valid for backend "local": unexpected attribute "pathh".',
  ],
  [
    "no object",
    { config: stringValue("x") },
    'The given configuration is not valid for backend "local": an object is required.',
  ],
  [
    "no path",
    { config: objectValue({ path: stringValue("") }) },
    'The "path" attribute value must not be empty.',
  ],
  ["defaults that are none", { defaults: stringValue("x") }, "Defaults must be given in an object value."],
];
test.each(mistakes)("validateRemoteState() of %s", async (_, more, detail) => {
  expect(
    (await validateRemoteState(config("x", more), new Map())).diagnostics.map((found) => found.detail),
  ).toEqual([detail]);
});
