import { expect, test } from "vitest";
import { EMPTY, World } from "../../testkit/index.ts";

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
