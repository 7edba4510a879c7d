import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createReach } from "./reach.mjs";
import { isTestInProcess, trackedFiles } from "./sources.mjs";

const TEST = "packages/state/src/deep/a.test.ts";
const SOURCES = {
  "packages/state/package.json": '{ "name": "@tutti/state" }',
  "packages/values/package.json": '{ "name": "@tutti/values" }',
  "packages/providers/docker/package.json": '{ "name": "@tutti/provider-docker" }',
  "packages/state/src/index.ts": 'export * from "./b.ts";',
  "packages/state/src/b.ts": 'import "node:fs"; import type { C } from "./deep/c.ts";',
  "packages/state/src/deep/c.ts": 'import "../b.ts";',
  "packages/state/src/other.test.ts": "",
  "packages/state/src/table.json": "{}",
  "packages/state/testkit/index.ts": "",
  "packages/values/src/index.ts": "",
  "packages/providers/docker/src/index.ts": "",
};

const reachOf = (text) => {
  const all = { ...SOURCES, [TEST]: text };
  const reach = createReach(Object.keys(all), (file) => all[file]);
  return [...reach(TEST)].filter((file) => file !== TEST).sort();
};

test.each([
  ["nothing", 'import { test } from "vitest";', []],
  [
    "a file by its path",
    'import "../deep/c.ts";',
    ["packages/state/src/b.ts", "packages/state/src/deep/c.ts"],
  ],
  [
    "what is passed on",
    'export { x } from "../b.ts";',
    ["packages/state/src/b.ts", "packages/state/src/deep/c.ts"],
  ],
  ["another room", 'import { Value } from "@tutti/values";', ["packages/values/src/index.ts"]],
  ["a room in a folder", 'import "@tutti/provider-docker";', ["packages/providers/docker/src/index.ts"]],
  ["a test kit", 'import { a } from "@tutti/state/testkit";', ["packages/state/testkit/index.ts"]],
  ["later", 'await import("../../testkit/index.ts");', ["packages/state/testkit/index.ts"]],
  ["what is no module", 'import "../table.json";', []],
  ...["await import(path);", "await import(`../${name}.ts`);", 'await import("../" + name);'].map((text) => [
    `anything of the room: ${text}`,
    text,
    [
      "packages/state/src/b.ts",
      "packages/state/src/deep/c.ts",
      "packages/state/src/index.ts",
      "packages/state/testkit/index.ts",
    ],
  ]),
])("reaches %s", (_, text, wanted) => expect(reachOf(text)).toEqual(wanted));

test("every test of ours reaches something beside itself", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const files = trackedFiles(root);
  const reach = createReach(files, (file) => readFileSync(join(root, file), "utf8"));
  const alone = files.filter((file) => isTestInProcess(file) && reach(file).size === 1);
  expect(alone).toEqual([]);
});
