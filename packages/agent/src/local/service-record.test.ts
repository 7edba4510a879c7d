import { describe, expect, test } from "vitest";
import type { ServiceRegistration } from "./registration.ts";
import { agentServiceJson, serviceId, serviceRecord } from "./service-record.ts";

const plain = {
  ID: "web",
  Service: "web",
  Tags: null,
  Address: "",
  Meta: null,
  Port: 0,
  Weights: { Passing: 1, Warning: 1 },
  EnableTagOverride: false,
  Proxy: { MeshGateway: {}, Expose: {} },
  Connect: {},
  NodeName: "n1",
};
const own = (address: string, Port = 0) => ({ Address: address, Port });

/** Each row: a registration, and what of the record is not as that of a bare one. */
describe("serviceRecord()", () => {
  test.each<[ServiceRegistration, object]>([
    [{ Name: "web" }, {}],
    [{ Name: "web", ID: "w" }, { ID: "w" }],
    [{ Name: "web", ID: "" }, {}],
    [{ Name: "web", Kind: "" }, {}],
    [{ Name: "web", Kind: "x" }, { Kind: "x" }],
    [{ Name: "web", Tags: ["b", "a"] }, { Tags: ["b", "a"] }],
    [{ Name: "web", Meta: {} }, { Meta: {} }],
    [{ Name: "web", Tags: [] }, { Tags: [] }],
    [{ Name: "web", Meta: { a: "1" } }, { Meta: { a: "1" } }],
    [{ Name: "web", Port: 80 }, { Port: 80 }],
    [{ Name: "web", Weights: { Passing: 5 } }, { Weights: { Passing: 5, Warning: 1 } }],
    [{ Name: "web", Weights: { Warning: 0 } }, { Weights: { Passing: 1, Warning: 0 } }],
    [{ Name: "web", EnableTagOverride: true }, { EnableTagOverride: true }],
    [{ Name: "web", Connect: { Native: true } }, { Connect: { Native: true } }],
    [{ Name: "web", Connect: { Native: false } }, {}],
    [
      { Name: "web", Proxy: { DestinationServiceName: "db", Expose: { Checks: true } } },
      { Proxy: { DestinationServiceName: "db", MeshGateway: {}, Expose: { Checks: true } } },
    ],
    [{ Name: "web", Address: "host.example" }, { Address: "host.example" }],
    [
      { Name: "web", Address: "10.0.0.1", Port: 80 },
      {
        Address: "10.0.0.1",
        Port: 80,
        TaggedAddresses: { lan_ipv4: own("10.0.0.1", 80), wan_ipv4: own("10.0.0.1", 80) },
      },
    ],
    [
      { Name: "web", Address: "::1" },
      { Address: "::1", TaggedAddresses: { lan_ipv6: own("::1"), wan_ipv6: own("::1") } },
    ],
    [{ Name: "web", TaggedAddresses: {} }, {}],
    [
      { Name: "web", TaggedAddresses: { wan: { Address: "1.2.3.4" }, x: { Port: 9 } } },
      { TaggedAddresses: { wan: own("1.2.3.4"), x: own("", 9) } },
    ],
    [
      { Name: "web", Address: "10.0.0.1", TaggedAddresses: { lan_ipv4: { Address: "10.9.9.9", Port: 1 } } },
      { Address: "10.0.0.1", TaggedAddresses: { lan_ipv4: own("10.9.9.9", 1), wan_ipv4: own("10.0.0.1") } },
    ],
  ])("%j", (registration, more) => {
    expect(serviceRecord(registration, "n1")).toEqual({ ...plain, ...more });
  });

  test("an ID that is not given is the name", () => {
    expect([serviceId({ Name: "a" }), serviceId({ Name: "a", ID: "b" }), serviceId({})]).toEqual([
      "a",
      "b",
      "",
    ]);
  });
});

describe("agentServiceJson()", () => {
  const shown = (registration: ServiceRegistration) =>
    agentServiceJson(serviceRecord(registration, "n1"), registration, "dc9");

  test("shows metadata always, and the mesh and an owner only where they are", () => {
    expect(shown({ Name: "web" })).toEqual({
      ID: "web",
      Service: "web",
      Tags: [],
      Meta: {},
      Port: 0,
      Address: "",
      Weights: { Passing: 1, Warning: 1 },
      EnableTagOverride: false,
      Datacenter: "dc9",
    });
    expect(shown({ Name: "web", Meta: { a: "1" }, Kind: "x", Connect: { Native: true } })).toMatchObject({
      Meta: { a: "1" },
      Kind: "x",
      Connect: { Native: true },
    });
  });

  test.each([
    ["connect-proxy", true],
    ["mesh-gateway", true],
    ["terminating-gateway", true],
    ["ingress-gateway", true],
    ["x", false],
    ["", false],
  ])("shows the proxy of kind %j: %s", (Kind, wanted) => {
    expect("Proxy" in shown({ Name: "web", Kind })).toBe(wanted);
  });
});
