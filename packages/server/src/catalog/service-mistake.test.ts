import { describe, expect, test } from "vitest";
import {
  isAnyAddress,
  keptWeights,
  serviceMistake,
  severalMistakes,
  weightsMistake,
} from "./service-mistake.ts";

type Service = Parameters<typeof serviceMistake>[0];

const plain: Service = {
  Kind: "",
  ID: "s",
  Service: "s",
  Address: "",
  Port: 1,
  Proxy: {},
  Connect: {},
};

const mistakeOf = (more: Partial<Service>) => serviceMistake({ ...plain, ...more });
const proxyOf = (more: object): Partial<Service> => ({
  Kind: "connect-proxy",
  Proxy: { DestinationServiceName: "db", ...more },
});
const upstreams = (...all: object[]) => mistakeOf(proxyOf({ Upstreams: all }));
const paths = (...all: object[]) => mistakeOf(proxyOf({ Expose: { Paths: all } }));

describe("a service", () => {
  test.each<[Partial<Service>, string | undefined]>([
    [{}, undefined],
    [{ Kind: "teapot", Port: 0 }, undefined],
    [{ ID: "", Service: "" }, undefined],
    [{ Service: "" }, "Must provide service name with ID"],
    [{ Address: "10.0.0.1" }, undefined],
    [{ Address: "0.0.0.0" }, "Invalid service address"],
    [{ Address: "::" }, "Invalid service address"],
    [{ Address: "[::]" }, "Invalid service address"],
    [{ Connect: { Native: true } }, undefined],
  ])("%j: %s", (more, wanted) => expect(mistakeOf(more)).toBe(wanted));

  test.each([
    ["0.0.0.0", true],
    ["::", true],
    ["[::]", true],
    ["", false],
    ["::1", false],
    ["0.0.0.1", false],
  ])("isAnyAddress(%j) is %s", (address, wanted) => expect(isAnyAddress(address)).toBe(wanted));
});

describe("a proxy", () => {
  test.each<[Partial<Service>, readonly string[]]>([
    [{ Proxy: {} }, ["Proxy.DestinationServiceName must be non-empty for Connect proxy services"]],
    [
      { Proxy: { DestinationServiceName: " " } },
      ["Proxy.DestinationServiceName must be non-empty for Connect proxy services"],
    ],
    [
      { Proxy: { DestinationServiceName: "*" } },
      ["Proxy.DestinationServiceName must not be a wildcard for Connect proxy services"],
    ],
    [{ Port: 0 }, ["Port must be set for a Connect proxy"]],
    [{ Connect: { Native: true } }, ["A Proxy cannot also be Connect Native, only typical services"]],
    [
      { Proxy: {}, Port: 0 },
      [
        "Proxy.DestinationServiceName must be non-empty for Connect proxy services",
        "Port must be set for a Connect proxy",
      ],
    ],
  ])("%j", (more, wanted) => expect(mistakeOf({ ...proxyOf({}), ...more })).toBe(severalMistakes(wanted)));

  test("that is right is not refused, its address and name are looked at all the same", () => {
    expect(mistakeOf(proxyOf({}))).toBeUndefined();
    expect(mistakeOf({ ...proxyOf({}), Address: "::" })).toBe("Invalid service address");
  });
});

describe("the upstreams of a proxy", () => {
  const one = { DestinationName: "a", LocalBindPort: 1 };
  test.each<[string, readonly object[], readonly string[]]>([
    ["right", [one], []],
    ["a query", [{ ...one, DestinationType: "prepared_query" }], []],
    ["a service in words", [{ ...one, DestinationType: "service" }], []],
    ["another type", [{ ...one, DestinationType: "x" }], ['unknown upstream destination type: "x"']],
    ["no name", [{ LocalBindPort: 1 }], ["upstream destination name cannot be empty"]],
    ["every name", [{ ...one, DestinationName: "*" }], ["upstream destination name cannot be a wildcard"]],
    ["no port", [{ DestinationName: "a" }], ["upstream local bind port cannot be zero"]],
    ["port 0", [{ ...one, LocalBindPort: 0 }], ["upstream local bind port cannot be zero"]],
    ["one twice", [one, { ...one, LocalBindPort: 2 }], ["upstreams cannot contain duplicates of service:a"]],
    [
      "one as service and as query",
      [one, { ...one, DestinationType: "prepared_query", LocalBindPort: 2 }],
      [],
    ],
    ["one of two datacenters", [one, { ...one, Datacenter: "dc2", LocalBindPort: 2 }], []],
    [
      "one twice of a datacenter",
      [
        { ...one, Datacenter: "dc2" },
        { ...one, Datacenter: "dc2", LocalBindPort: 2 },
      ],
      ["upstreams cannot contain duplicates of service:a?dc=dc2"],
    ],
    [
      "two on one port",
      [one, { ...one, DestinationName: "b" }],
      [
        'upstreams cannot contain duplicates by local bind address and port; "127.0.0.1:1" is specified twice',
      ],
    ],
    [
      "two on one port of two addresses",
      [one, { ...one, DestinationName: "b", LocalBindAddress: "127.0.0.2" }],
      [],
    ],
    [
      "two on one port of an address in version 6",
      [
        { ...one, LocalBindAddress: "::1" },
        { ...one, DestinationName: "b", LocalBindAddress: "::1" },
      ],
      ['upstreams cannot contain duplicates by local bind address and port; "[::1]:1" is specified twice'],
    ],
    [
      "a wrong one is no double",
      [{ DestinationName: "a" }, one],
      ["upstream local bind port cannot be zero"],
    ],
  ])("%s", (_what, all, wanted) =>
    expect(upstreams(...all)).toBe(wanted.length === 0 ? undefined : severalMistakes(wanted)),
  );
});

