/** A state that is read by its ranges is that state, and is written as it would be otherwise. */

import { formatResource, type InstanceKey, type ResourceInstance } from "@tutti/addresses";
import { stringValue } from "@tutti/values";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rangedState, rangesIn, stateIn } from "../../testkit/ranged-state.ts";
import { at, PROVIDER, sampleObject } from "../../testkit/state-samples.ts";
import { addressList } from "../address-list.ts";
import { StateFold } from "../fold.ts";
import { encodeState } from "../format4-write.ts";
import { stateDelta } from "../history/state-delta.ts";
import type { JournalRecord } from "../journal.ts";
import { compactJson } from "../json-layout.ts";
import { sameState } from "../same-state.ts";
import { emptyState, type InstanceObject, type InstanceState, type State } from "../state.ts";
import { storedInstances, storedObjects } from "../stored-objects.ts";
import { readyDigests } from "./known-instances.ts";
import { objectDigest } from "./object-digest.ts";
import { mayMention, rangeOf } from "./object-range.ts";
import { rangesOf } from "./state-index.ts";
import { decodeRanges, encodeRanges } from "./state-ranges.ts";

const objects: fc.Arbitrary<InstanceObject> = fc.record({
  status: fc.constantFrom("ready", "ready", "tainted"),
  schemaVersion: fc.constantFrom(0, 0, 1),
  attributesJson: fc
    .dictionary(
      fc.constantFrom("id", "ä", 'q"', "service"),
      fc.oneof(fc.string(), fc.integer(), fc.array(fc.string())),
    )
    .map((json) => compactJson(json)),
  sensitivePaths: fc.constantFrom([], [], [[{ kind: "attribute" as const, name: "id" }]]),
  private: fc.constantFrom(undefined, undefined, new Uint8Array([1, 2])),
  dependencies: fc.constantFrom([], ["a.a"], ["a.a", "module.m.b"]).map(addressList),
  createBeforeDestroy: fc.boolean(),
  identity: fc.constantFrom(undefined, undefined, { json: '{"i":"1"}', schemaVersion: 1 }),
});

const instances: fc.Arbitrary<InstanceState> = fc
  .record({
    current: fc.option(objects, { nil: undefined, freq: 20 }),
    deposed: fc.oneof(
      { weight: 9, arbitrary: fc.constant(new Map<string, InstanceObject>()) },
      { weight: 1, arbitrary: objects.map((object) => new Map([["0123abcd", object]])) },
    ),
  })
  .filter(({ current, deposed }) => current !== undefined || deposed.size > 0);

const keys = fc.oneof(
  fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 5 }),
  fc.uniqueArray(fc.nat(20), { maxLength: 5 }),
  fc.constant([undefined]),
);

const ADDRESSES = ["a.a", "a.b", "module.m.a.a", 'module.k["ä"].a.a', "data.a.d", "z.z"];

const states: fc.Arbitrary<State> = fc
  .array(
    fc.tuple(
      fc.constantFrom(...ADDRESSES),
      fc.constantFrom(undefined, undefined, undefined, "eu"),
      keys.chain((all) =>
        fc.tuple(...all.map((key) => fc.tuple(fc.constant(key as InstanceKey), instances))),
      ),
    ),
    { maxLength: 5 },
  )
  .map((resources) => ({
    ...emptyState("lineage", "1.11.4"),
    serial: 3,
    outputs: new Map([["o", { value: stringValue("é"), sensitive: true }]]),
    resources: new Map(
      resources.map(([address, providerKey, all]) => {
        const { module, mode, type, name } = at(address);
        const kept = all.map(
          ([key, one]) => [key, providerKey === undefined ? one : { ...one, providerKey }] as const,
        );
        const provider = providerKey === undefined ? PROVIDER : `${PROVIDER}.each`;
        return [address, { address: { module, mode, type, name }, provider, instances: new Map(kept) }];
      }),
    ),
  }));

/** What is done to a state: an object is set, goes, is moved to another key, or is written otherwise in a part. */
const changes = fc.array(
  fc.record({
    at: fc.nat(30),
    how: fc.constantFrom("set", "go", "again", "move", "taint", "depose", "list"),
    object: objects,
  }),
  { maxLength: 4 },
);
type Change = typeof changes extends fc.Arbitrary<readonly (infer T)[]> ? T : never;

