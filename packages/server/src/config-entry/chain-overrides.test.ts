import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { Refusal } from "../state/refusal.ts";
import { type Customized, customizationHash, decodeOverrides, NO_OVERRIDES } from "./chain-overrides.ts";

describe("the body", () => {
  const decoding = (text: string) =>
    `Bad request: Request decoding failed: 1 error(s) decoding:\n\n* ${text}`;
  test.each<[unknown, object | string]>([
    [{}, {}],
    [null, {}],
    [{ Bogus: 1 }, {}],
    [{ OverrideProtocol: "grpc" }, { protocol: "grpc" }],
    [{ override_protocol: "HTTP" }, { protocol: "HTTP" }],
    [{ OverrideProtocol: 5 }, { protocol: "5" }],
    [{ OverrideConnectTimeout: "10s" }, { connectTimeout: "10s" }],
    [{ OverrideConnectTimeout: 7e9 }, { connectTimeout: "7s" }],
    [{ OverrideConnectTimeout: -5 }, {}],
    [{ OverrideConnectTimeout: "0s" }, {}],
    [
      { OverrideConnectTimeout: "x" },
      decoding(`error decoding 'OverrideConnectTimeout': time: invalid duration "x"`),
    ],
    [{ OverrideMeshGateway: { Mode: "local" } }, { meshGateway: "local" }],
    [{ override_mesh_gateway: [{ mode: "none" }] }, { meshGateway: "none" }],
    [{ OverrideMeshGateway: { Mode: "remote" } }, { meshGateway: "remote" }],
    [{ OverrideMeshGateway: { Mode: "" } }, {}],
    [{ OverrideMeshGateway: { Mode: "Local" } }, "Invalid OverrideMeshGateway.Mode parameter"],
    [{ OverrideMeshGateway: "x" }, decoding("'OverrideMeshGateway' expected a map, got 'string'")],
  ])("%j", (body, wanted) => {
    const overrides = decodeOverrides(body);
    const read = overrides instanceof Refusal ? overrides.text : overrides;
    expect(read).toEqual(typeof wanted === "string" ? wanted : { ...NO_OVERRIDES, ...wanted });
    expect(overrides instanceof Refusal ? overrides.status : 400).toBe(400);
  });
});

test("a hash is of what was changed alone, and each its own", () => {
  const overrides = { protocol: "local", connectTimeout: "1s", meshGateway: "local" };
  const all: Customized[] = [
    { protocol: true },
    { connectTimeout: true },
    { meshGateway: true },
    { protocol: true, meshGateway: true },
  ];
  expect(customizationHash(overrides, {})).toBeUndefined();
  const hashes = all.map((by) => customizationHash(overrides, by) ?? "");
  expect(new Set(hashes).size).toBe(all.length);
  for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{8}$/);
  expect(customizationHash({ ...overrides, protocol: "x" }, { meshGateway: true })).toBe(hashes[2]);
  expect(customizationHash({ ...overrides, protocol: "x" }, { protocol: true })).not.toBe(hashes[0]);
});

const ENTRIES = [
  { Kind: "proxy-defaults", Name: "global", Config: { protocol: "http" }, MeshGateway: { Mode: "local" } },
  { Kind: "service-splitter", Name: "api", Splits: [{ Weight: 50 }, { Weight: 50, Service: "db" }] },
  {
    Kind: "service-router",
    Name: "web",
    Routes: [{ Match: { HTTP: { PathPrefix: "/a" } }, Destination: { Service: "api" } }],
  },
  { Kind: "service-resolver", Name: "db", ConnectTimeout: "10s" },
  { Kind: "service-defaults", Name: "ext", Protocol: "http", ExternalSNI: "x.y" },
];

interface Chain {
  readonly Protocol: string;
  readonly StartNode: string;
  readonly CustomizationHash?: string;
  readonly Nodes: Readonly<Record<string, { readonly Resolver?: { readonly ConnectTimeout: string } }>>;
  readonly Targets: Readonly<Record<string, { readonly MeshGateway: { readonly Mode?: string } }>>;
}

/** Each row: service, datacenter, body; then protocol, start, timeouts, gateway modes, and whether it is another chain. */
test.each<[string, string, object, [string, string, string[], (string | undefined)[], boolean]]>([
  ["db", "dc1", {}, ["http", "resolver:db", ["10s"], [undefined], false]],
  ["db", "dc1", { OverrideProtocol: "http" }, ["http", "resolver:db", ["10s"], [undefined], false]],
  ["db", "dc1", { OverrideProtocol: "grpc" }, ["grpc", "resolver:db", ["10s"], [undefined], true]],
  ["db", "dc1", { OverrideConnectTimeout: "10s" }, ["http", "resolver:db", ["10s"], [undefined], false]],
  ["db", "dc1", { OverrideConnectTimeout: "3s" }, ["http", "resolver:db", ["3s"], [undefined], true]],
  [
    "db",
    "dc1",
    { OverrideMeshGateway: { Mode: "remote" } },
    ["http", "resolver:db", ["10s"], [undefined], false],
  ],
  [
    "db",
    "dc2",
    { OverrideMeshGateway: { Mode: "local" } },
    ["http", "resolver:db", ["10s"], ["local"], false],
  ],
  [
    "db",
    "dc2",
    { OverrideMeshGateway: { Mode: "remote" } },
    ["http", "resolver:db", ["10s"], ["remote"], true],
  ],
  [
    "ext",
    "dc2",
    { OverrideMeshGateway: { Mode: "remote" } },
    ["http", "resolver:ext", ["5s"], [undefined], false],
  ],
  ["api", "dc1", { OverrideProtocol: "tcp" }, ["tcp", "resolver:api", ["5s"], [undefined], true]],
  [
    "api",
    "dc1",
    { OverrideProtocol: "http2" },
    ["http2", "splitter:api", ["5s", "10s"], [undefined, undefined], true],
  ],
  ["web", "dc1", { OverrideProtocol: "tcp" }, ["tcp", "resolver:web", ["5s"], [undefined], true]],
])("the chain of %s in %s with %j", async (rest, datacenter, body, wanted) => {
  const { call } = await startSimulatedAgent(createSimulation(13));
  for (const entry of ENTRIES) expect((await call("config.write", { body: entry })).text()).toBe("true");
  const query = { "compile-dc": datacenter };
  const read = await call("discovery-chain.read-overridden", { rest, query, body });
  const { Chain: chain } = read.json() as { readonly Chain: Chain };
  const place = `.default${chain.StartNode.startsWith("resolver:") ? `.${datacenter}` : ""}`;
  expect([
    chain.Protocol,
    chain.StartNode.replace(place, ""),
    Object.values(chain.Nodes).flatMap((node) => node.Resolver?.ConnectTimeout ?? []),
    Object.values(chain.Targets).map((target) => target.MeshGateway.Mode),
    chain.CustomizationHash !== undefined,
  ]).toEqual(wanted);
});

test("a chain must be named, and its body be an object", async () => {
  const { call } = await startSimulatedAgent(createSimulation(14));
  const unnamed = await call("discovery-chain.read-overridden", { rest: "", body: {} });
  expect(`${unnamed.status} ${unnamed.text()}`).toBe("400 Bad request: Missing chain name");
  const listed = await call("discovery-chain.read-overridden", { rest: "web", body: [] });
  expect(`${listed.status} ${listed.text()}`).toMatch(/^400 Bad request: Request decoding failed: json: /);
});
