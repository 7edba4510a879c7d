import { expect, test } from "vitest";
import { importsOf, mutualImports } from "./import-graph.mjs";
import { checkManifests, neededBy, packagesOf } from "./room-dependencies.mjs";
import { checkInterfaces, checkMutualImports, checkTestkits } from "./tidy-rooms.mjs";

const graph = (imports) => new Map(Object.entries(imports));
const A = "packages/values/src/a";
const B = "packages/values/src/b";

test("importsOf(): files by path, whatever the form", () => {
  const text = `import a from "./a.ts"; import type { B } from "../b.ts"; export * from "./c/d.ts";
    const e = await import("./e.ts"); import "node:fs"; import x from "@tutti/values"; const f = 'from "./no.ts"';`;
  expect(importsOf("packages/values/src/x/y.ts", text)).toEqual([
    "packages/values/src/x/a.ts",
    "packages/values/src/b.ts",
    "packages/values/src/x/c/d.ts",
    "packages/values/src/x/e.ts",
  ]);
});

test.each([
  ["one way", { [`${A}/x.ts`]: [`${B}/y.ts`], [`${B}/y.ts`]: [] }, []],
  ["both ways, by different files", { [`${A}/x.ts`]: [`${B}/y.ts`], [`${B}/z.ts`]: [`${A}/w.ts`] }, [[A, B]]],
  [
    "a folder and what lies above it",
    { [`${A}/x.ts`]: ["packages/values/src/y.ts"], "packages/values/src/y.ts": [`${A}/x.ts`] },
    [],
  ],
  [
    "deeper folders",
    { [`${A}/c/x.ts`]: [`${A}/d/y.ts`], [`${A}/d/y.ts`]: [`${A}/c/x.ts`] },
    [[`${A}/c`, `${A}/d`]],
  ],
  [
    "two rooms",
    { "packages/a/src/x.ts": ["packages/b/src/y.ts"], "packages/b/src/y.ts": ["packages/a/src/x.ts"] },
    [],
  ],
])("mutualImports(): %s", (_, imports, wanted) => {
  expect(mutualImports(graph(imports)).map(({ folders }) => folders)).toEqual(wanted);
});

test("a mutual import is a finding, one by tests alone is not", () => {
  const both = graph({ [`${A}/x.ts`]: [`${B}/y.ts`, `${B}/z.ts`], [`${B}/y.ts`]: [`${A}/x.ts`] });
  expect(checkMutualImports(both)).toEqual([
    `${B}/y.ts:1: ${A} and ${B} import each other; turn one way round: ${B}/y.ts -> ${A}/x.ts`,
  ]);
  const testOnly = graph({ [`${A}/x.ts`]: [`${B}/y.ts`], [`${B}/y.test.ts`]: [`${A}/x.ts`] });
  expect(checkMutualImports(testOnly)).toEqual([]);
});

test.each([
  ["what is offered", 'import { ask, type Answer } from "@tutti/server";', []],
  ["something else", 'import { ask, State } from "@tutti/server";', ["State"]],
  ["a type", 'import type { State } from "@tutti/server";', ["State"]],
  ["everything", 'import * as server from "@tutti/server";', ["*"]],
  ["what is passed on", 'export { State } from "@tutti/server";', ["State"]],
  ["all that is passed on", 'export * from "@tutti/server";', ["*"]],
  ["what is loaded later", 'const server = await import("@tutti/server");', ["*"]],
  ["another room", 'import { State } from "@tutti/store";', []],
])("checkInterfaces(): %s", (_, text, wanted) => {
  const inAgent = (path) =>
    checkInterfaces(
      new Map([
        [
          "packages/server/src/interface.ts",
          'export { ask } from "./a.ts"; export type { Answer } from "./b.ts";',
        ],
        [path, `\n${text}`],
      ]),
      [
        {
          user: "agent",
          room: "server",
          file: "packages/server/src/interface.ts",
          starters: ["packages/agent/src/agent.ts"],
        },
      ],
    );
  expect(inAgent("packages/agent/src/x.ts")).toEqual(
    wanted.map((name) =>
      expect.stringContaining(`packages/agent/src/x.ts:2: ${name} is not what server offers to agent`),
    ),
  );
  for (const free of ["agent/src/agent.ts", "agent/src/x.test.ts", "cli/src/x.ts"])
    expect(inAgent(`packages/${free}`)).toEqual([]);
});

