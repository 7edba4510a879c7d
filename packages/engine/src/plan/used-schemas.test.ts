import { expect, test } from "vitest";
import { configOf, EMPTY, World } from "../../testkit/index.ts";
import { usedSchemas } from "./used-schemas.ts";

const THING = 'resource "cloud_thing" "a" {\n  name = "a"\n  size = "s"\n}\n';
const BOX = 'resource "cloud_box" "b" {\n  note = "b"\n}\n';
const NOTHING = 'output "o" {\n  value = 1\n}\n';

/** The types that the schemas of a plan have. */
async function typesOf(state: typeof EMPTY, files: string, world: World): Promise<unknown> {
  const { plan } = await world.plan(state, files);
  return [...plan.schemas.values()].map(({ resourceTypes, dataSources, actions }) => [
    [...resourceTypes.keys()],
    [...dataSources.keys()],
    [...(actions?.keys() ?? [])],
  ]);
}

test("a plan has the schemas of what it speaks of", async () => {
  const world = new World();
  expect(await typesOf(EMPTY, BOX, world)).toEqual([[["cloud_box"], [], []]]);
  expect(await typesOf(EMPTY, THING, world)).toEqual([[["cloud_thing"], ["cloud_thing"], []]]);
  const { state } = await world.run(EMPTY, THING);
  // What is to go is in the state alone.
  expect(await typesOf(state, NOTHING, world)).toEqual([[["cloud_thing"], ["cloud_thing"], []]]);
  expect(await typesOf(state, BOX, world)).toEqual([[["cloud_thing", "cloud_box"], ["cloud_thing"], []]]);
});

test("the maps of a plan are its own: those of a plugin are read when they are asked, and cannot be written", async () => {
  const config = await configOf(BOX);
  const { plan } = await new World().plan(EMPTY, BOX);
  const unread = { keys: () => [].values() } as unknown as ReadonlyMap<string, never>;
  const maps = [
    "resourceTypes",
    "dataSources",
    "ephemeralTypes",
    "actions",
    "lists",
    "identities",
    "functions",
  ];
  const lazy = Object.fromEntries(maps.map((name) => [name, unread]));
  for (const [source, schema] of plan.schemas) {
    const used = usedSchemas(new Map([[source, { ...schema, ...lazy }]]), config, [], []).get(source);
    const kept = Object.entries(used ?? {}).filter(([name]) => maps.includes(name));
    expect(kept.every(([, map]) => map instanceof Map)).toBe(true);
    expect(kept.map(([name]) => name).sort()).toEqual(maps.filter((name) => name !== "functions").sort());
  }
});
