import { startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

const value = (text: string) => Buffer.from(text).toString("base64");
const kv = (Verb: string, Key: string, more: object = {}) => ({ KV: { Verb, Key, ...more } });

interface Answer {
  readonly Results: readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[] | null;
  readonly Errors: readonly { readonly OpIndex: number; readonly What: string }[] | null;
}

async function open() {
  const world = createSimulation(51);
  const kit = await startSimulatedAgent(world);
  const run = async (...body: object[]) => {
    const answer = await kit.call("txn.run", { body });
    return { status: answer.status, ...(answer.json() as Answer) };
  };
  /** "ok", or the errors as `index: text`. */
  const outcome = async (...body: object[]) => {
    const { Errors } = await run(...body);
    return Errors === null ? "ok" : Errors.map((one) => `${one.OpIndex}: ${one.What}`).join("; ");
  };
  const read = async (rest: string) => {
    const answer = await kit.call("kv.read", { rest, query: { raw: "" } });
    return answer.status === 200 ? answer.text() : undefined;
  };
  return { world, ...kit, run, outcome, read };
}

describe("KV verbs", () => {
  test("set, then read within the same transaction", async () => {
    const { run, read } = await open();
    const { Results, status } = await run(kv("set", "a", { Value: value("1"), Flags: 7 }), kv("get", "a"));
    expect(status).toBe(200);
    expect(Results?.map(({ KV }) => [KV?.["Key"], KV?.["Value"], KV?.["Flags"]])).toEqual([
      ["a", null, 7],
      ["a", value("1"), 7],
    ]);
    const indexes = Results?.flatMap(({ KV }) => [KV?.["CreateIndex"], KV?.["ModifyIndex"]]) ?? [];
    expect(new Set(indexes).size).toBe(1);
    expect(Number(indexes[0])).toBeGreaterThan(0);
    expect(await read("a")).toBe("1");
  });

  test("all or none: one that fails undoes those before it", async () => {
    const { outcome, read } = await open();
    const first = kv("set", "a", { Value: value("1") });
    expect(await outcome(first, kv("get", "none"), kv("set", "b", { Value: "" }))).toBe(
      '1: key "none" doesn\'t exist',
    );
    expect([await read("a"), await read("b")]).toEqual([undefined, undefined]);
  });

  test.each<[string, object, string]>([
    ["cas at the index", kv("cas", "k", { Index: 0, Value: value("2") }), "index"],
    ["delete-cas at the index", kv("delete-cas", "k", {}), "index"],
    ["check-index at the index", kv("check-index", "k", {}), "index"],
  ])("%s goes through, and at another index it does not", async (_name, op, _how) => {
    const { call, outcome } = await open();
    await call("kv.write", { rest: "k", body: "1" });
    const { index } = await call("kv.read", { rest: "k" });
    const at = (Index: number) => ({ KV: { ...(op as { KV: object }).KV, Index } });
    expect(await outcome(at(index + 1))).not.toBe("ok");
    expect(await outcome(at(0))).not.toBe("ok");
    expect(await outcome(at(index))).toBe("ok");
  });

  test.each<[object, string]>([
    [kv("cas", "k", { Index: 9999 }), '0: failed to set key "k", index is stale'],
    [kv("cas", "new", { Index: 9999 }), '0: failed to set key "new", index is stale'],
    [kv("cas", "new", { Index: 0 }), "ok"],
    [kv("delete-cas", "k", { Index: 9999 }), '0: failed to delete key "k", index is stale'],
    [kv("delete-cas", "none", { Index: 9999 }), "ok"],
    [kv("delete", "none"), "ok"],
    [kv("get", "none"), '0: key "none" doesn\'t exist'],
    [kv("get-tree", "none/"), "ok"],
    [kv("delete-tree", ""), "ok"],
    [kv("check-index", "none", { Index: 1 }), '0: failed to check index, key "none" doesn\'t exist'],
    [kv("check-not-exists", "k"), '0: key "k" exists'],
    [kv("check-not-exists", "none"), "ok"],
    [kv("check-session", "none"), '0: failed to check session, key "none" doesn\'t exist'],
    [kv("check-session", "k", { Session: "" }), "ok"],
    [
      kv("check-session", "k", { Session: "s" }),
      '0: failed session check for key "k", current session "" != "s"',
    ],
    [kv("lock", "k"), "0: missing session"],
    [kv("lock", "k", { Session: "s" }), "0: failed session lookup: index error: UUID must be 36 characters"],
    [
      kv("unlock", "k", { Session: "s" }),
      '0: failed to unlock key "k", lock isn\'t held, or is held by another session',
    ],
    [kv("set", ""), "0: Must provide key"],
    [kv("fly", "k"), '0: unknown KV verb "fly"'],
  ])("%j: %s", async (op, wanted) => {
    const { call, outcome } = await open();
    await call("kv.write", { rest: "k", body: "1" });
    expect(await outcome(op)).toBe(wanted);
  });

  test("delete deletes the key, and no other", async () => {
    const { call, outcome, read } = await open();
    for (const rest of ["d", "d2"]) await call("kv.write", { rest, body: rest });
    expect(await outcome(kv("delete", "d"))).toBe("ok");
    expect([await read("d"), await read("d2")]).toEqual([undefined, "d2"]);
  });

  test("trees are read and deleted whole, and nothing beside them", async () => {
    const { call, run, read } = await open();
    for (const rest of ["t/1", "t/2", "u"]) await call("kv.write", { rest, body: rest });
    const { Results } = await run(kv("get-tree", "t/"));
    expect(Results?.map(({ KV }) => KV?.["Key"])).toEqual(["t/1", "t/2"]);
    await run(kv("delete-tree", "t/"));
    expect([await read("t/1"), await read("t/2"), await read("u")]).toEqual([undefined, undefined, "u"]);
  });

  test("a key in its lock delay is not locked, and that is told alone; anything else may be done with it", async () => {
    const { outcome, call, world } = await open();
    const session = async () => ((await call("session.create", { body: {} })).json() as { ID: string }).ID;
    const [one, two] = [await session(), await session()];
    expect(await outcome(kv("lock", "l", { Session: one }))).toBe("ok");
    await call("session.destroy", { rest: one });
    const held = 'failed to lock key "l" due to lock delay';
    expect(await outcome(kv("get", "none"), kv("lock", "l", { Session: two }))).toBe(`1: ${held}`);
    expect(await outcome(kv("lock", "l"))).toBe(`0: ${held}`);
    expect(await outcome(kv("lock", "other", { Session: two }))).toBe("ok");
    expect(await outcome(kv("set", "l", { Value: value("v") }))).toBe("ok");
    await world.run(15_100);
    expect(await outcome(kv("lock", "l", { Session: two }))).toBe("ok");
  });

  test("lock and unlock as the session that holds it", async () => {
    const { call, outcome } = await open();
    const session = async () => ((await call("session.create", { body: {} })).json() as { ID: string }).ID;
    const [one, two] = [await session(), await session()];
    expect(await outcome(kv("lock", "l", { Session: one }))).toBe("ok");
    expect(await outcome(kv("check-session", "l", { Session: one }))).toBe("ok");
    expect(await outcome(kv("lock", "l", { Session: two }))).toBe(
      '0: failed to lock key "l", lock is already held',
    );
    expect(await outcome(kv("unlock", "l", { Session: two }))).not.toBe("ok");
    expect(await outcome(kv("unlock", "l", { Session: one }))).toBe("ok");
    expect(await outcome(kv("lock", "l", { Session: two }))).toBe("ok");
  });

  test.each<[string, unknown, number, string]>([
    ["an object", {}, 400, "cannot unmarshal object"],
    ["65 operations", Array.from({ length: 65 }, () => kv("get", "x")), 413, "(65 > 64)"],
    ["bad base64", [kv("set", "x", { Value: "a%" })], 400, "illegal base64 data at input byte 1"],
  ])("%s is refused", async (_name, body, status, text) => {
    const { call } = await open();
    const answer = await call("txn.run", { body });
    expect(answer.status).toBe(status);
    expect(answer.text()).toContain(text);
  });

  test("64 operations are taken, and no operation is no error", async () => {
    const { outcome } = await open();
    expect(await outcome(...Array.from({ length: 64 }, (_, at) => kv("set", `k${at}`, { Value: "" })))).toBe(
      "ok",
    );
    expect(await outcome()).toBe("ok");
  });
});

const node = (Verb: string, Node: object) => ({ Node: { Verb, Node } });
const service = (Verb: string, Node: string, Service: object) => ({ Service: { Verb, Node, Service } });
const check = (Verb: string, Check: object) => ({ Check: { Verb, Check } });

describe("the answer", () => {
  test("says the read's facts where everything only reads", async () => {
    const { run } = await open();
    const facts = { Index: 0, LastContact: 0, KnownLeader: true, ConsistencyLevel: "", NotModified: false };
    expect(await run(kv("get-tree", ""), kv("check-not-exists", "x"))).toEqual({
      status: 200,
      Results: [],
      Errors: null,
      ...facts,
    });
    expect(await run(kv("get-tree", ""), kv("delete", "x"))).toEqual({
      status: 200,
      Results: [],
      Errors: null,
    });
  });

  test("is the same text, printed with room, where that is asked for", async () => {
    const { call } = await open();
    const value = 'a{[,:"]}';
    const body = [kv("set", "k", { Value: Buffer.from(value).toString("base64"), Flags: 7 }), kv("get", "k")];
    const pretty = (await call("txn.run", { body, query: { pretty: "" } })).text();
    const parsed = JSON.parse(pretty) as object;
    expect(pretty).toBe(`${JSON.stringify(parsed, undefined, 4)}\n`);
    expect(parsed).toMatchObject({
      Results: [{ KV: { Key: "k", Flags: 7 } }, { KV: { Key: "k", Flags: 7 } }],
    });
    const none = (await call("txn.run", { body: [], query: { pretty: "" } })).text();
    expect(none).toContain('"Results": []');
  });

  test("a value over its limit is refused, one of the limit is not", async () => {
    const kit = await startSimulatedAgent(createSimulation(53), { kvValueBytesMax: 8 });
    const set = (bytes: number) => [kv("set", "k", { Value: Buffer.alloc(bytes).toString("base64") })];
    const over = await kit.call("txn.run", { body: set(9) });
    expect([over.status, over.text()]).toEqual([413, 'Value for key "k" is too large (9 > 8 bytes)']);
    expect((await kit.call("txn.run", { body: set(8) })).status).toBe(200);
  });
});

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
    expect(await outcome(make("delete-cas", body(index)))).toBe("ok");
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
    expect(await outcome(service("set", "n", gateway))).toBe("ok");
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

describe("rights", () => {
  async function guarded() {
    const kit = await startGuardedAgent(52);
    const register = (body: object) => kit.master("catalog.register", { body });
    await register({
      Node: "n2",
      Address: "10.0.0.9",
      Service: { ID: "bank1", Service: "bank" },
      Checks: [
        { CheckID: "nodechk", Name: "n", Status: "passing" },
        { CheckID: "bankchk", Name: "b", Status: "passing", ServiceID: "bank1" },
      ],
    });
    await register({ Node: "n2", Address: "10.0.0.9", Service: { ID: "mine1", Service: "mine" } });
    await kit.master("kv.write", { rest: "top", body: "v" });
    await kit.master("kv.write", { rest: "app/a", body: "v" });
    const { SecretID } = await kit.token(
      'service "mine" { policy = "write" }\nkey_prefix "app/" { policy = "write" }\nnode "n3" { policy = "write" }',
    );
    const run = async (...body: object[]) => {
      const answer = (await kit.call("txn.run", { token: SecretID, body })).json() as Answer;
      if (answer.Errors === null) return answer.Results?.length ?? 0;
      return answer.Errors.map((one) => `${one.OpIndex}: ${one.What}`).join("; ");
    };
    return { ...kit, run };
  }

  const denied = "0: Permission denied";
  test.each<[string, object, string | number]>([
    ["sets its own service", service("set", "n2", { ID: "mine2", Service: "mine" }), 1],
    ["sets a service over a foreign one", service("set", "n2", { ID: "bank1", Service: "mine" }), denied],
    ["sets a foreign service", service("set", "n2", { ID: "x", Service: "bank" }), denied],
    [
      "sets a proxy of its own name for a foreign service",
      service("set", "n2", {
        ID: "p",
        Service: "mine",
        Kind: "connect-proxy",
        Port: 1,
        Proxy: { DestinationServiceName: "bank" },
      }),
      denied,
    ],
    [
      "sets a proxy for its own service",
      service("set", "n2", {
        ID: "p",
        Service: "mine",
        Kind: "connect-proxy",
        Port: 1,
        Proxy: { DestinationServiceName: "mine" },
      }),
      1,
    ],
    ["deletes its service", service("delete", "n2", { ID: "mine1", Service: "mine" }), 0],
    [
      "deletes a foreign service as its own",
      service("delete", "n2", { ID: "bank1", Service: "mine" }),
      denied,
    ],
    [
      "sets a check of its service",
      check("set", { Node: "n2", CheckID: "m", Name: "m", ServiceID: "mine1" }),
      1,
    ],
    [
      "sets a check over a foreign one",
      check("set", { Node: "n2", CheckID: "nodechk", Name: "m", ServiceID: "mine1" }),
      denied,
    ],
    [
      "sets a check of a foreign service under its own name",
      check("set", { Node: "n2", CheckID: "m", Name: "m", ServiceID: "bank1", ServiceName: "mine" }),
      denied,
    ],
    [
      "deletes a node's check under its own name",
      check("delete", { Node: "n2", CheckID: "nodechk", ServiceName: "mine" }),
      denied,
    ],
    [
      "deletes a foreign service's check",
      check("delete-cas", { Node: "n2", CheckID: "bankchk", ServiceName: "mine", ServiceID: "mine1" }),
      denied,
    ],
    ["deletes a foreign node", node("delete", { Node: "n2" }), denied],
    ["sets its own node", node("set", { Node: "n3", Address: "10.0.0.7" }), 1],
    ["sets a foreign node", node("cas", { Node: "n2", Address: "10.0.0.7" }), denied],
    ["sets a key", kv("set", "app/b", { Value: "" }), 1],
    ["sets a foreign key", kv("set", "top", { Value: "" }), denied],
    ["deletes a foreign key", kv("delete", "top"), denied],
    ["locks a foreign key", kv("lock", "top", { Session: "s" }), denied],
    ["deletes all keys", kv("delete-tree", ""), denied],
    ["deletes its keys", kv("delete-tree", "app/"), 0],
    ["asks whether a foreign key is there", kv("check-not-exists", "top"), denied],
    ["asks for the index of a foreign key", kv("check-index", "top", { Index: 1 }), denied],
    ["asks for the session of a foreign key", kv("check-session", "top"), denied],
    // What only reads is left out of the answer, as in Consul.
    ["reads a key", kv("get", "app/a"), 1],
    ["reads a foreign key", kv("get", "top"), 0],
    ["reads all keys", kv("get-tree", ""), 1],
    ["reads a foreign check", check("get", { Node: "n2", CheckID: "bankchk", ServiceName: "mine" }), 0],
    ["reads a node's check", check("get", { Node: "n2", CheckID: "nodechk" }), 0],
    ["reads a foreign service", service("get", "n2", { ID: "bank1", Service: "mine" }), 0],
    ["reads its service", service("get", "n2", { ID: "mine1", Service: "mine" }), 1],
    ["reads a foreign node", node("get", { Node: "n2" }), 0],
  ])("a token of mine %s: %s", async (_name, op, wanted) => {
    const { run } = await guarded();
    expect(await run(op)).toBe(wanted);
  });

  test("names that differ in case alone are one node: the right to the one that is there is needed", async () => {
    const { as, token, master } = await guarded();
    const { SecretID } = await token('node "N2" { policy = "write" }');
    for (const Verb of ["set", "delete"]) {
      const body = [node(Verb, { Node: "N2", Address: "10.9.9.9" })];
      expect(await as(SecretID, "txn.run", { body })).toContain("Permission denied");
    }
    expect((await master("catalog.node", { rest: "n2" })).text()).toContain('"Address":"10.0.0.9"');
  });

  test("a node is not renamed by its ID without the right to its old name", async () => {
    const { run, master } = await guarded();
    const ID = "aaaaaaaa-1111-4222-8333-444444444444";
    await master("catalog.register", { body: { Node: "old", ID, Address: "10.0.0.5" } });
    expect(await run(node("set", { Node: "n3", ID, Address: "10.0.0.7" }))).toBe(denied);
  });

  test("one that is denied is told alone, and nothing of the others is done", async () => {
    const { run, master } = await guarded();
    const ops = [kv("set", "app/new", { Value: "" }), kv("get", "nothing"), kv("set", "top", { Value: "" })];
    expect(await run(...ops)).toBe("2: Permission denied");
    const keys = (await master("kv.read", { rest: "", query: { keys: "" } })).json();
    expect(keys).toEqual(["app/a", "top"]);
  });

  test("an operation is asked for on what those before it did", async () => {
    const { run } = await guarded();
    const ops = [
      service("set", "n2", { ID: "fresh", Service: "mine" }),
      check("set", { Node: "n2", CheckID: "f", Name: "f", ServiceID: "fresh" }),
    ];
    expect(await run(...ops)).toBe(2);
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
