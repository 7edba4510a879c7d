import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { check, kv, node, service, type TxnAnswer } from "../../testkit/index.ts";

async function open() {
  const world = createSimulation(51);
  const kit = await startSimulatedAgent(world);
  const run = async (...body: object[]) => {
    const answer = await kit.call("txn.run", { body });
    return { status: answer.status, ...(answer.json() as TxnAnswer) };
  };
  /** "ok", or the errors as `index: text`. */
  const outcome = async (...body: object[]) => {
    const { Errors } = await run(...body);
    return Errors === null ? "ok" : Errors.map((one) => `${one.OpIndex}: ${one.What}`).join("; ");
  };
  return { ...kit, run, outcome };
}

describe("catalog verbs", () => {
  test("a node, its service and its check in one go, each seen by the next", async () => {
    const { outcome, call, run } = await open();
    const all = [
      node("set", { Node: "n", Address: "10.0.0.9" }),
      service("set", "n", { Service: "web", Port: 80 }),
      check("set", { Node: "n", CheckID: "c", Name: "c", ServiceID: "web", Status: "passing" }),
    ];
    expect(await outcome(...[...all].reverse())).toContain("Missing node registration");
    expect(await outcome(...all)).toBe("ok");
    const found = (await call("health.service", { rest: "web" })).json() as { Checks: unknown[] }[];
    expect(found[0]?.Checks.length).toBe(1);
    const { Results } = await run(
      node("get", { Node: "n" }),
      service("get", "n", { ID: "web", Service: "web" }),
      check("get", { Node: "n", CheckID: "c" }),
    );
    expect(Results?.map((one) => Object.keys(one)[0])).toEqual(["Node", "Service", "Check"]);
    expect(await outcome(check("delete", { Node: "n", CheckID: "c" }))).toBe("ok");
    expect(await outcome(service("delete", "n", { ID: "web", Service: "web" }))).toBe("ok");
    expect(await outcome(node("delete", { Node: "n" }))).toBe("ok");
    expect(await outcome(node("get", { Node: "n" }))).toBe('0: node "n" doesn\'t exist');
  });

  test.each([
    ["a node", node, (index: number) => ({ Node: "n", Address: "10.0.0.8", ModifyIndex: index })],
    ["a check", check, (index: number) => ({ Node: "n", CheckID: "c", Name: "d", ModifyIndex: index })],
  ] as const)("cas and delete-cas of %s hold at its index only", async (_name, make, body) => {
    const { outcome, run } = await open();
    await run(
      node("set", { Node: "n", Address: "10.0.0.9" }),
      check("set", { Node: "n", CheckID: "c", Name: "c" }),
    );
    const { Results } = await run(make("get", body(0)));
    const index = Number(Object.values(Results?.[0] ?? {})[0]?.["ModifyIndex"]);
    for (const verb of ["cas", "delete-cas"]) {
      expect(await outcome(make(verb, body(index + 1)))).toContain("index is stale");
      expect(await outcome(make(verb, body(0)))).toContain("index is stale");
    }
    expect(await outcome(make("delete-cas", body(index)))).toBe("ok");
    expect(await outcome(make("cas", body(index)))).toContain("index is stale");
    expect(await outcome(make("delete-cas", body(index)))).toContain("index is stale");
    expect(await outcome(make("fly", body(0)))).toMatch(/^0: unknown \w+ verb "fly"$/);
  });

  test.each([
    [{}, { Passing: 1, Warning: 1 }],
    [{ Weights: { Passing: 5 } }, { Passing: 5, Warning: 0 }],
    [{ Weights: { Passing: 3, Warning: 2 } }, { Passing: 3, Warning: 2 }],
  ])("a service of %j weighs %j", async (more, wanted) => {
    const { run } = await open();
    const ops = [
      node("set", { Node: "n", Address: "10.0.0.9" }),
      service("set", "n", { Service: "web", ...more }),
    ];
    const { Results } = await run(...ops);
    expect(Results?.[1]?.["Service"]?.["Weights"]).toEqual(wanted);
  });

  test.each<[string, (verb: string) => object, string]>([
    ["a node without a name", (verb) => node(verb, { Address: "10.0.0.9" }), "Must provide node"],
    ["a node with an ID that is none", (verb) => node(verb, { Node: "n", ID: "x" }), "Bad node ID: "],
    [
      "a service with an ID and no name",
      (verb) => service(verb, "n", { ID: "x" }),
      "Must provide service name with ID",
    ],
  ])("%s is refused before it is run, but where it is only read", async (_, make, wanted) => {
    const { outcome } = await open();
    for (const verb of ["set", "cas", "delete", "delete-cas", "fly"])
      expect(await outcome(make(verb))).toContain(`0: ${wanted}`);
    expect(await outcome(make("get"))).toMatch(
      /^0: ((node|service) .*doesn't exist|node lookup by ID failed, wrong UUID: uuid string is wrong length for 'x')$/,
    );
  });

  test("a service without a name and an ID cannot be found again", async () => {
    const { outcome, run } = await open();
    await run(node("set", { Node: "n", Address: "10.0.0.9" }));
    expect(await outcome(service("set", "n", {}))).toBe(
      "0: failed inserting service: object missing primary index",
    );
  });

  test("what is read is found by its ID alone, a node by its ID before its name", async () => {
    const { outcome, run } = await open();
    const id = "aaaaaaaa-0000-4000-8000-00000000000a";
    const other = "bbbbbbbb-0000-4000-8000-00000000000b";
    await run(
      node("set", { Node: "n", Address: "10.0.0.9", ID: id }),
      service("set", "n", { Service: "web" }),
      check("set", { Node: "n", Name: "up" }),
    );
    const made = node("set", { Node: "m", Address: "10.0.0.8", ID: other });
    const outcomes = [
      await outcome(service("get", "n", { Service: "web" })),
      await outcome(service("get", "n", { ID: "web" })),
      await outcome(check("get", { Node: "n", Name: "up" })),
      await outcome(check("get", { Node: "n", CheckID: "up" })),
      await outcome(node("get", { ID: id.toUpperCase() })),
      await outcome(node("get", { ID: other, Node: "n" })),
      await outcome(made, node("get", { ID: other })),
      await outcome(node("delete", { ID: id })),
      await outcome(service("delete", "n", { Service: "web" }), check("delete", { Node: "n", Name: "up" })),
      await outcome(service("get", "n", { ID: "web" })),
    ];
    expect(outcomes).toEqual([
      '0: service "" on node "n" doesn\'t exist',
      "ok",
      '0: check "" on node "n" doesn\'t exist',
      "ok",
      "ok",
      '0: node "n" doesn\'t exist',
      "ok",
      "0: Must provide node",
      "ok",
      '0: service "web" on node "n" doesn\'t exist',
    ]);
  });

  test("who has an ID is told by what the transaction has made so far, and by the next one", async () => {
    const { run } = await open();
    const id = "aaaaaaaa-0000-4000-8000-00000000000a";
    const other = "bbbbbbbb-0000-4000-8000-00000000000b";
    const named = async (...body: object[]) =>
      (await run(...body)).Results?.flatMap(({ Node }) => (Node as { Node: string } | undefined)?.Node ?? []);
    const n = { Node: "n", Address: "10.0.0.9", ID: id };
    const m = { Node: "m", Address: "10.0.0.8" };
    const names = [
      await named(node("set", n)),
      // The ID goes from one to the other, which takes the one away.
      await named(node("set", m), node("set", { ...m, ID: id }), node("get", { ID: id })),
      await named(node("get", { ID: id })),
      await named(node("get", { Node: "n" })),
      await named(node("set", { ...m, ID: other }), node("get", { ID: id })),
      await named(node("set", { ...m, ID: other }), node("set", n), node("get", { ID: id })),
      await named(node("delete", m), node("set", { ...m, Node: "o", ID: other }), node("get", { ID: other })),
      await named(node("get", { ID: other }), node("get", { ID: id })),
    ];
    expect(names).toEqual([
      ["n"],
      ["m", "m", "m"],
      ["m"],
      undefined,
      undefined,
      ["m", "n", "n"],
      ["o", "o"],
      ["o", "n"],
    ]);
  });

  test("a service with metadata that breaks the rules is not written, and may be read and deleted", async () => {
    const { outcome, run } = await open();
    await run(node("set", { Node: "n", Address: "10.0.0.9" }));
    const bad = { Service: "web", Meta: { "consul-x": "" } };
    const refused =
      "0: Invalid Service Meta for node n and serviceID web: Couldn't load metadata pair ('consul-x', ''): Key prefix 'consul-' is reserved for internal use";
    expect(await outcome(service("set", "n", bad))).toBe(refused);
    expect(await outcome(service("cas", "n", bad))).toBe(refused);
    expect(await outcome(service("cas", "n", { ...bad, ModifyIndex: 9 }))).toContain("index is stale");
    expect(await outcome(service("delete", "n", bad))).toBe("ok");
    expect(await outcome(service("set", "none", bad))).toBe(refused.replace("node n ", "node none "));
    const gateway = { Service: "web", Kind: "mesh-gateway", Port: 1, Meta: { "consul-wan-federation": "1" } };
    // A transaction takes over no kind, so that none allows it.
    expect(await outcome(service("set", "n", gateway))).toContain("Key prefix 'consul-' is reserved");
  });

  test("an empty operation is none, and of one that names several kinds the first counts", async () => {
    const { run } = await open();
    const all = {
      ...kv("set", "k"),
      ...node("set", { Node: "n", Address: "1" }),
      ...check("set", { Node: "n" }),
    };
    const { Results } = await run({}, all);
    expect(Results?.map((one) => Object.keys(one))).toEqual([["KV"]]);
    const { KV: _kv, ...rest } = all;
    expect((await run(rest)).Results?.map((one) => Object.keys(one))).toEqual([["Node"]]);
  });

  test.each<[string, object, object]>([
    ["durations as texts", { Interval: "10s", Timeout: "1s" }, { Interval: "10s", Timeout: "1s" }],
    [
      "durations as numbers",
      {
        IntervalDuration: 10_000_000_000,
        TimeoutDuration: 1_000_000_000,
        DeregisterCriticalServiceAfterDuration: "1h",
      },
      { Interval: "10s", Timeout: "1s", DeregisterCriticalServiceAfter: "1h0m0s" },
    ],
    ["the one over the other", { Interval: "1s", IntervalDuration: "10s" }, { Interval: "10s" }],
  ])("a check's definition may have %s", async (_, Definition, wanted) => {
    const { run } = await open();
    const { Results } = await run(
      node("set", { Node: "n", Address: "10.0.0.9" }),
      check("set", { Node: "n", CheckID: "c", Name: "c", Definition }),
    );
    expect(Results?.[1]?.["Check"]?.["Definition"]).toMatchObject(wanted);
  });
});

test("tags that were never given are null, other than in the catalog", async () => {
  const { run } = await open();
  const service = (Verb: string, Service: object) => ({ Service: { Verb, Node: "n1", Service } });
  const check = (Verb: string, Check: object) => ({ Check: { Verb, Check: { Node: "n1", ...Check } } });
  const { Results } = await run(
    service("set", { ID: "a", Service: "a" }),
    service("set", { ID: "b", Service: "b", Tags: ["x"] }),
    service("set", { ID: "c", Service: "c", Tags: [] }),
    check("set", { CheckID: "a", Name: "a", ServiceID: "a" }),
    check("set", { CheckID: "c", Name: "c", ServiceID: "c" }),
    check("set", { CheckID: "b", Name: "b", ServiceID: "b" }),
    service("get", { ID: "a" }),
    service("get", { ID: "c" }),
    check("get", { CheckID: "b" }),
  );
  expect(Results?.map((one) => one["Service"]?.["Tags"] ?? one["Check"]?.["ServiceTags"] ?? null)).toEqual([
    null,
    ["x"],
    [],
    null,
    [],
    ["x"],
    null,
    [],
    ["x"],
  ]);
});
