import { describe, expect, test } from "vitest";
import { builtOf, MINIMAL } from "../../testkit/built-config.ts";
import { collectSingles, mergeConfig } from "./merge.ts";

describe("mergeConfig()", () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>, unknown]>([
    ["the later plain value holds", { a: 1 }, { a: 2 }, { a: 2 }],
    ["also where it is off or empty", { a: true, b: "x" }, { a: false, b: "" }, { a: false, b: "" }],
    ["what only one has stays", { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
    ["lists go on", { a: [1, 2] }, { a: [2, 3] }, { a: [1, 2, 2, 3] }],
    [
      "records are merged key by key",
      { a: { x: 1, y: 1 } },
      { a: { y: 2, z: 2 } },
      { a: { x: 1, y: 2, z: 2 } },
    ],
    ["at any depth", { a: { b: { x: 1 } } }, { a: { b: { y: 2 } } }, { a: { b: { x: 1, y: 2 } } }],
    ["records in lists are not merged", { a: [{ x: 1 }] }, { a: [{ x: 2 }] }, { a: [{ x: 1 }, { x: 2 }] }],
    ["another kind replaces", { a: [1] }, { a: { b: 1 } }, { a: { b: 1 } }],
  ])("%s", (_, below, above, wanted) => {
    expect(mergeConfig(below, above)).toEqual(wanted);
  });

  test("keys that objects of JavaScript have are keys like others", () => {
    const below = JSON.parse('{"__proto__": {"a": 1}}');
    const merged = mergeConfig(below, JSON.parse('{"__proto__": {"b": 2}}'));
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"a":1,"b":2}}');
  });
});

test.each([
  [{ service: [1] }, { services: [1] }],
  [{ service: [1], services: [2] }, { services: [2, 1] }],
  [
    { check: [1], checks: [2], a: 3 },
    { checks: [2, 1], a: 3 },
  ],
  [{ a: 1 }, { a: 1 }],
])("collectSingles(%j)", (values, wanted) => {
  expect(collectSingles(values)).toEqual(wanted);
});

test("files over each other: plain values replaced, maps merged, lists and services joined", () => {
  const { agent } = builtOf([
    MINIMAL,
    'node_name = "a" node_meta { x = "1" y = "1" } recursors = ["1.1.1.1"] service { name = "one" } ports { http = 1 dns = 2 }',
    '{"node_name": "b", "node_meta": {"y": "2"}, "recursors": ["8.8.8.8"], "services": [{"name": "two"}], "service": {"name": "three"}, "ports": {"http": 3}}',
  ]);
  expect([agent.nodeName, agent.nodeMeta, agent.dns.recursors]).toEqual([
    "b",
    { x: "1", y: "2" },
    ["1.1.1.1", "8.8.8.8"],
  ]);
  expect(agent.services.map((service) => service.Name)).toEqual(["one", "two", "three"]);
  expect([agent.ports.http, agent.ports.dns]).toEqual([3, 2]);
});
