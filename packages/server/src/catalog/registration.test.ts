import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

async function open() {
  const { call } = await startSimulatedAgent(createSimulation(22));
  const put = async (route: "catalog.register" | "catalog.deregister", body: unknown) => {
    const answer = await call(route, { body });
    return `${answer.status} ${answer.text()}`;
  };
  const service = async (more: object) => {
    expect(await put("catalog.register", { Node: "e", Address: "h", Service: more })).toBe("200 true");
    const shown = (await call("catalog.node", { rest: "e" })).json() as {
      Services: Record<string, Record<string, unknown>>;
    };
    const [one] = Object.values(shown.Services);
    const { CreateIndex, ModifyIndex, ...rest } = one ?? {};
    return rest;
  };
  const check = async (more: object) => {
    const body = { Node: "e", Address: "h", Service: { ID: "s", Service: "web", Tags: ["t"] }, Check: more };
    expect(await put("catalog.register", body)).toBe("200 true");
    const [one] = (await call("health.node", { rest: "e" })).json() as Record<string, unknown>[];
    const { CreateIndex, ModifyIndex, ...rest } = one ?? {};
    return rest;
  };
  return { call, put, service, check };
}

const ID = "aaaaaaaa-0000-4000-8000-00000000000A";

describe("a registration", () => {
  const node = { Node: "e", Address: "h" };
  test.each<[unknown, string]>([
    [node, "200 true"],
    [{ ...node, Datacenter: "dc1" }, "200 true"],
    [{ ...node, Datacenter: "dc2" }, "500 No path to datacenter"],
    [{ Address: "h" }, "500 Must provide node"],
    [{ Node: "e" }, "500 Must provide address if SkipNodeUpdate is not set"],
    [{ Node: "e", SkipNodeUpdate: true }, "200 true"],
    [{ ...node, ID }, "200 true"],
    [{ ...node, ID: "x" }, "500 Bad node ID: uuid string is wrong length"],
    [{ ...node, ID: ID.replaceAll("-", "0") }, "500 Bad node ID: uuid is improperly formatted"],
    [{ ...node, ID: ID.replace("A", "G") }, "500 Bad node ID: uuid is improperly formatted"],
    [{ ...node, Service: { ID: "s" } }, "500 Must provide service name with ID"],
    [{ ...node, Service: { Service: "s", Address: "0.0.0.0" } }, "500 Invalid service address"],
    [
      { ...node, Service: {} },
      "500 failed inserting service: failed inserting service: object missing primary index",
    ],
    [
      { ...node, Service: { Port: 80 } },
      "500 failed inserting service: failed inserting service: object missing primary index",
    ],
    [
      { ...node, Service: { Service: "s", Meta: { "a b": "x" } } },
      "500 failed inserting service: Invalid Service Meta for node e and serviceID s: Couldn't load metadata pair ('a b', 'x'): Key contains invalid characters",
    ],
    [{ ...node, NodeMeta: { "a b": "x", "consul-x": "" } }, "200 true"],
    [{ ...node, Check: { Node: "E", Name: "c" } }, "200 true"],
    [{ ...node, Check: { Node: "f", Name: "c" } }, '500 check node "f" does not match node "e"'],
    [
      { ...node, Checks: [{ Name: "a" }, { Node: "f", Name: "c" }] },
      '500 check node "f" does not match node "e"',
    ],
    [
      { ...node, Check: { Name: "c", ServiceID: "none" } },
      "500 failed inserting check: Missing service registration",
    ],
    [[], "400 Request decode failed: json: cannot unmarshal array"],
    ["{", "400 Request decode failed: unexpected EOF"],
  ])("%j: %s", async (body, wanted) => {
    const { put } = await open();
    expect(await put("catalog.register", body)).toContain(wanted);
  });

  test("that is refused leaves nothing of it", async () => {
    const { call, put } = await open();
    const body = {
      Node: "e",
      Address: "h",
      Service: { Service: "s" },
      Check: { Name: "c", ServiceID: "none" },
    };
    expect(await put("catalog.register", body)).toContain("500");
    expect((await call("catalog.node", { rest: "e" })).json()).toBe(null);
  });

  test("of many checks is done whole", async () => {
    const { call, put } = await open();
    const Checks = Array.from({ length: 150 }, (_, at) => ({
      Name: `c${at}`,
      ServiceID: "s",
      Status: "passing",
    }));
    const body = { Node: "e", Address: "h", Service: { Service: "s" }, Checks };
    expect(await put("catalog.register", body)).toBe("200 true");
    expect((await call("health.checks", { rest: "s" })).json()).toHaveLength(150);
    expect(await put("catalog.deregister", { Node: "e", ServiceID: "s" })).toBe("200 true");
    expect((await call("health.node", { rest: "e" })).json()).toEqual([]);
    expect((await call("catalog.service", { rest: "s" })).json()).toEqual([]);
  });
});

