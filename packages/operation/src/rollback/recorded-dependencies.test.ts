import { decodeState } from "@tutti/state";
import { describe, expect, it } from "vitest";
import {
  circleIn,
  dependenciesOfCall,
  dependenciesWithin,
  dependsOn,
  waitsOf,
} from "./recorded-dependencies.ts";
import { shapeOf, wantedObjects } from "./wanted-objects.ts";

describe("dependenciesWithin()", () => {
  it.each<readonly [string, readonly string[], readonly string[], readonly string[]]>([
    ["a resource beside it", ["cloud_thing.a"], [], ["cloud_thing.a"]],
    ["a resource of a module, as the module", ["module.m.cloud_thing.a"], [], ["module.m"]],
    ["the outer one of two modules", ["module.m.module.n.cloud_thing.a"], [], ["module.m"]],
    [
      "from within a module",
      ["module.m.cloud_thing.a", "module.m.module.n.cloud_thing.b"],
      ["m"],
      ["cloud_thing.a", "module.n"],
    ],
    ["each once", ["module.m.cloud_thing.a", "module.m.cloud_thing.b"], [], ["module.m"]],
    ["nothing outside of it", ["cloud_thing.a", "module.other.cloud_thing.a"], ["m"], []],
    ["nothing that is only read", ["data.cloud_look.a", "cloud_thing.b"], [], ["cloud_thing.b"]],
    ["nothing that is no resource", ["module.m", "no address at all"], [], []],
  ])("finds %s", (_, dependencies, path, expected) => {
    expect([...dependenciesWithin(dependencies, path)]).toEqual(expected);
  });
});

const shape = (() => {
  const thing = (module: string | undefined, dependencies: readonly string[]) => ({
    ...(module === undefined ? {} : { module }),
    mode: "managed",
    type: "cloud_thing",
    name: "t",
    provider: 'provider["registry.terraform.io/hashicorp/cloud"]',
    instances: [{ schema_version: 0, attributes: {}, dependencies }],
  });
  const resources = [
    thing("module.m", ["cloud_thing.a", "module.m.cloud_thing.own", "module.other.cloud_thing.b"]),
    thing("module.m.module.n", ["cloud_thing.c", "module.m.cloud_thing.t"]),
  ];
  const text = JSON.stringify({ version: 4, serial: 1, lineage: "l", outputs: {}, resources });
  const state = decodeState(text, { name: "Tutti", version: "1.11.4" });
  const found = state.ok ? shapeOf([wantedObjects(state.value)]) : "no state";
  const inner = typeof found === "string" ? undefined : found.calls.get("m")?.shape;
  if (inner === undefined) throw new Error("no module");
  return inner;
})();

describe("dependenciesOfCall()", () => {
  it("finds what anything within the module waits for outside of it, and nothing within", () => {
    expect([...dependenciesOfCall(shape, ["m"], [])].toSorted()).toEqual([
      "cloud_thing.a",
      "cloud_thing.c",
      "module.other",
    ]);
  });

  it("finds, of a module within, what is in the one that calls it", () => {
    const inner = shape.calls.get("n")?.shape ?? shape;
    expect([...dependenciesOfCall(inner, ["m", "n"], ["m"])]).toEqual(["cloud_thing.t"]);
  });
});

describe("waitsOf()", () => {
  it("has all resources and modules, each with what it waits for there", () => {
    expect([
      ...waitsOf({ resources: new Map(), calls: new Map([["m", { repetition: "once", shape }]]) }, []),
    ]).toEqual([["module.m", new Set(["cloud_thing.a", "module.other", "cloud_thing.c"])]]);
    expect([...waitsOf(shape, ["m"])]).toEqual([
      ["cloud_thing.t", new Set(["cloud_thing.own"])],
      ["module.n", new Set(["cloud_thing.t"])],
    ]);
  });
});

describe("circleIn()", () => {
  it.each<readonly [string, Readonly<Record<string, readonly string[]>>, readonly string[]]>([
    ["nothing at all", {}, []],
    ["a chain", { a: ["b"], b: ["c"], c: [] }, []],
    ["a chain the other way", { a: [], b: ["a"], c: ["b", "a"] }, []],
    ["what is not there", { a: ["gone"] }, []],
    ["two", { a: ["b"], b: ["a"], c: [] }, ["a", "b"]],
    ["one", { a: ["a"], b: [] }, ["a"]],
    [
      "three, and what waits for them",
      { a: ["b"], b: ["c"], c: ["a", "e"], d: ["a"], e: [] },
      ["a", "b", "c", "d"],
    ],
  ])("of %s", (_, waits, expected) => {
    expect(circleIn(new Map(Object.entries(waits).map(([name, all]) => [name, new Set(all)])))).toEqual(
      expected,
    );
  });
});

describe("dependsOn()", () => {
  it("is a line, or nothing", () => {
    expect(dependsOn(new Set())).toBe("");
    expect(dependsOn(new Set(["a.b", "module.m"]))).toBe("  depends_on = [a.b, module.m]\n");
  });
});
