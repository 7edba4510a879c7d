import { MASTER, startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

async function guarded() {
  const kit = await startGuardedAgent(41);
  for (const [Node, Service] of [
    ["n-a", "bank"],
    ["n-b", "bank"],
  ])
    await kit.master("catalog.register", { body: { Node, Address: "10.1.1.1", Service: { Service } } });
  const create = async (body: object) =>
    ((await kit.master("query.create", { body })).json() as { ID: string }).ID;
  const bank = { Service: { Service: "bank" } };
  const stored = await create({ Name: "q", Token: MASTER, ...bank });
  const plain = await create({ Name: "plain", ...bank });
  return { ...kit, create, stored, plain, bank };
}

const DENIED = "403 Permission denied";

describe("rights of /v1/query", () => {
  test("a stored token is shown to who manages access, and hidden from all others", async () => {
    const { as, token, stored } = await guarded();
    const { SecretID } = await token('query_prefix "" { policy = "write" }');
    const forms = [
      ["query.list", {}],
      ["query.read", { rest: stored }],
      ["query.read", { rest: "q/explain" }],
      ["query.read", { rest: `${stored}/explain` }],
    ] as const;
    for (const [route, options] of forms) {
      expect(await as(SecretID, route, options)).toContain('"Token":"<hidden>"');
      expect(await as(SecretID, route, options)).not.toContain(MASTER);
      expect(await as(MASTER, route, options)).toContain(`"Token":"${MASTER}"`);
    }
    expect(await as(SecretID, "query.read", { rest: "plain/explain" })).toContain('"Token":""');
  });

  test("what may not be read is neither listed nor explained", async () => {
    const { as, token, stored } = await guarded();
    const { SecretID } = await token('query "plain" { policy = "read" }');
    expect(await as(SecretID, "query.list")).toContain('"Name":"plain"');
    expect(await as(SecretID, "query.list")).not.toContain('"Name":"q"');
    expect(await as(SecretID, "query.read", { rest: stored })).toBe(DENIED);
    expect(await as("", "query.read", { rest: "q/explain" })).toBe(DENIED);
    expect(await as("", "query.list")).toBe("200 []");
  });

  test("a foreign query is not taken over by its ID, nor deleted", async () => {
    const { as, token, stored, master } = await guarded();
    const { SecretID } = await token('query_prefix "mine" { policy = "write" }');
    const body = { Name: "mine1", Service: { Service: "mine" } };
    expect(await as(SecretID, "query.update", { rest: stored, body })).toBe(DENIED);
    expect(await as(SecretID, "query.delete", { rest: stored })).toBe(DENIED);
    expect(await as(SecretID, "query.create", { body: { ...body, Name: "other" } })).toBe(DENIED);
    expect((await master("query.list")).text()).not.toContain("mine");
    const own = JSON.parse((await as(SecretID, "query.create", { body })).slice(4)) as { ID: string };
    expect(await as(SecretID, "query.update", { rest: own.ID, body: { ...body, Name: "q2" } })).toBe(DENIED);
    expect(await as(SecretID, "query.update", { rest: own.ID, body: { ...body, Name: "mine2" } })).toBe(
      "200",
    );
    expect(await as(SecretID, "query.delete", { rest: own.ID })).toBe("200");
  });

  test("a query runs with its token's eyes, else with those of who asks", async () => {
    const { as, token, create, bank, master } = await guarded();
    const nodes = async (secret: string, name: string) => {
      const answer = await as(secret, "query.read", { rest: `${name}/execute` });
      const found = (JSON.parse(answer.slice(4)) as { Nodes: { Node: { Node: string } }[] }).Nodes;
      return found.map((one) => one.Node.Node).sort();
    };
    const rules = 'node "n-a" { policy = "read" }\nservice "bank" { policy = "read" }';
    const { SecretID, AccessorID } = await token(rules);
    expect(await nodes("", "q")).toEqual(["n-a", "n-b"]);
    expect(await nodes("", "plain")).toEqual([]);
    expect(await nodes(SecretID, "plain")).toEqual(["n-a"]);
    await create({ Name: "part", Token: SecretID, ...bank });
    expect(await nodes(MASTER, "part")).toEqual(["n-a"]);
    await master("acl.token-delete", { rest: AccessorID });
    expect(await as(MASTER, "query.read", { rest: "part/execute" })).toBe("403 ACL not found");
  });

  test("what stands for a hidden token is not taken for one", async () => {
    const { as, stored, bank } = await guarded();
    const body = { Name: "q", Token: "<hidden>", ...bank };
    expect(await as(MASTER, "query.update", { rest: stored, body })).toMatch(/^400 Token is "<hidden>"/);
  });

  test("a query without a name belongs to who knows its ID, and is listed to who manages access", async () => {
    const { as, token, create, bank, master } = await guarded();
    const Session = ((await master("session.create", { body: {} })).json() as { ID: string }).ID;
    const id = await create({ Session, Token: MASTER, ...bank });
    const { SecretID } = await token('query_prefix "" { policy = "write" }');
    expect(await as(SecretID, "query.list")).not.toContain(id);
    expect(await as(MASTER, "query.list")).toContain(id);
    expect(await as(SecretID, "query.read", { rest: id })).toContain('"Token":"<hidden>"');
    expect(await as(SecretID, "query.read", { rest: `${id}/explain` })).toBe(DENIED);
    expect(await as(SecretID, "query.delete", { rest: id })).toBe("200");
  });

  test('the template for all names is ruled by the prefix ""', async () => {
    const { as, token } = await guarded();
    const body = {
      Name: "",
      Template: { Type: "name_prefix_match" },
      Service: { Service: "$" + "{name.full}" },
    };
    const { SecretID } = await token('query_prefix "a" { policy = "write" }');
    expect(await as(SecretID, "query.create", { body })).toBe(DENIED);
    const { SecretID: all } = await token('query_prefix "" { policy = "write" }');
    expect((await as(all, "query.create", { body })).slice(0, 3)).toBe("200");
  });
});

describe("/v1/query", () => {
  async function open() {
    const world = createSimulation(42);
    const kit = await startSimulatedAgent(world);
    const register = (Node: string, status: string, more: object = {}, node: object = {}) =>
      kit.call("catalog.register", {
        body: {
          Node,
          Address: "10.1.1.1",
          ...node,
          Service: { Service: "web", ...more },
          Check: { CheckID: "c", Name: "c", ServiceID: "web", Status: status },
        },
      });
    await register("ok", "passing", { Tags: ["v1", "Blue"], Meta: { v: "1" } }, { NodeMeta: { rack: "1" } });
    await register("warn", "warning", { Tags: ["v1"] });
    await register("bad", "critical", { Tags: ["v2"] });
    const find = async (service: object, query = {}) => {
      const body = { Name: "q", Service: { Service: "web", ...service } };
      const made = await kit.call("query.create", { body });
      const id = (made.json() as { ID?: string } | undefined)?.ID ?? "";
      const answer = await kit.call("query.read", { rest: "q/execute", query });
      await kit.call("query.delete", { rest: id });
      const nodes = (answer.json() as { Nodes: { Node: { Node: string } }[] }).Nodes;
      return nodes.map((one) => one.Node.Node).sort();
    };
    return { world, ...kit, find };
  }

  test("what has no tags has null for them, and null for no checks", async () => {
    const { call } = await open();
    const db = (Node: string, more: object) =>
      call("catalog.register", { body: { Node, Address: "10.1.1.1", Service: { Service: "db", ...more } } });
    await db("a", { Tags: ["x"] });
    await db("b", {});
    const check = { CheckID: "c", Name: "c", ServiceID: "db", Status: "passing" };
    await call("catalog.register", { body: { Node: "b", Address: "10.1.1.1", Check: check } });
    await call("query.create", { body: { Name: "q", Service: { Service: "db" } } });
    const { Nodes } = (await call("query.read", { rest: "q/execute" })).json() as {
      readonly Nodes: readonly {
        readonly Node: { readonly Node: string };
        readonly Service: { readonly Tags: unknown };
        readonly Checks: readonly { readonly ServiceTags: unknown }[] | null;
      }[];
    };
    const told = Nodes.map(({ Node, Service, Checks }) => [
      Node.Node,
      Service.Tags,
      Checks?.map((one) => one.ServiceTags) ?? null,
    ]);
    expect(told.sort()).toEqual([
      ["a", ["x"], null],
      ["b", null, [null]],
    ]);
  });

  test.each([
    ["critical instances are left out", {}, ["ok", "warn"]],
    ["OnlyPassing leaves out warnings too", { OnlyPassing: true }, ["ok"]],
    ["IgnoreCheckIDs passes over a check", { IgnoreCheckIDs: ["c"] }, ["bad", "ok", "warn"]],
    ["… with OnlyPassing too", { OnlyPassing: true, IgnoreCheckIDs: ["c"] }, ["bad", "ok", "warn"]],
    ["another check is not passed over", { IgnoreCheckIDs: ["d"] }, ["ok", "warn"]],
    ["a tag must be there, whatever its case", { Tags: ["blue"] }, ["ok"]],
    ["all tags must be", { Tags: ["v1", "blue"] }, ["ok"]],
    ["a tag with ! must not be there", { Tags: ["v1", "!BLUE"] }, ["warn"]],
    ["NodeMeta", { NodeMeta: { rack: "1" } }, ["ok"]],
    ["NodeMeta of another value", { NodeMeta: { rack: "2" } }, []],
    ["ServiceMeta", { ServiceMeta: { v: "1" } }, ["ok"]],
    ["ServiceMeta of another value", { ServiceMeta: { v: "2" } }, []],
    ["Connect finds mesh-capable instances only", { Connect: true }, []],
    ["a service that is not there", { Service: "none" }, []],
  ])("%s", async (_name, service, wanted) => {
    const { find } = await open();
    expect(await find(service)).toEqual(wanted);
  });

  test("limit bounds the answer", async () => {
    const { find } = await open();
    expect((await find({}, { limit: "1" })).length).toBe(1);
    expect((await find({}, { limit: "5" })).length).toBe(2);
    expect((await find({}, { limit: "0" })).length).toBe(2);
  });

  const service = { Service: "web" };
  test.each<[string, object, string]>([
    [
      "neither a name nor a session",
      { Service: service },
      "500 Invalid prepared query: Must be bound to a session",
    ],
    ["no service", { Name: "x" }, "500 Invalid prepared query: Must provide a Service name to query"],
    [
      "a filter by node metadata that no node can have",
      { Name: "x", Service: { ...service, NodeMeta: { "a b": "c" } } },
      "500 Invalid prepared query: Couldn't load metadata pair ('a b', 'c'): Key contains invalid characters",
    ],
    [
      "a negative NearestN",
      { Name: "x", Service: { ...service, Failover: { NearestN: -1 } } },
      "500 Invalid prepared query: Bad NearestN '-1', must be >= 0",
    ],
    [
      "a TTL that is none",
      { Name: "x", Service: service, DNS: { TTL: "x" } },
      "500 Invalid prepared query: Bad DNS TTL 'x': time: invalid duration \"x\"",
    ],
    [
      "a negative TTL",
      { Name: "x", Service: service, DNS: { TTL: "-1s" } },
      "500 Invalid prepared query: DNS TTL '-1000000000', must be >=0",
    ],
    [
      "an unknown template",
      { Name: "x", Service: service, Template: { Type: "suffix" } },
      "500 failed compiling template: Bad Template.Type 'suffix'",
    ],
    ["an ID", { ID: "x", Name: "x" }, "500 ID must be empty when creating a new prepared query"],
    [
      "a session that is none",
      { Name: "x", Service: service, Session: "s" },
      "500 invalid session: index error: UUID must be 36 characters",
    ],
  ])("refuses %s", async (_name, body, wanted) => {
    const { call } = await open();
    const answer = await call("query.create", { body });
    expect(`${answer.status} ${answer.text()}`).toBe(wanted);
  });

  test("a name is given once", async () => {
    const { call } = await open();
    const body = { Name: "q", Service: service };
    const { ID } = (await call("query.create", { body })).json() as { ID: string };
    expect((await call("query.create", { body })).text()).toBe("name 'q' aliases an existing query name");
    expect((await call("query.update", { rest: ID, body })).status).toBe(200);
    const none = "00000000-0000-4000-8000-000000000000";
    expect((await call("query.update", { rest: none, body })).text()).toContain("non-existent");
    expect((await call("query.delete", { rest: none })).status).toBe(500);
    expect((await call("query.read", { rest: none })).status).toBe(404);
    expect((await call("query.read", { rest: "nobody/execute" })).status).toBe(404);
    expect((await call("query.read", { rest: "nobody/explain" })).status).toBe(404);
    expect((await call("query.read", { rest: "Q/execute" })).status).toBe(200);
    const bad = await call("query.read", { rest: "q/execute", query: { limit: "many" } });
    expect([bad.status, bad.text()]).toEqual([
      500,
      'Bad limit: strconv.Atoi: parsing "many": invalid syntax',
    ]);
  });

  test("a name is no other's name in another letter case, and no other's ID", async () => {
    const { call } = await open();
    const create = async (more: object) => {
      const answer = await call("query.create", { body: { Service: service, ...more } });
      return answer.status === 200 ? (answer.json() as { ID: string }).ID : answer.text();
    };
    const id = await create({ Name: "q" });
    expect(await create({ Name: "Q" })).toBe("name 'Q' aliases an existing query name");
    expect(await create({ Name: id })).toBe(`name '${id}' aliases an existing query ID`);
    const Template = { Type: "name_prefix_match" };
    expect(await create({ Name: "", Template })).toMatch(/^[0-9a-f-]{36}$/);
    expect(await create({ Name: "", Template })).toBe("a query template with an empty name already exists");
    const { ID: Session } = (await call("session.create", { body: {} })).json() as { ID: string };
    for (let times = 0; times < 2; times += 1)
      expect(await create({ Name: "", Session })).toMatch(/^[0-9a-f-]{36}$/);
    const none = "00000000-0000-4000-8000-000000000000";
    expect(await create({ Name: "s", Session: none })).toBe(`invalid session "${none}"`);
    // The session comes before the template.
    const bad = { Type: "name_prefix_match", Regexp: "(" };
    expect(await create({ Name: "s", Session: none, Template: bad })).toContain("invalid session");
    expect(await create({ Name: "s", Template: bad })).toContain("failed compiling template: Bad Regexp");
    expect((await call("query.update", { rest: id, body: { Name: "Q", Service: service } })).status).toBe(
      200,
    );
  });

  test("a read of one query waits for what changes it", async () => {
    const { call, client, world } = await open();
    const { ID } = (await call("query.create", { body: { Name: "w", Service: service } })).json() as {
      ID: string;
    };
    const { index } = await call("query.read", { rest: ID });
    const waiting = client.call("query.read", { rest: ID, query: { index: String(index), wait: "60s" } });
    await world.run(100);
    const changedAt = world.nowMs;
    await call("query.update", { rest: ID, body: { Name: "w2", Service: service } });
    expect((await world.until(waiting)).text()).toContain('"Name":"w2"');
    expect(world.nowMs - changedAt).toBeLessThan(1000);
  });

  test("the template with the longest prefix answers, its parts filled in; a name goes first", async () => {
    const { call } = await open();
    const template = (Name: string, text: string, more: object = {}) =>
      call("query.create", {
        body: {
          Name,
          Template: { Type: "name_prefix_match", Regexp: "^geo-(.*?)-([^-]+)$", ...more },
          Service: { Service: text, Tags: ["$" + "{match(9)}", "t"] },
        },
      });
    await template("", "all-$" + "{name.full}");
    await template("geo-", "$" + "{match(1)}/$" + "{match(2)}/$" + "{name.prefix}/$" + "{name.suffix}", {
      RemoveEmptyTags: true,
    });
    await call("query.create", { body: { Name: "geo-exact-name", Service: { Service: "exact" } } });
    const explain = async (name: string) => {
      const answer = (await call("query.read", { rest: `${name}/explain` })).json();
      const { Service, Tags } = (answer as { Query: { Service: { Service: string; Tags: string[] } } }).Query
        .Service;
      return [Service, Tags];
    };
    expect(await explain("geo-db-eu")).toEqual(["db/eu/geo-/db-eu", ["t"]]);
    expect(await explain("other")).toEqual(["all-other", ["", "t"]]);
    expect((await explain("geo-exact-name"))[0]).toBe("exact");
    const list = (await call("query.list")).json() as { ID: string; Template: { Type: string } }[];
    const id = list.find((one) => one.Template.Type !== "")?.ID ?? "";
    expect((await call("query.read", { rest: `${id}/execute` })).text()).toContain("resolved up by name");
  });

  test("a query goes with the session that it is bound to", async () => {
    const { call } = await open();
    const Session = ((await call("session.create", { body: {} })).json() as { ID: string }).ID;
    await call("query.create", { body: { Name: "s", Session, Service: service } });
    await call("query.create", { body: { Name: "stays", Service: service } });
    await call("session.destroy", { rest: Session });
    const left = (await call("query.list")).json() as { Name: string }[];
    expect(left.map((one) => one.Name)).toEqual(["stays"]);
  });
});

describe("/v1/query/{name}/execute", () => {
  async function open() {
    const { call } = await startSimulatedAgent(createSimulation(43));
    const register = (Node: string, Service: object) =>
      call("catalog.register", { body: { Node, Address: "10.1.1.1", Service } });
    for (const node of ["a", "b", "c"]) await register(node, { Service: "web" });
    await register("d", { Service: "native", Connect: { Native: true } });
    await register("e", {
      Service: "web-proxy",
      Port: 1,
      Kind: "connect-proxy",
      Proxy: { DestinationServiceName: "web" },
    });
    for (const [Name, Service] of [
      ["q", { Service: "web" }],
      ["near", { Service: "web", Near: "b" }],
      ["native", { Service: "native" }],
      ["mesh", { Service: "web", Connect: true }],
    ] as const)
      await call("query.create", { body: { Name, Service } });
    return async (name: string, query: Readonly<Record<string, string>> = {}) => {
      const answer = await call("query.read", { rest: `${name}/execute`, query });
      if (answer.status !== 200) return `${answer.status} ${answer.text()}`;
      return (answer.json() as { Nodes: { Node: { Node: string } }[] }).Nodes.map(({ Node }) => Node.Node);
    };
  }

  test.each<[string, string, Readonly<Record<string, string>>, readonly string[]]>([
    ["the instances", "q", {}, ["a", "b", "c"]],
    ["what leads to the service in the mesh", "q", { connect: "true" }, ["e"]],
    ["the same whatever the letter case", "Q", { connect: "T" }, ["e"]],
    ["what is a part of the mesh itself", "native", { connect: "1" }, ["d"]],
    ["the instances, where the mesh is not asked for", "q", { connect: "false" }, ["a", "b", "c"]],
    ["the mesh, where the query says so", "mesh", {}, ["e"]],
    ["the mesh of the query, whatever is asked for", "mesh", { connect: "f" }, ["e"]],
  ])("gives %s", async (_what, name, query, wanted) => {
    const execute = await open();
    expect([...(await execute(name, query))].sort()).toEqual(wanted);
  });

  test("says what is wrong with connect and limit", async () => {
    const execute = await open();
    expect(await execute("q", { connect: "maybe" })).toBe(
      `500 Error parsing 'connect' value: strconv.ParseBool: parsing "maybe": invalid syntax`,
    );
    expect(await execute("q", { limit: "x" })).toContain("500 Bad limit");
  });

  test("the node to measure from comes first though nobody has told its place, before the limit", async () => {
    const execute = await open();
    for (let times = 0; times < 5; times += 1) {
      expect(await execute("near", { limit: "1" })).toEqual(["b"]);
      expect(await execute("near", { limit: "1", near: "c" })).toEqual(["c"]);
    }
    expect([...(await execute("near", { near: "none" }))].sort()).toEqual(["a", "b", "c"]);
  });
});

test("says of the agent's cache whether it was asked before, and fails as the cache does", async () => {
  const { call } = await startSimulatedAgent(createSimulation(42));
  await call("query.create", { body: { Name: "q", Service: { Service: "web" } } });
  const said = async (rest: string, query: Readonly<Record<string, string>>) => {
    const { status, headers } = await call("query.read", { rest, query });
    return [status, headers.get("x-cache"), headers.get("age")];
  };
  expect(await said("q/execute", { cached: "" })).toEqual([200, "MISS", undefined]);
  expect(await said("q/execute", { cached: "" })).toEqual([200, "HIT", "0"]);
  expect(await said("q/execute", { cached: "", limit: "1" })).toEqual([200, "MISS", undefined]);
  expect(await said("q/execute", {})).toEqual([200, undefined, undefined]);
  expect(await said("none/execute", { cached: "" })).toEqual([500, undefined, undefined]);
  expect(await said("none/execute", {})).toEqual([404, undefined, undefined]);
});