function recordsOf(state: State, { at: place, how, object }: Change): readonly JournalRecord[] {
  const all = [...storedInstances(state)].filter(({ instance }) => instance.current !== undefined);
  const one = all[place % Math.max(all.length, 1)];
  if (one?.instance.current === undefined) return [];
  const { current } = one.instance;
  const { address } = one;
  const subject = { operationId: undefined, deposedKey: undefined, provider: one.resource.provider };
  const put = (changed: InstanceObject | undefined): readonly JournalRecord[] => [
    { kind: "object", address, ...subject, object: changed },
  ];
  switch (how) {
    case "set":
      return put(object);
    case "go":
      return put(undefined);
    case "again":
      return [...put(undefined), ...put(object)];
    case "taint":
      return put({ ...current, status: "tainted" });
    case "list":
      return put({ ...current, dependencies: addressList(["x.y"]) });
    case "depose":
      return one.instance.deposed.size > 0 ? [] : [{ kind: "depose", address, deposedKey: "89abcdef" }];
    default:
      return [{ kind: "move", from: address, to: { ...address, key: "elsewhere" } }];
  }
}

function changed(state: State, all: readonly Change[]): State {
  const fold = new StateFold(state);
  for (const change of all) {
    const now = fold.state();
    if (now.resources.size === 0) break;
    const records = recordsOf(now, change);
    // Nothing is moved to where something is, were it deposed.
    const taken = records.some((record) => record.kind === "move" && holds(now, record.to));
    if (!taken) for (const record of records) fold.apply(record);
  }
  return fold.state();
}

function holds({ resources }: State, { key, ...resource }: ResourceInstance): boolean {
  return resources.get(formatResource(resource))?.instances.has(key) === true;
}

/** With maps that hold all of their instances. */
function whole(state: State): State {
  const resources = new Map(
    [...state.resources].map(([text, one]) => [text, { ...one, instances: new Map(one.instances) }]),
  );
  return { ...state, resources };
}

/** One resource with so many instances. */
function numbered(length: number): State {
  const all = Array.from({ length }, (_, n): readonly [InstanceKey, InstanceState] => [
    n,
    { current: sampleObject(`value ${n}`), deposed: new Map() },
  ]);
  const { module, mode, type, name } = at("a.a");
  const one = { address: { module, mode, type, name }, provider: PROVIDER, instances: new Map(all) };
  return { ...emptyState("l", "1.11.4"), resources: new Map([["a.a", one]]) };
}

function keysOf({ resources }: State): readonly unknown[] {
  return [...resources].map(([text, { instances }]) => [text, instances.size, ...instances.keys()]);
}

