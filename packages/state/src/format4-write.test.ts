import { compareKeys, type InstanceKey } from "@tutti/addresses";
import { stringValue } from "@tutti/values";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, PROVIDER, sampleObject } from "../testkit/state-samples.ts";
import { addressList } from "./address-list.ts";
import { decodeState } from "./format4-read.ts";
import { encodeCheckResults, encodeState } from "./format4-write.ts";
import { formatProblems } from "./problem.ts";
import {
  emptyState,
  type InstanceObject,
  type InstanceState,
  type ResourceState,
  type State,
} from "./state.ts";

const READER = { name: "Tutti", version: "1.11.4" };

function resource(
  address: string,
  instances: ReadonlyMap<InstanceKey, InstanceState>,
): [string, ResourceState] {
  const { module, mode, type, name } = at(address);
  return [address, { address: { module, mode, type, name }, provider: PROVIDER, instances }];
}

const one = (object: InstanceObject = sampleObject("1")): ReadonlyMap<InstanceKey, InstanceState> =>
  new Map([[undefined, { current: object, deposed: new Map() }]]);

function order(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, found = ""]) => found);
}

describe("encodeState()", () => {
  it("writes everything in Terraform's order, in whatever order it came", () => {
    const state: State = {
      ...emptyState("l"),
      outputs: new Map([
        ["b", { value: stringValue("2"), sensitive: false }],
        ["B", { value: stringValue("1"), sensitive: true }],
        ["a", { value: stringValue("0"), sensitive: false }],
      ]),
      resources: new Map([
        resource("z.a", one()),
        resource("module.m.a.a", one()),
        resource("a.b", one()),
        resource("a.a", one()),
        resource("data.z.z", one()),
      ]),
    };
    const text = encodeState(state);
    expect(order(text, /^ {4}"(\w)": \{$/gm)).toEqual(["B", "a", "b"]);
    expect(order(text, /"type": "(\w+)",\n {6}"name"/g)).toEqual(["z", "a", "a", "z", "a"]);
    expect(order(text, /"name": "(\w+)"/g)).toEqual(["z", "a", "b", "a", "a"]);
    expect(text.match(/"module": "module.m"/g)).toHaveLength(1);
    expect(text.match(/"sensitive": true/g)).toHaveLength(1);
  });

  it("writes instances by key, each current object before the deposed ones by theirs", () => {
    const deposed = (...keys: readonly string[]): ReadonlyMap<string, InstanceObject> =>
      new Map(keys.map((key) => [key, sampleObject(key)]));
    const instances = new Map<InstanceKey, InstanceState>([
      ["b", { current: sampleObject("b"), deposed: deposed("0000000b", "0000000a") }],
      ["a", { current: sampleObject("a"), deposed: deposed() }],
      [10, { current: undefined, deposed: deposed("0000000c") }],
      [9, { current: sampleObject("9", { status: "tainted" }), deposed: deposed() }],
    ]);
    const text = encodeState({ ...emptyState("l"), resources: new Map([resource("x.a", instances)]) });
    expect(order(text, /"id": "(\w+)"/g)).toEqual(["9", "0000000c", "a", "b", "0000000a", "0000000b"]);
    expect(order(text, /"index_key": (\S+),/g)).toEqual(["9", "10", '"a"', '"b"', '"b"', '"b"']);
    expect(order(text, /"deposed": "(\w+)"/g)).toEqual(["0000000c", "0000000a", "0000000b"]);
    expect(text.match(/"status": "tainted"/g)).toHaveLength(1);
  });

  it("leaves out what says nothing", () => {
    const bare = sampleObject("1");
    const whole = sampleObject("2", {
      private: new Uint8Array([1, 2]),
      dependencies: addressList(["a.b"]),
      createBeforeDestroy: true,
    });
    const empty = sampleObject("3", { private: new Uint8Array() });
    const members = (object: InstanceObject): readonly string[] =>
      order(
        encodeState({ ...emptyState("l"), resources: new Map([resource("x.a", one(object))]) }),
        /^ {10}"(\w+)"/gm,
      );
    const always = ["schema_version", "attributes", "sensitive_attributes"];
    expect(members(bare)).toEqual(always);
    expect(members(empty)).toEqual(always);
    expect(members(whole)).toEqual([...always, "private", "dependencies", "create_before_destroy"]);
    const text = encodeState({ ...emptyState("l"), resources: new Map([resource("x.a", new Map())]) });
    expect(text).toContain('"resources": []');
  });

  it("writes check results, null where there are none", () => {
    expect(encodeCheckResults([])).toBe("null");
    const plain = { objectKind: "check", configAddress: "check.c", status: "pass", objects: [] } as const;
    expect(encodeCheckResults([plain])).toBe(
      '[{"object_kind":"check","config_addr":"check.c","status":"pass","objects":null}]',
    );
    const object = { address: "check.c", status: "fail", failureMessages: ["no", "never"] } as const;
    const silent = { ...object, failureMessages: [] };
    expect(encodeCheckResults([{ ...plain, objects: [object, silent] }])).toBe(
      '[{"object_kind":"check","config_addr":"check.c","status":"pass","objects":[{"object_addr":"check.c","status":"fail","failure_messages":["no","never"]},{"object_addr":"check.c","status":"fail"}]}]',
    );
  });
});

const KEYS: fc.Arbitrary<InstanceKey> = fc.oneof(fc.constant(undefined), fc.nat(12), fc.string());
const OBJECT: fc.Arbitrary<InstanceObject> = fc
  .record({
    id: fc.string(),
    tainted: fc.boolean(),
    schemaVersion: fc.nat(3),
    hidden: fc.uint8Array({ maxLength: 5 }),
    dependencies: fc.array(fc.constantFrom("a.b", "module.m.c.d"), { maxLength: 2 }).map(addressList),
    createBeforeDestroy: fc.boolean(),
    sensitive: fc.boolean(),
  })
  .map(({ id, tainted, hidden, sensitive, ...rest }) => ({
    ...sampleObject(id),
    ...rest,
    // The form in which texts are kept: what JSON may leave as it is and Go does not.
    attributesJson: JSON.stringify({ id }).replace(
      /[<>&\u2028\u2029]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
    status: tainted ? "tainted" : "ready",
    private: hidden.length === 0 ? undefined : hidden,
    sensitivePaths: sensitive ? [[{ kind: "attribute", name: "id" }]] : [],
  }));
const DEPOSED_KEY = fc.nat(0xffff_ffff).map((key) => key.toString(16).padStart(8, "0"));
const INSTANCE: fc.Arbitrary<InstanceState> = fc
  .oneof(
    fc.record({ current: OBJECT, deposed: fc.dictionary(DEPOSED_KEY, OBJECT, { maxKeys: 2 }) }),
    fc.record({
      current: fc.constant(undefined),
      deposed: fc.dictionary(DEPOSED_KEY, OBJECT, { minKeys: 1, maxKeys: 2 }),
    }),
  )
  .map(({ current, deposed }) => ({ current, deposed: new Map(Object.entries(deposed)) }));
const ADDRESS = fc.constantFrom(
  "a.a",
  "a.b",
  "b.a",
  "data.a.a",
  "module.m.a.a",
  'module.m["k"].a.a',
  "module.m[0].module.n.a.a",
);

const STATE: fc.Arbitrary<State> = fc
  .record({
    serial: fc.nat(),
    lineage: fc.string(),
    outputs: fc.dictionary(
      fc.string(),
      fc.record({ value: fc.string().map(stringValue), sensitive: fc.boolean() }),
      { maxKeys: 3 },
    ),
    resources: fc.uniqueArray(
      fc.tuple(ADDRESS, fc.array(fc.tuple(KEYS, INSTANCE), { minLength: 1, maxLength: 3 })),
      {
        selector: ([address]) => address,
        maxLength: 4,
      },
    ),
  })
  .map(({ serial, lineage, outputs, resources }) => ({
    ...emptyState(lineage, "1.11.4"),
    serial,
    outputs: new Map(Object.entries(outputs)),
    resources: new Map(resources.map(([address, instances]) => resource(address, new Map(instances)))),
  }));

describe("any state", () => {
  it("is read as it was written, and written as it was read", () => {
    fc.assert(
      fc.property(STATE, (state) => {
        const text = encodeState(state);
        const read = decodeState(text, READER);
        if (!read.ok) throw new Error(formatProblems(read.problems));
        expect(encodeState(read.value)).toBe(text);
        expect(new Set(read.value.resources.keys())).toEqual(new Set(state.resources.keys()));
        for (const [address, { instances }] of state.resources) {
          const found = read.value.resources.get(address)?.instances;
          // As entries: a list's own sort puts what is undefined last, whatever it is told.
          const sorted = [...instances].sort(([a], [b]) => compareKeys(a, b)).map(([key]) => key);
          expect([...(found?.keys() ?? [])]).toEqual(sorted);
          for (const [key, instance] of instances) expect(found?.get(key)?.current).toEqual(instance.current);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("is written alike in whatever order its parts came", () => {
    fc.assert(
      fc.property(STATE, (state) => {
        const turned = {
          ...state,
          outputs: new Map([...state.outputs].reverse()),
          resources: new Map(
            [...state.resources]
              .reverse()
              .map(([name, found]) => [
                name,
                { ...found, instances: new Map([...found.instances].reverse()) },
              ]),
          ),
        };
        expect(encodeState(turned)).toBe(encodeState(state));
      }),
      { numRuns: 100 },
    );
  });
});