describe("the paths that a proxy exposes", () => {
  const one = { Path: "/a", ListenerPort: 1 };
  test.each<[string, readonly object[], readonly string[]]>([
    ["right", [one, { Path: "/b", ListenerPort: 65_535, Protocol: "HTTP2" }], []],
    ["grpc", [{ ...one, Protocol: "grpc" }], []],
    ["no path", [{ ListenerPort: 1 }], ["expose.paths: empty path exposed"]],
    ["one twice", [one, { ...one, ListenerPort: 2 }], ["expose.paths: duplicate paths exposed"]],
    ["one port twice", [one, { ...one, Path: "/b" }], ["expose.paths: duplicate listener ports exposed"]],
    ["no port", [{ Path: "/a" }], ["expose.paths: invalid listener port: 0"]],
    ["a port below nothing", [{ ...one, ListenerPort: -1 }], ["expose.paths: invalid listener port: -1"]],
    ["too high a port", [{ ...one, ListenerPort: 65_536 }], ["expose.paths: invalid listener port: 65536"]],
    [
      "another protocol",
      [{ ...one, Protocol: "TCP" }],
      ["protocol 'tcp' not supported for path: /a, must be in: [grpc http http2]"],
    ],
  ])("%s", (_what, all, wanted) =>
    expect(paths(...all)).toBe(wanted.length === 0 ? undefined : severalMistakes(wanted)),
  );
});

describe("a gateway", () => {
  test.each(["mesh-gateway", "terminating-gateway", "ingress-gateway"])("%s", (Kind) => {
    const portless = severalMistakes([`Port must be non-zero for a ${Kind}`]);
    expect(mistakeOf({ Kind })).toBeUndefined();
    expect(mistakeOf({ Kind, Port: 0 })).toBe(Kind === "ingress-gateway" ? undefined : portless);
    const ofProxies = [
      "DestinationServiceName",
      "DestinationServiceID",
      "LocalServiceAddress",
      "LocalServicePort",
      "Upstreams",
    ];
    for (const name of ofProxies)
      expect(mistakeOf({ Kind, Proxy: { [name]: "x" } })).toBe(
        severalMistakes([`The Proxy.${name} configuration is invalid for a ${Kind}`]),
      );
    expect(mistakeOf({ Kind, Proxy: { Config: {} } })).toBeUndefined();
  });
});

test.each([
  [undefined, undefined, 1, 1],
  [{}, "Passing must be greater than 0", 1, 1],
  [{ Passing: 0, Warning: 1 }, "Passing must be greater than 0", 1, 1],
  [{ Passing: 1, Warning: -1 }, "Warning must be greater or equal than 0", 1, 1],
  [{ Passing: 65_535, Warning: 65_535 }, undefined, 65_535, 65_535],
  [{ Passing: 65_536, Warning: 1 }, "DNS Weight must be between 0 and 65535", 1, 1],
  [{ Passing: 1, Warning: 65_536 }, "DNS Weight must be between 0 and 65535", 1, 1],
  [{ Passing: 3 }, undefined, 3, 0],
])("weights %j", (weights, mistake, Passing, Warning) => {
  expect(weightsMistake(weights)).toBe(mistake);
  expect(keptWeights(weights)).toEqual({ Passing, Warning });
});
