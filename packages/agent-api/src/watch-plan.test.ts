import { describe, expect, test } from "vitest";
import { eventIndex } from "./event-index.ts";
import { readWatchPlan, type WatchPlan } from "./watch-plan.ts";

type Given = Readonly<Record<string, unknown>>;

function planOf(given: Given): WatchPlan {
  const plan = readWatchPlan(given);
  if (typeof plan === "string") throw new Error(plan);
  return plan;
}

/** As a request would be written, without what is not given. */
function asked(given: Given): string {
  const { route, rest, query } = planOf(given);
  const parts = Object.entries(query).filter(([, value]) => value !== undefined && value.length + 1 > 0);
  return `${route} ${rest} ${JSON.stringify(Object.fromEntries(parts))}`;
}

test.each<[Given, string]>([
  [{ type: "key", key: "a/b" }, "kv.read a/b {}"],
  [{ type: "key", key: "a", datacenter: "dc9", stale: true }, 'kv.read a {"stale":"","dc":"dc9"}'],
  [{ type: "keyprefix", prefix: "a/" }, 'kv.read a/ {"recurse":""}'],
  [{ type: "services" }, "catalog.services  {}"],
  [{ type: "nodes", stale: false }, "catalog.nodes  {}"],
  [{ type: "service", service: "web" }, 'health.service web {"tag":[]}'],
  [{ type: "service", service: "web", tag: "a" }, 'health.service web {"tag":["a"]}'],
  [
    { type: "service", service: "web", tag: ["a", "b"], passingonly: true },
    'health.service web {"tag":["a","b"],"passing":""}',
  ],
  [{ type: "checks" }, "health.state any {}"],
  [{ type: "checks", state: "critical" }, "health.state critical {}"],
  [{ type: "checks", service: "web" }, "health.checks web {}"],
  [{ type: "event" }, "event.list  {}"],
  [{ type: "event", name: "deploy" }, 'event.list  {"name":"deploy"}'],
])("%j asks %s", (given, text) => expect(asked(given)).toBe(text));

test("a token is not part of the question", () => {
  expect(planOf({ type: "nodes", token: "t" }).token).toBe("t");
});

test.each<[Given, string]>([
  [{}, "Watch type must be specified"],
  [{ type: "" }, "Watch type must be specified"],
  [{ type: 1 }, "Expecting type to be a string"],
  [{ type: "key", key: "a", datacenter: 1 }, "Expecting datacenter to be a string"],
  [{ type: "key", key: "a", token: true }, "Expecting token to be a string"],
  [{ type: "nope", x: 1 }, "Unsupported watch type: nope"],
  [{ type: "connect_roots" }, "Unsupported watch type: connect_roots"],
  [{ type: "key" }, "Must specify a single key to watch"],
  [{ type: "key", key: 1 }, "Expecting key to be a string"],
  [{ type: "key", stale: "yes" }, "Expecting stale to be a boolean"],
  [{ type: "keyprefix" }, "Must specify a single prefix to watch"],
  [{ type: "service" }, "Must specify a single service to watch"],
  [{ type: "service", service: "w", tag: 1 }, "Expecting tag to be a string or []string"],
  [{ type: "service", service: "w", tag: ["a", 1] }, "Index 1 of tag expected to be string"],
  [{ type: "service", service: "w", passingonly: "true" }, "Expecting passingonly to be a boolean"],
  [{ type: "checks", service: "w", state: "any" }, "Cannot specify service and state"],
  [{ type: "event", stale: true }, "Invalid parameters: [stale]"],
  [{ type: "key", key: "a", b: 1, a: 2 }, "Invalid parameters: [a b]"],
])("%j is refused: %s", (given, why) => expect(readWatchPlan(given)).toBe(why));

describe("a handler gets", () => {
  const check = { CheckID: "c" };
  test.each<[string, Given, unknown, unknown]>([
    ["one pair with a session", { type: "key", key: "a" }, [{ Key: "a" }], { Key: "a", Session: "" }],
    ["null where there is no key", { type: "key", key: "a" }, undefined, null],
    ["null where there is no prefix", { type: "keyprefix", prefix: "a" }, undefined, null],
    [
      "pairs as they are",
      { type: "keyprefix", prefix: "a" },
      [{ Key: "a", Session: "s" }],
      [{ Key: "a", Session: "s" }],
    ],
    ["services", { type: "services" }, { web: [] }, { web: [] }],
  ])("%s", (_, given, value, shown) => expect(planOf(given).shape(value, undefined)).toEqual(shown));

  test("checks with a whole definition, of services too", () => {
    const whole = { CheckID: "c", Definition: expect.objectContaining({ Interval: "0s", Header: null }) };
    expect(planOf({ type: "checks" }).shape([check], undefined)).toEqual([whole]);
    const instance = { Node: {}, Checks: [check] };
    expect(planOf({ type: "service", service: "w" }).shape([instance], undefined)).toEqual([
      { Node: {}, Checks: [whole] },
    ]);
  });

  test("of events those behind the one that was the newest before", () => {
    const ids = ["00000000-0000-0000-0000-00000000000a", "b504f333-f9de-6484-0000-000000000001"];
    const events = ids.map((ID) => ({ ID }));
    const { shape } = planOf({ type: "event" });
    expect(shape(events, undefined)).toEqual(events);
    expect(shape(events, "10")).toEqual(events.slice(1));
    expect(shape(events, "11")).toEqual(events);
  });
});

test.each([
  ["00000000-0000-0001-0000-000000000003", "2"],
  ["b504f333-f9de-6484-0000-000000000001", "13043817825332782213"],
  ["none", ""],
])("the index of event %s is %s", (id, index) => expect(eventIndex(id)).toBe(index));
