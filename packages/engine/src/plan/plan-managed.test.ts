import { formatInstance } from "@tutti/addresses";
import type { State } from "@tutti/state";
import { describe, expect, it } from "vitest";
import { EMPTY, World } from "../../testkit/world.ts";
import type { Plan, ResourceChange } from "../plan.ts";

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

/** Applies one configuration, then plans and applies another; what becomes of each address. */
async function then(
  first: string,
  second: string,
): Promise<{ plan: Plan; state: State; actions: readonly string[] }> {
  const world = new World();
  const made = await world.run(EMPTY, first);
  const { plan, state } = await world.run(made.state, second);
  const actions = plan.changes.map(({ address, action }) => `${formatInstance(address)} ${action}`);
  return { plan, state, actions };
}

const b = (size: string, lifecycle: string) =>
  `resource "cloud_thing" "b" {
  name = "b"
  size = "${size}"
  lifecycle { ${lifecycle} }
}`;

describe("what is planned", () => {
  it("is not replaced because its trigger is made anew", async () => {
    const { actions } = await then(
      b("small", ""),
      `${thing("a", "small")}\n${b("small", "replace_triggered_by = [cloud_thing.a]")}`,
    );
    expect(actions).toEqual(["cloud_thing.a create", "cloud_thing.b no-op"]);
  });

  it("is replaced because its trigger changes", async () => {
    const second = `${thing("a", "big")}\n${b("small", "replace_triggered_by = [cloud_thing.a]")}`;
    const { actions } = await then(`${thing("a", "small")}\n${b("small", "")}`, second);
    expect(actions).toEqual(["cloud_thing.a update", "cloud_thing.b delete-then-create"]);
  });

  it("stays where a block moved it, whatever its count", async () => {
    const moved =
      'moved {\n  from = cloud_thing.a\n  to = cloud_thing.c\n}\nresource "cloud_thing" "c" {\n  name = "a"\n}';
    const { actions } = await then('resource "cloud_thing" "a" {\n  count = 1\n  name = "a"\n}', moved);
    expect(actions).toEqual(["cloud_thing.c create", "cloud_thing.c[0] delete"]);
  });

  it("depends on what the configuration says, though nothing else changed", async () => {
    const first = `${thing("a", "small")}\nresource "cloud_thing" "d" {\n  name = "d"\n  depends_on = [cloud_thing.a]\n}`;
    const second = `${thing("a", "small")}\nresource "cloud_thing" "d" {\n  name = "d"\n}`;
    const { actions, state } = await then(first, second);
    expect(actions).toEqual(["cloud_thing.a no-op", "cloud_thing.d no-op"]);
    const object = state.resources.get("cloud_thing.d")?.instances.get(undefined)?.current;
    expect([...(object?.dependencies ?? ["x"])]).toEqual([]);
  });

  it("keeps what is sensitive where changes are ignored", async () => {
    const { actions } = await then(
      b("small", ""),
      b("big", "ignore_changes = [size]").replace('"big"', "var.size") +
        '\nvariable "size" {\n  default = "big"\n  sensitive = true\n}',
    );
    expect(actions).toEqual(["cloud_thing.b no-op"]);
  });

  it("is an update, where an output becomes null", async () => {
    const { plan, state } = await then('output "o" {\n  value = 1\n}', 'output "o" {\n  value = null\n}');
    expect(plan.outputs.get("o")?.action).toBe("update");
    expect(state.outputs.size).toBe(0);
  });
});

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