test.each([
  [
    "a file that only tests import",
    { [`${A}/kit.ts`]: [], [`${A}/x.test.ts`]: [`${A}/kit.ts`] },
    [`${A}/kit.ts:1: only tests use this`],
  ],
  [
    "a file that the room uses too",
    { [`${A}/kit.ts`]: [], [`${A}/x.test.ts`]: [`${A}/kit.ts`], [`${A}/x.ts`]: [`${A}/kit.ts`] },
    [],
  ],
  [
    "a name that says it",
    { [`${A}/simulated-cloud.ts`]: [] },
    [`${A}/simulated-cloud.ts:1: only tests use this`],
  ],
  ["what the simulation is made of", { "packages/simulation/src/simulated-clock.ts": [] }, []],
  [
    "another name for the folder",
    { "packages/values/test-kit/x.ts": [] },
    ["packages/values/test-kit/x.ts:1: another name"],
  ],
  ["the folder as it is called", { "packages/values/testkit/x.ts": [`${A}/x.ts`] }, []],
])("checkTestkits(): %s", (_, imports, wanted) => {
  const findings = checkTestkits(graph(imports), new Map());
  expect(findings).toEqual(wanted.map((start) => expect.stringContaining(start)));
});

test("a test kit has a way in of its own", () => {
  const kit = graph({ "packages/values/testkit/index.ts": [] });
  const manifests = (exports) => new Map([["packages/values/package.json", { exports }]]);
  expect(checkTestkits(kit, manifests({ "./testkit": "./testkit/index.ts" }))).toEqual([]);
  expect(checkTestkits(kit, manifests({}))).toEqual([expect.stringContaining('exports lack "./testkit"')]);
  expect(checkTestkits(graph({}), manifests({ "./testkit": "./testkit/index.ts" }))).toEqual([
    expect.stringContaining("exports name a test kit that is not there"),
  ]);
});

test("packagesOf(): the packages of imports, never of texts", () => {
  const text = `import a from "yaml"; import type { B } from "@tutti/values"; export * from "@tutti/hcl/testkit";
    const c = await import("bcryptjs/dist/x.js"); import fs from "node:fs"; import d from "./d.ts"; const e = 'from "no"';`;
  expect(packagesOf("x.ts", text)).toEqual(["yaml", "@tutti/values", "@tutti/hcl", "bcryptjs"]);
});

test("neededBy(): what is shipped needs dependencies, what only tests need are devDependencies", () => {
  const needed = neededBy(
    new Map([
      ["packages/values/src/a.ts", 'import "yaml";'],
      ["packages/values/src/a.test.ts", 'import "yaml"; import "fast-check"; import "vitest";'],
      ["packages/values/testkit/index.ts", 'import "@tutti/runtime"; import "@tutti/values";'],
    ]),
  ).get("values");
  expect([...needed.dependencies]).toEqual(["yaml"]);
  expect([...needed.devDependencies]).toEqual(["fast-check", "@tutti/runtime"]);
});

const needed = (dependencies, devDependencies = []) => ({
  dependencies: new Set(dependencies),
  devDependencies: new Set(devDependencies),
});

test.each([
  ["declared as needed", { dependencies: { yaml: "2.9.1" } }, needed(["yaml"]), []],
  ["not declared", {}, needed(["yaml"]), ["dependencies lack yaml"]],
  [
    "declared for tests only",
    { devDependencies: { yaml: "2.9.1" } },
    needed(["yaml"]),
    ["dependencies lack yaml", "devDependencies name yaml"],
  ],
  ["not needed", { dependencies: { yaml: "2.9.1" } }, needed([]), ["dependencies name yaml"]],
  [
    "types of what is needed",
    { dependencies: { yaml: "2.9.1" }, devDependencies: { "@types/yaml": "1.0.0" } },
    needed(["yaml"]),
    [],
  ],
  ["a range", { dependencies: { yaml: "^2.9.1" } }, needed(["yaml"]), ['yaml is "^2.9.1"']],
  ["any version", { devDependencies: { yaml: "*" } }, needed([], ["yaml"]), ['yaml is "*"']],
])("checkManifests(): %s", (_, manifest, needs, wanted) => {
  const findings = checkManifests([{ path: "packages/values/package.json", manifest, needed: needs }]);
  expect(findings).toEqual(wanted.map((part) => expect.stringContaining(part)));
});

test("checkManifests(): one version of a package in all rooms", () => {
  const entry = (path, version) => ({
    path,
    manifest: { dependencies: { yaml: version } },
    needed: needed(["yaml"]),
  });
  expect(checkManifests([entry("a", "2.9.1"), entry("b", "2.9.0")])).toEqual([
    "b: yaml is 2.9.0, and 2.9.1 in a; one version for all rooms",
  ]);
});
