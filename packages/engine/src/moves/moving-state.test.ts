import type { AbsoluteResource } from "@tutti/addresses";
import { emptyState, type InstanceState, type State } from "@tutti/state";
import { expect, test } from "vitest";
import { MovingState } from "./moving-state.ts";

const THING: AbsoluteResource = { module: [], mode: "managed", type: "cloud_thing", name: "a" };
const NOTHING: InstanceState = { current: undefined, deposed: new Map() };

function stateOf(address: AbsoluteResource, keys: readonly (string | number | undefined)[]): State {
  const instances = new Map(keys.map((key) => [key, NOTHING]));
  return { ...emptyState("lineage"), resources: new Map([["a", { address, provider: "p", instances }]]) };
}

test("MovingState leaves no resource behind that has no instances any more", () => {
  const state = stateOf(THING, [undefined]);
  const moving = new MovingState(state);
  moving.moveInstance({ ...THING, key: undefined }, { ...THING, name: "b", key: "k" });
  const settled = moving.settle(state);
  expect([...settled.state.resources.keys()]).toEqual(["cloud_thing.b"]);
  expect([...settled.movedFrom.keys()]).toEqual(['cloud_thing.b["k"]']);
  expect(moving.hasResource(THING)).toBe(false);
});

test("MovingState tells where an instance was before the first of its moves", () => {
  const module = [{ name: "m", key: undefined }];
  const state = stateOf({ ...THING, module }, [0, 1]);
  const moving = new MovingState(state);
  for (const found of moving.modules([{ name: "m", key: undefined, anyKey: true }], true))
    if (found.resources.size > 0) moving.moveModule(found, [{ name: "n", key: "k" }]);
  moving.moveInstance(
    { ...THING, module: [{ name: "n", key: "k" }], key: 1 },
    { ...THING, name: "b", key: undefined },
  );
  expect(Object.fromEntries(moving.settle(state).movedFrom)).toEqual({
    'module.n["k"].cloud_thing.a[0]': { ...THING, module, key: 0 },
    "cloud_thing.b": { ...THING, module, key: 1 },
  });
});

test("MovingState hands on what nothing moved as it is", () => {
  const state = stateOf(THING, [undefined]);
  const { resources } = new MovingState(state).settle(state).state;
  expect([...resources.values()][0]).toBe([...state.resources.values()][0]);
});
