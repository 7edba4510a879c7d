import { describe, expect, it } from "vitest";
import { EMPTY, World } from "../apply/simulated-world.ts";
import type { ResourceChange } from "../plan.ts";

const thing = (name: string, size: string) => `resource "cloud_thing" "a" {
  name = "${name}"
  size = "${size}"
}`;

/** What the second plan says after the object was changed behind our back. */
async function planned(outside: { name?: string; size?: string }, config: string): Promise<ResourceChange> {
  const world = new World();
  const { state } = await world.run(EMPTY, thing("a", "small"));
  for (const [id, object] of world.cloud.objects) world.cloud.objects.set(id, { ...object, ...outside });
  const [change] = (await world.run(state, config)).plan.changes;
  if (change === undefined) throw new Error("no change");
  return change;
}

describe("the reason of a change", () => {
  it.each([
    {
      outside: { name: "b" },
      config: thing("a", "small"),
      kind: "replace_because_cannot_update",
      drifted: true,
    },
    { outside: {}, config: thing("c", "small"), kind: "replace_because_cannot_update", drifted: false },
    {
      outside: { size: "big" },
      config: thing("c", "small"),
      kind: "replace_because_cannot_update",
      drifted: false,
    },
    { outside: { size: "big" }, config: thing("a", "small"), kind: "update_because_changed", drifted: true },
    { outside: {}, config: thing("a", "big"), kind: "update_because_changed", drifted: false },
  ])("is $kind, drifted: $drifted, for outside $outside", async ({ outside, config, kind, drifted }) => {
    const { reason } = await planned(outside, config);
    expect(reason).toMatchObject({ kind, drifted });
  });
});
