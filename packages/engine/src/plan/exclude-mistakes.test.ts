import { expect, test } from "vitest";
import { EMPTY, messages, World } from "../../testkit/index.ts";

const FILES = 'resource "cloud_thing" "a" {\n  count = 2\n  name  = "a${count.index}"\n  size  = "s"\n}\n';

test.each([
  ["a block", "cloud_thing.a", undefined],
  ["an instance", "cloud_thing.a[1]", undefined],
  ["an instance that may come", "cloud_thing.a[7]", undefined],
  ["another name", "cloud_thing.b", "Excluded address not found"],
  ["another type", "cloud_thin.a", "Excluded address not found"],
  ["a module", "module.m", "Excluded address not found"],
])("-exclude of %s", async (_, address, wanted) => {
  const world = new World();
  const { state } = await world.run(EMPTY, FILES);
  for (const mode of ["normal", "destroy"] as const) {
    const planned = world.plan(state, FILES, { mode, excludes: [address] });
    if (wanted === undefined) await planned;
    else
      await expect(planned).rejects.toThrow(
        `${wanted}: Neither the configuration nor the state has ${address},`,
      );
  }
});

test("-exclude of what only the state has", async () => {
  const world = new World();
  const { state } = await world.run(EMPTY, FILES);
  const { plan, diagnostics } = await world.plan(state, "", { excludes: ["cloud_thing.a[0]"] });
  expect(messages(diagnostics.filter(({ severity }) => severity === "error"))).toEqual([]);
  expect(plan.changes.map(({ address }) => address.key)).toEqual([1]);
  await expect(world.plan(state, "", { excludes: ["cloud_thing.x"] })).rejects.toThrow(
    /The state has cloud_thing\.a\[\d\], cloud_thing\.a\[\d\]\.$/,
  );
});
