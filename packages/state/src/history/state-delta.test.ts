import { stringValue } from "@tutti/values";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, PROVIDER, sampleObject } from "../../testkit/state-samples.ts";
import { addressList } from "../address-list.ts";
import { StateFold } from "../fold.ts";
import { encodeState } from "../format4-write.ts";
import { emptyState, type InstanceObject, type State } from "../state.ts";
import { countChanges, stateDelta } from "./state-delta.ts";

const ADDRESSES = ["x.a", "x.b[0]", "x.b[1]", 'x.c["k"]', 'module.m["i"].x.a', "data.x.d"];

const object: fc.Arbitrary<InstanceObject> = fc
  .record({
    id: fc.string(),
    tainted: fc.boolean(),
    private: fc.option(fc.uint8Array({ minLength: 1, maxLength: 4 }), { nil: undefined }),
    dependencies: fc.array(fc.constantFrom("x.a", "x.b"), { maxLength: 2 }),
    createBeforeDestroy: fc.boolean(),
  })
  .map(({ id, tainted, dependencies, ...more }) =>
    sampleObject(id, {
      ...more,
      status: tainted ? "tainted" : "ready",
      dependencies: addressList(dependencies),
    }),
  );

const state: fc.Arbitrary<State> = fc
  .record({
    objects: fc.dictionary(fc.constantFrom(...ADDRESSES), object),
    deposed: fc.dictionary(fc.constantFrom(...ADDRESSES), object),
    alias: fc.boolean(),
    outputs: fc.dictionary(fc.constantFrom("o", "p"), fc.tuple(fc.string(), fc.boolean())),
    failed: fc.boolean(),
  })
  .map(({ objects, deposed, alias, outputs, failed }) => {
    const fold = new StateFold(emptyState("lineage"));
    const provider = alias ? `${PROVIDER}.other` : PROVIDER;
    const put = (address: string, deposedKey: string | undefined, made: InstanceObject): void =>
      fold.apply({
        kind: "object",
        operationId: undefined,
        address: at(address),
        deposedKey,
        provider,
        object: made,
      });
    for (const [address, made] of Object.entries(objects)) put(address, undefined, made);
    for (const [address, made] of Object.entries(deposed)) put(address, "00000001", made);
    for (const [name, [text, sensitive]] of Object.entries(outputs))
      fold.apply({ kind: "output", name, output: { value: stringValue(text), sensitive } });
    if (failed)
      fold.apply({
        kind: "checks",
        results: [{ objectKind: "check", configAddress: "check.c", status: "fail", objects: [] }],
      });
    return fold.state();
  });

describe("stateDelta()", () => {
  it("makes the one of the other, whatever they are", () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        const fold = new StateFold(before);
        for (const record of stateDelta(before, after)) fold.apply(record);
        expect(encodeState(fold.state())).toBe(encodeState(after));
      }),
    );
  });

  it("is empty for what is the same, and counts instances", () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        expect(stateDelta(before, before)).toEqual([]);
        const { added, removed } = countChanges(before, stateDelta(before, after));
        const size = (of: State): number =>
          [...of.resources.values()].flatMap(({ instances }) =>
            [...instances.values()].filter(({ current }) => current !== undefined),
          ).length;
        expect(size(before) + added - removed).toBe(size(after));
      }),
    );
  });
});
