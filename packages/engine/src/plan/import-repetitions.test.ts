import { expect, it } from "vitest";
import { actionsOf, EMPTY, World } from "../../testkit/world.ts";

const files = (forEach: string): string => `
resource "cloud_thing" "new" { name = "new" }
resource "cloud_thing" "a" {
  for_each = { id-1 = "one", id-2 = "two" }
  name     = each.value
}
import {
  for_each = ${forEach}
  to       = cloud_thing.a[each.value]
  id       = each.value
}
`;

/** What is imported, and what is said. */
async function imported(
  forEach: string,
): Promise<readonly [ids: readonly string[], said: readonly string[], errored: boolean]> {
  const world = new World();
  for (const name of ["one", "two"]) world.cloud.create({ name, size: "small", operationId: "" });
  const planned = await world.plan(EMPTY, files(forEach));
  const ids = planned.plan.changes.flatMap(({ importing }) =>
    importing === undefined ? [] : [importing.id],
  );
  if (planned.plan.errored)
    expect(actionsOf(planned).filter((line) => line.startsWith("cloud_thing.a"))).toEqual([]);
  return [
    ids,
    planned.diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`),
    planned.plan.errored,
  ];
}

it.each<[title: string, forEach: string, ids: readonly string[]]>([
  ["a list", '["id-2", "id-1"]', ["id-1", "id-2"]],
  ["a set", 'toset(["id-1"])', ["id-1"]],
  ["a map", '{ x = "id-2" }', ["id-2"]],
  ["what is sensitive", 'sensitive(["id-1"])', ["id-1"]],
  ["nothing in it", "[]", []],
  ["null, which is nothing", "null", []],
])("an import block brings in each of %s", async (_title, forEach, ids) => {
  expect(await imported(forEach)).toEqual([ids, [], false]);
});

it.each<[title: string, forEach: string, said: string]>([
  [
    "whose items are not known",
    "[cloud_thing.new.id]",
    'Invalid for_each argument: The "for_each" expression includes values derived from other resource attributes that cannot be determined until apply',
  ],
  [
    "that is not known",
    "toset([cloud_thing.new.id])",
    'Invalid for_each argument: The "for_each" expression includes values derived',
  ],
  [
    "that is no collection",
    '"id-1"',
    'Invalid for_each argument: The "for_each" expression must be a collection.',
  ],
  ["that has no value", '[tonumber("x")]', "Invalid function argument: "],
])("an import block imports nothing for a for_each %s, and says so once", async (_title, forEach, said) => {
  const [ids, found, errored] = await imported(forEach);
  expect([ids, errored]).toEqual([[], true]);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(said);
});

it("an import block tells of what is not known that it is that, and of other mistakes what they are", async () => {
  const causes = async (forEach: string) => {
    const { diagnostics } = await new World().plan(EMPTY, files(forEach));
    return diagnostics.map(({ extra }) => (extra?.kind === "tagged" ? [...extra.tags] : undefined));
  };
  expect(await causes("toset([cloud_thing.new.id])")).toEqual([["caused-by-unknown"]]);
  expect(await causes('"id-1"')).toEqual([[]]);
});
