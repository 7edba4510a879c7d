import { numberValue, stringValue } from "@tutti/values";
import { describe, expect, it } from "vitest";
import { at, PROVIDER, sampleObject } from "../testkit/state-samples.ts";
import { addressList } from "./address-list.ts";
import { encodeState } from "./format4-write.ts";
import { identicalStates, sameState } from "./same-state.ts";
import {
  emptyState,
  type InstanceObject,
  type InstanceState,
  type ResourceState,
  type State,
} from "./state.ts";

const OBJECT = sampleObject("1", { dependencies: addressList(["x.z"]) });

function resource(
  text: string,
  instances: ReadonlyMap<string | number | undefined, InstanceState>,
): ResourceState {
  const { module, mode, type, name } = at(text);
  return { address: { module, mode, type, name }, provider: PROVIDER, instances };
}

/** A state of one instance with one object, and one deposed. */
function stateOf(
  current: InstanceObject | undefined,
  deposed: InstanceObject = OBJECT,
  more: Partial<State> = {},
): State {
  const instances = new Map([[undefined, { current, deposed: new Map([["0000000a", deposed]]) }]]);
  const outputs = new Map([["o", { value: stringValue("v"), sensitive: false }]]);
  return { ...emptyState("l"), outputs, resources: new Map([["x.a", resource("x.a", instances)]]), ...more };
}

const BASE = stateOf(OBJECT);
const CHECK = { objectKind: "check", configAddress: "check.c", status: "pass", objects: [] } as const;

const OTHERS: Readonly<Record<string, State>> = {
  "another text": stateOf({ ...OBJECT, attributesJson: '{"id":"2"}' }),
  "another status": stateOf({ ...OBJECT, status: "tainted" }),
  "another schema": stateOf({ ...OBJECT, schemaVersion: 7 }),
  "another order": stateOf({ ...OBJECT, createBeforeDestroy: true }),
  "something private": stateOf({ ...OBJECT, private: new Uint8Array([1]) }),
  "something sensitive": stateOf({ ...OBJECT, sensitivePaths: [[{ kind: "attribute", name: "id" }]] }),
  "other dependencies": stateOf({ ...OBJECT, dependencies: addressList(["x.y"]) }),
  "no object": stateOf(undefined),
  "another deposed object": stateOf(OBJECT, { ...OBJECT, attributesJson: "{}" }),
  nothing: { ...BASE, resources: new Map() },
  "another provider": {
    ...BASE,
    resources: new Map(
      [...BASE.resources].map(([name, found]) => [name, { ...found, provider: `${PROVIDER}.b` }]),
    ),
  },
  "another output": { ...BASE, outputs: new Map([["o", { value: numberValue(1), sensitive: false }]]) },
  "a sensitive output": { ...BASE, outputs: new Map([["o", { value: stringValue("v"), sensitive: true }]]) },
  "one output more": {
    ...BASE,
    outputs: new Map([...BASE.outputs, ["p", { value: stringValue("v"), sensitive: false }]]),
  },
  "a check": { ...BASE, checkResults: [CHECK] },
};

describe("sameState()", () => {
  it("is true for a copy, whatever serial, lineage and version it has", () => {
    const copy = stateOf({ ...OBJECT, dependencies: addressList(["x.z"]) });
    expect(sameState(BASE, copy)).toBe(true);
    expect(sameState(BASE, { ...copy, serial: 9, lineage: "m", terraformVersion: "1.0.0" })).toBe(true);
    expect(identicalStates(BASE, copy)).toBe(true);
    for (const more of [{ serial: 9 }, { lineage: "m" }, { terraformVersion: "1.0.0" }])
      expect(identicalStates(BASE, { ...copy, ...more })).toBe(false);
    expect(sameState({ ...BASE, checkResults: [CHECK] }, { ...BASE, checkResults: [{ ...CHECK }] })).toBe(
      true,
    );
  });

  it("is true where what differs is not written", () => {
    const empty = new Map([...BASE.resources, ["x.b", resource("x.b", new Map())] as const]);
    expect(sameState(BASE, { ...BASE, resources: empty })).toBe(true);
    expect(sameState(stateOf({ ...OBJECT, private: new Uint8Array() }), BASE)).toBe(true);
  });

  it.each(Object.entries(OTHERS))("is false for %s, as what is written is another text", (_, other) => {
    expect(encodeState(other)).not.toBe(encodeState(BASE));
    expect(sameState(BASE, other)).toBe(false);
    expect(sameState(other, BASE)).toBe(false);
    expect(sameState(other, other)).toBe(true);
    expect(identicalStates(other, BASE)).toBe(false);
  });
});
