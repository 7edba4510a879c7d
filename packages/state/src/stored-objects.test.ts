import { formatInstance } from "@tutti/addresses";
import { describe, expect, test } from "vitest";
import { at, PROVIDER, sampleObject } from "../testkit/state-samples.ts";
import { StateFold } from "./fold.ts";
import { emptyState, type State } from "./state.ts";
import { objectsOf, storedInstances, storedObjects } from "./stored-objects.ts";

/** Each entry: an address, the key under which the object waits to be destroyed, or "". */
function stateOf(entries: readonly (readonly [string, string])[]): State {
  const fold = new StateFold(emptyState("l"));
  for (const [address, deposed] of entries)
    fold.apply({
      kind: "object",
      operationId: undefined,
      address: at(address),
      deposedKey: deposed === "" ? undefined : deposed,
      provider: PROVIDER,
      object: sampleObject(`${address} ${deposed}`.trim()),
    });
  return fold.state();
}

const STATE = stateOf([
  ["x.b", ""],
  ["module.m[0].x.a", "00000002"],
  ["module.m[0].x.a", "00000001"],
  ["module.m[0].x.a", ""],
  ['x.c["k"]', ""],
  ["x.c[1]", "00000003"],
]);

describe("the walk over a state", () => {
  test("meets every instance once, with its keys and its resource", () => {
    const found = [...storedInstances(STATE)].map(
      ({ address, resource }) => `${formatInstance(address)} ${resource.provider === PROVIDER}`,
    );
    expect(found).toEqual(["x.b true", "module.m[0].x.a true", 'x.c["k"] true', "x.c[1] true"]);
  });

  test("meets of an instance the current object, and then those that wait to be destroyed", () => {
    const found = [...storedObjects(STATE)].map(({ address, deposedKey, object }) => [
      formatInstance(address),
      deposedKey,
      JSON.parse(object.attributesJson).id,
    ]);
    expect(found).toEqual([
      ["x.b", undefined, "x.b"],
      ["module.m[0].x.a", undefined, "module.m[0].x.a"],
      ["module.m[0].x.a", "00000002", "module.m[0].x.a 00000002"],
      ["module.m[0].x.a", "00000001", "module.m[0].x.a 00000001"],
      ['x.c["k"]', undefined, 'x.c["k"]'],
      ["x.c[1]", "00000003", "x.c[1] 00000003"],
    ]);
  });

  test("an instance without objects has none, and a state without resources no instance", () => {
    expect([...objectsOf({ current: undefined, deposed: new Map() })]).toEqual([]);
    expect([...storedObjects(emptyState("l"))]).toEqual([]);
  });
});