describe("a deregistration", () => {
  test.each<[unknown, string]>([
    [{ Node: "e" }, "200 true"],
    [{ Node: "e", Datacenter: "dc1" }, "200 true"],
    [{ Node: "e", Datacenter: "dc2" }, "500 No path to datacenter"],
    [{}, "500 Must provide node"],
    [{ Node: "e", ServiceID: "none" }, "200 true"],
    [{ Node: "e", CheckID: "none" }, "200 true"],
    ["[", "400 Request decode failed"],
  ])("%j: %s", async (body, wanted) => {
    const { put } = await open();
    expect(await put("catalog.deregister", body)).toContain(wanted);
  });

  test("takes a service where it names one, whatever check it names beside it", async () => {
    const { call, put } = await open();
    await put("catalog.register", {
      Node: "e",
      Address: "h",
      Service: { Service: "s" },
      Checks: [{ Name: "own", ServiceID: "s" }, { Name: "node" }],
    });
    await put("catalog.deregister", { Node: "E", ServiceID: "S", CheckID: "node" });
    const checks = (await call("health.node", { rest: "e" })).json() as { CheckID: string }[];
    expect(checks.map(({ CheckID }) => CheckID)).toEqual(["node"]);
  });
});

describe("what is shown of", () => {
  const plain = {
    ID: "web",
    Service: "web",
    Tags: [],
    Address: "",
    Meta: null,
    Port: 0,
    Weights: { Passing: 1, Warning: 1 },
    EnableTagOverride: false,
    Proxy: { MeshGateway: {}, Expose: {} },
    Connect: {},
  };
  test.each<[string, object, object]>([
    ["a service without anything", { Service: "web" }, plain],
    ["its ID", { Service: "web", ID: "w" }, { ...plain, ID: "w" }],
    ["its tags", { Service: "web", Tags: ["b", "a"] }, { ...plain, Tags: ["b", "a"] }],
    ["no tags", { Service: "web", Tags: null }, plain],
    ["its kind", { Service: "web", Kind: "x" }, { ...plain, Kind: "x" }],
    [
      "its weights",
      { Service: "web", Weights: { Passing: 5, Warning: 0 } },
      { ...plain, Weights: { Passing: 5, Warning: 0 } },
    ],
    ["weights that are none: passing", { Service: "web", Weights: { Passing: 0, Warning: 1 } }, plain],
    ["weights that are none: warning", { Service: "web", Weights: { Passing: 1, Warning: -1 } }, plain],
    ["weights that are none: large", { Service: "web", Weights: { Passing: 65_536, Warning: 1 } }, plain],
    ["weights that are empty", { Service: "web", Weights: {} }, plain],
    [
      "its other addresses",
      { Service: "web", TaggedAddresses: { lan: { Address: "1.1.1.1", Port: 5 } } },
      { ...plain, TaggedAddresses: { lan: { Address: "1.1.1.1", Port: 5 } } },
    ],
    ["no other addresses", { Service: "web", TaggedAddresses: {} }, plain],
    [
      "its part in the mesh",
      { Service: "web", Connect: { Native: true } },
      { ...plain, Connect: { Native: true } },
    ],
    ["no part in it", { Service: "web", Connect: { Native: false } }, plain],
    [
      "a proxy, without what says nothing",
      {
        Service: "web",
        Kind: "connect-proxy",
        Port: 1,
        Proxy: {
          DestinationServiceName: "db",
          DestinationServiceID: "",
          LocalServicePort: 0,
          Config: {},
          Upstreams: [{ DestinationName: "a", LocalBindPort: 2, Datacenter: "" }],
          MeshGateway: { Mode: "local" },
          Expose: { Checks: false, Paths: [{ Path: "/a", ListenerPort: 3 }] },
        },
      },
      {
        ...plain,
        Kind: "connect-proxy",
        Port: 1,
        Proxy: {
          DestinationServiceName: "db",
          Upstreams: [expect.objectContaining({ DestinationName: "a", LocalBindPort: 2, MeshGateway: {} })],
          MeshGateway: { Mode: "local" },
          Expose: { Paths: [expect.objectContaining({ Path: "/a", ListenerPort: 3 })] },
        },
      },
    ],
  ])("%s", async (_what, given, wanted) => {
    const { service } = await open();
    expect(await service(given)).toEqual(wanted);
  });

  const bare = {
    Node: "e",
    CheckID: "c",
    Name: "c",
    Status: "critical",
    Notes: "",
    Output: "",
    ServiceID: "",
    ServiceName: "",
    ServiceTags: [],
    Type: "",
    Definition: {},
  };
  test.each<[string, object, object]>([
    ["a check without anything", { Name: "c" }, bare],
    ["its ID", { Name: "c", CheckID: "x" }, { ...bare, CheckID: "x" }],
    [
      "its status, notes and output",
      { Name: "c", Status: "passing", Notes: "n", Output: "o" },
      { ...bare, Status: "passing", Notes: "n", Output: "o" },
    ],
    [
      "its service, by what the catalog knows",
      { Name: "c", ServiceID: "s", ServiceName: "no", ServiceTags: ["no"] },
      { ...bare, ServiceID: "s", ServiceName: "web", ServiceTags: ["t"] },
    ],
    [
      "what it does, without what says nothing",
      {
        Name: "c",
        Definition: {
          HTTP: "http://x",
          Interval: "10s",
          Timeout: "0s",
          TLSSkipVerify: false,
          Header: {},
          Body: "",
        },
      },
      { ...bare, Type: "http", Definition: { HTTP: "http://x", Interval: "10s" } },
    ],
    [
      "its durations, in words",
      { Name: "c", Definition: { Interval: 10e9, Timeout: "1m30s", DeregisterCriticalServiceAfter: "1h" } },
      {
        ...bare,
        Definition: { Interval: "10s", Timeout: "1m30s", DeregisterCriticalServiceAfter: "1h0m0s" },
      },
    ],
  ])("%s", async (_what, given, wanted) => {
    const { check } = await open();
    expect(await check(given)).toEqual(wanted);
  });
});

test("/v1/catalog/datacenters tells whether it was asked before, where the cache is asked for", async () => {
  const { call } = await open();
  const ask = async (query: Record<string, string>) => {
    const answer = await call("catalog.datacenters", { query });
    return [answer.json(), answer.headers.get("x-cache"), answer.headers.get("age")];
  };
  expect(await ask({})).toEqual([["dc1"], undefined, undefined]);
  expect(await ask({ cached: "" })).toEqual([["dc1"], "MISS", undefined]);
  expect(await ask({ cached: "" })).toEqual([["dc1"], "HIT", "0"]);
  expect(await ask({})).toEqual([["dc1"], undefined, undefined]);
});
