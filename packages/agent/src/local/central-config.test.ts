import type { ServiceConfig } from "@tutti/server";
import { describe, expect, test } from "vitest";
import { configQuestion, mergeServiceConfig } from "./central-config.ts";

const NOTHING: ServiceConfig = { Config: {}, MeshGateway: {}, Expose: {}, upstreamProtocols: {} };
const up = (name: string, more: object = {}) => ({ DestinationName: name, MeshGateway: {}, ...more });

describe("configQuestion()", () => {
  test.each<[string | undefined, object, object | undefined]>([
    [undefined, {}, undefined],
    ["", {}, undefined],
    ["mesh-gateway", {}, { service: "s", upstreams: [] }],
    ["terminating-gateway", {}, { service: "s", upstreams: [] }],
    ["ingress-gateway", { Upstreams: [up("a")] }, { service: "s", upstreams: [] }],
    ["connect-proxy", { DestinationServiceName: "web" }, { service: "web", upstreams: [] }],
    [
      "connect-proxy",
      {
        DestinationServiceName: "web",
        Upstreams: [
          up("a"),
          up("b", { DestinationType: "service" }),
          up("c", { DestinationType: "prepared_query" }),
          up("d", { DestinationType: "" }),
        ],
      },
      { service: "web", upstreams: ["a", "b", "d"] },
    ],
  ])("of kind %s with %j: %j", (Kind, proxy, wanted) => {
    const record = { ...(Kind === undefined ? {} : { Kind }), Service: "s", Proxy: { ...proxy } };
    expect(configQuestion(record)).toEqual(
      wanted === undefined ? undefined : { kind: "service-config", ...wanted },
    );
  });
});

const EMPTY = { MeshGateway: {}, Expose: {} };

describe("mergeServiceConfig()", () => {
  test.each<[string, object, Partial<ServiceConfig>, object]>([
    ["nothing to nothing", {}, {}, EMPTY],
    ["what is said centrally", {}, { Config: { a: 1 } }, { ...EMPTY, Config: { a: 1 } }],
    [
      "what the proxy says goes before it",
      { Config: { a: 2 } },
      { Config: { a: 1 } },
      { ...EMPTY, Config: { a: 2 } },
    ],
    [
      "what is empty says nothing",
      { Config: { a: "", b: 0, c: false, d: null, e: [], f: {} } },
      { Config: { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 } },
      { ...EMPTY, Config: { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 } },
    ],
    [
      "records member by member",
      { Config: { n: { a: 1, m: { x: 1 } } } },
      { Config: { n: { a: 2, b: 3, m: { y: 2 } } } },
      { ...EMPTY, Config: { n: { a: 1, b: 3, m: { x: 1, y: 2 } } } },
    ],
    [
      "no record and a record",
      { Config: { n: 1 } },
      { Config: { n: { b: 3 } } },
      { ...EMPTY, Config: { n: 1 } },
    ],
    [
      "a gateway's mode",
      {},
      { MeshGateway: { Mode: "local" } },
      { ...EMPTY, MeshGateway: { Mode: "local" } },
    ],
    [
      "the proxy's own mode",
      { MeshGateway: { Mode: "none" } },
      { MeshGateway: { Mode: "local" } },
      { ...EMPTY, MeshGateway: { Mode: "none" } },
    ],
    ["exposed checks", {}, { Expose: { Checks: true } }, { ...EMPTY, Expose: { Checks: true } }],
    ["the proxy's own checks", { Expose: { Checks: true } }, {}, { ...EMPTY, Expose: { Checks: true } }],
    [
      "exposed paths",
      { Expose: { Paths: [] } },
      { Expose: { Paths: [{ Path: "/a" }] } },
      { ...EMPTY, Expose: { Paths: [{ Path: "/a" }] } },
    ],
    [
      "the proxy's own paths alone",
      { Expose: { Paths: [{ Path: "/b" }] } },
      { Expose: { Checks: true, Paths: [{ Path: "/a" }] } },
      { ...EMPTY, Expose: { Checks: true, Paths: [{ Path: "/b" }] } },
    ],
    [
      "of upstreams protocols and modes",
      {
        Upstreams: [up("a"), up("b", { Config: { protocol: "tcp", x: 1 }, MeshGateway: { Mode: "remote" } })],
      },
      { MeshGateway: { Mode: "local" }, upstreamProtocols: { a: "http", b: "grpc" } },
      {
        MeshGateway: { Mode: "local" },
        Expose: {},
        Upstreams: [
          up("a", { Config: { protocol: "http" }, MeshGateway: { Mode: "local" } }),
          up("b", { Config: { protocol: "tcp", x: 1 }, MeshGateway: { Mode: "remote" } }),
        ],
      },
    ],
    [
      "nothing of upstreams that are no services",
      { Upstreams: [up("a", { DestinationType: "prepared_query" }), up("c")] },
      { MeshGateway: { Mode: "local" }, upstreamProtocols: { a: "http" } },
      {
        MeshGateway: { Mode: "local" },
        Expose: {},
        Upstreams: [
          up("a", { DestinationType: "prepared_query" }),
          up("c", { MeshGateway: { Mode: "local" } }),
        ],
      },
    ],
    [
      "and keeps the rest",
      { DestinationServiceName: "web" },
      {},
      { ...EMPTY, DestinationServiceName: "web" },
    ],
  ])("%s", (_, own, central, wanted) =>
    expect(mergeServiceConfig({ ...EMPTY, ...own }, { ...NOTHING, ...central })).toEqual(wanted),
  );

  test("leaves a proxy alone that nobody else has a word in", () => {
    const own = { Config: { a: 1 } };
    expect(mergeServiceConfig(own, undefined)).toBe(own);
  });
});