describe("a state that is read by its ranges", () => {
  it("is the same, whatever it holds, and so is what is made of it", async () => {
    let copied = 0;
    await fc.assert(
      fc.asyncProperty(states, changes, changes, async (state, first, then) => {
        let text = encodeState(state);
        let now = await rangedState(text, rangesIn(state));
        for (const step of [first, then]) {
          const plain = stateIn(text);
          expect(whole(now)).toEqual(plain);
          for (const { address, object } of storedObjects(now))
            if (rangeOf(object, address.key) !== undefined) copied += 1;
          const digests = (of: State) => [...storedObjects(of)].map(({ object }) => objectDigest(object));
          expect(digests(now)).toEqual(digests(plain));
          const fresh = await rangedState(text, rangesIn(plain));
          const wanted = changed(plain, step);
          text = encodeState(wanted);
          const next = changed(fresh, step);
          expect(encodeState(next)).toBe(text);
          expect(whole(next)).toEqual(wanted);
          expect(keysOf(next)).toEqual(keysOf(wanted));
          // What is compared is what changed, and it is all of that.
          expect(sameState(fresh, next)).toBe(sameState(plain, wanted));
          expect(sameState(next, fresh)).toBe(sameState(plain, wanted));
          expect(stateDelta(fresh, next)).toEqual(stateDelta(plain, wanted));
          expect(stateDelta(next, fresh)).toEqual(stateDelta(wanted, plain));
          const further = changed(next, first);
          const furtherWanted = changed(wanted, first);
          expect(stateDelta(next, further)).toEqual(stateDelta(wanted, furtherWanted));
          expect(sameState(next, further)).toBe(sameState(wanted, furtherWanted));
          // Those of what was copied lie where those of what was written lie.
          expect(rangesIn(next)).toEqual(rangesIn(stateIn(text)));
          now = await rangedState(text, rangesIn(next));
        }
      }),
      { numRuns: 60 },
    );
    expect(copied).toBeGreaterThan(100);
  });

  it("tells what goes in the order in which it was", async () => {
    const state = numbered(3);
    const object = sampleObject("again");
    // The first one comes last, and then all go.
    const first: readonly Change[] = [{ at: 0, how: "again", object }];
    const then: readonly Change[] = [0, 0, 0].map((place) => ({ at: place, how: "go", object }));
    const before = changed(await rangedState(encodeState(state), rangesIn(state)), first);
    const gone = stateDelta(before, changed(before, then.slice(1)));
    expect(gone.map((record) => record.kind === "object" && record.address.key)).toEqual([1, 2]);
    const back = changed(before, [{ at: 2, how: "go", object }, ...then.slice(2)]);
    expect(stateDelta(before, back).map((record) => record.kind === "object" && record.address.key)).toEqual([
      1, 0,
    ]);
  });

  it("is the same where it is so large that it is written in many pieces", async () => {
    const state = numbered(15_000);
    const text = encodeState(state);
    expect(text.length).toBeGreaterThan(2_000_000);
    const object = sampleObject("é");
    const steps: readonly Change[] = [
      { at: 0, how: "go", object },
      { at: 4_000, how: "set", object },
      { at: 14_998, how: "move", object },
    ];
    const next = changed(await rangedState(text, rangesIn(state)), steps);
    const wanted = changed(state, steps);
    expect(encodeState(next)).toBe(encodeState(wanted));
    expect(rangesIn(next)).toEqual(rangesIn(wanted));
  });

  it("tells the digests of any of its objects, in any order, as one that is read tells them", async () => {
    const asked = fc.tuple(fc.array(fc.nat(20), { maxLength: 8 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(states, asked, async (state, [places, isAlong]) => {
        const text = encodeState(state);
        const now = await rangedState(text, rangesIn(state));
        for (const [resource, { instances }] of stateIn(text).resources) {
          const all = [...instances.keys()];
          const chosen = isAlong ? all.slice(places[0]) : places.map((place) => all[place % all.length]);
          const ranged = now.resources.get(resource)?.instances ?? new Map();
          expect(readyDigests(ranged, chosen)).toBe(readyDigests(instances, chosen));
        }
      }),
    );
  });

  it("mentions what stands in its attributes, and nothing that stands in no object", async () => {
    await fc.assert(
      fc.asyncProperty(states, async (state) => {
        const text = encodeState(state);
        const now = await rangedState(text, rangesIn(state));
        for (const { object } of storedObjects(now)) {
          const holds = object.attributesJson.includes('"service"');
          if (holds) expect(mayMention(object, '"service"')).toBe(true);
          if (!text.includes('"service"')) expect(mayMention(object, '"service"')).toBe(false);
        }
      }),
    );
  });
});

describe("ranges", () => {
  const state: State = {
    ...emptyState("l", "1.11.4"),
    resources: new Map([
      [
        "a.a",
        {
          address: { module: [], mode: "managed", type: "a", name: "a" },
          provider: PROVIDER,
          instances: new Map([[undefined, { current: sampleObject("secret"), deposed: new Map() }]]),
        },
      ],
    ]),
  };
  const ranges = rangesIn(state);
  const kept = encodeRanges(ranges);

  it("hold no values", () => {
    expect(kept).not.toContain("secret");
  });

  it.each([
    ["nothing", ""],
    ["a line less", kept.slice(0, kept.indexOf("\n"))],
    ["a byte less", kept.replace('"a.a"', '"a."')],
    ["another place", kept.replace(/,(\d+),\[/, ",1$1,[")],
    ["another form", kept.replace("state-index 2", "state-index 3")],
  ])("are passed over where there is %s", (_, text) => {
    expect(decodeRanges(text)).toBeUndefined();
  });

  it("are none of a text that is written in another way", () => {
    expect(rangesOf(state, ranges.digest)).toEqual(ranges);
    expect(rangesOf({ ...state, serial: 9 }, ranges.digest)).toBeUndefined();
  });
});
