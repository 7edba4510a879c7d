import { describe, expect, test } from "vitest";
import { checkDefinition, checkMistake } from "./check-definition.ts";
import type { ServiceRegistration } from "./registration.ts";
import { serviceMistake, sidecarKindMistake, sidecarMistake } from "./service-mistake.ts";

const several = (...lines: string[]): string =>
  `${lines.length === 1 ? "1 error" : `${lines.length} errors`} occurred:\n${lines.map((one) => `\t* ${one}\n`).join("")}\n`;

const proxy = { Kind: "connect-proxy", Port: 9, Proxy: { DestinationServiceName: "db" } };
const upstream = { DestinationName: "db", LocalBindPort: 1 };

describe("a service", () => {
  test.each<[ServiceRegistration, string | undefined]>([
    [{ Name: "" }, "Missing service name"],
    [{ Name: undefined as never }, "Missing service name"],
    [{}, undefined],
    [{ Address: "10.0.0.1" }, undefined],
    [{ Address: "0.0.0.0" }, "Invalid service address"],
    [{ Address: "::" }, "Invalid service address"],
    [{ Address: "[::]" }, "Invalid service address"],
    [{ Weights: {} }, "Invalid Weights: Passing must be greater than 0"],
    [{ Weights: { Passing: 0, Warning: 1 } }, "Invalid Weights: Passing must be greater than 0"],
    [{ Weights: { Passing: 1, Warning: -1 } }, "Invalid Weights: Warning must be greater or equal than 0"],
    [{ Weights: { Passing: 1, Warning: 0 } }, undefined],
    [{ Weights: { Passing: 65_535, Warning: 65_535 } }, undefined],
    [{ Weights: { Passing: 65_536, Warning: 1 } }, "Invalid Weights: DNS Weight must be between 0 and 65535"],
    [{ Weights: { Passing: 1, Warning: 65_536 } }, "Invalid Weights: DNS Weight must be between 0 and 65535"],
    [
      { Meta: { "a b": "x" } },
      "Invalid Service Meta: Couldn't load metadata pair ('a b', 'x'): Key contains invalid characters",
    ],
    [{ Kind: "teapot" }, undefined],
    [proxy, undefined],
    [{ ...proxy, Port: 0 }, several("Port must be set for a Connect proxy")],
    [
      { Kind: "connect-proxy" },
      several(
        "Proxy.DestinationServiceName must be non-empty for Connect proxy services",
        "Port must be set for a Connect proxy",
      ),
    ],
    [
      { ...proxy, Proxy: { DestinationServiceName: " " } },
      several("Proxy.DestinationServiceName must be non-empty for Connect proxy services"),
    ],
    [
      { ...proxy, Proxy: { DestinationServiceName: "*" } },
      several("Proxy.DestinationServiceName must not be a wildcard for Connect proxy services"),
    ],
    [
      { ...proxy, Connect: { Native: true } },
      several("A Proxy cannot also be Connect Native, only typical services"),
    ],
    [{ Connect: { Native: true } }, undefined],
    [{ Kind: "mesh-gateway" }, several("Port must be non-zero for a mesh-gateway")],
    [{ Kind: "ingress-gateway" }, undefined],
    [{ Kind: "mesh-gateway", Port: 1, Meta: { "consul-wan-federation": "1" } }, undefined],
    [
      { Meta: { "consul-wan-federation": "1" } },
      "Invalid Service Meta: Couldn't load metadata pair ('consul-wan-federation', '1'): Key prefix 'consul-' is reserved for internal use",
    ],
    [
      { Kind: "terminating-gateway", Port: 1, Proxy: { DestinationServiceName: "a", LocalServicePort: 5 } },
      several(
        "The Proxy.DestinationServiceName configuration is invalid for a terminating-gateway",
        "The Proxy.LocalServicePort configuration is invalid for a terminating-gateway",
      ),
    ],
    [
      { Kind: "ingress-gateway", Connect: { SidecarService: {} } },
      several("A ingress-gateway cannot have a sidecar service defined"),
    ],
    [{ Connect: { SidecarService: {} } }, undefined],
    [
      { Connect: { SidecarService: { ID: "x", Connect: { SidecarService: {} } } } },
      several(
        "A SidecarService cannot specify an ID as this is managed by the agent",
        "A SidecarService cannot have a nested SidecarService",
      ),
    ],
    [{ Check: { TTL: 1 } }, undefined],
    [
      { Checks: [{ TTL: 1 }, { HTTP: "x" }] },
      "Invalid check: Interval must be > 0 for Script, HTTP, or TCP checks",
    ],
    [{ Check: { TTL: 1, Status: "fine" } }, "Status for checks must 'passing', 'warning', 'critical'"],
    [{ Connect: { SidecarService: { Check: { TTL: 1 } } } }, undefined],
    [
      { Connect: { SidecarService: { Checks: [{ TTL: 1 }, { HTTP: "x" }] } } },
      "Invalid check in sidecar_service: Interval must be > 0 for Script, HTTP, or TCP checks",
    ],
    [
      { Connect: { SidecarService: { Check: { TTL: 1, Status: "fine" } } } },
      "Status for checks must 'passing', 'warning', 'critical'",
    ],
    [{ Owner: { Kind: "x" } }, 'Invalid Owner: Kind must be one of docker_container, process, not "x"'],
    [{ Owner: { Kind: "process" } }, "Invalid Owner: ID cannot be empty"],
    [
      { Owner: { Kind: "process", ID: "0" } },
      'Invalid Owner: the ID of a process must be its number, not "0"',
    ],
    [{ Owner: { Kind: "docker_container", ID: "abc" } }, undefined],
    [{ Owner: { Kind: "docker_container", ID: "" } }, "Invalid Owner: ID cannot be empty"],
    [{ Owner: {} }, 'Invalid Owner: Kind must be one of docker_container, process, not ""'],
    [{ Owner: { Kind: "process", ID: "12" } }, undefined],
    [
      { Owner: { Kind: "process", ID: "12a" } },
      'Invalid Owner: the ID of a process must be its number, not "12a"',
    ],
  ])("%j", (service, text) => {
    expect(serviceMistake({ Name: "web", ...service })).toBe(text);
  });

  test.each<[object[], string | undefined]>([
    [[upstream], undefined],
    [[upstream, { DestinationName: "db2", LocalBindPort: 2 }], undefined],
    [[{ LocalBindPort: 1 }], several("upstream destination name cannot be empty")],
    [[{ ...upstream, DestinationName: "*" }], several("upstream destination name cannot be a wildcard")],
    [[{ DestinationName: "db" }], several("upstream local bind port cannot be zero")],
    [[{ ...upstream, DestinationType: "x" }], several('unknown upstream destination type: "x"')],
    [[{ ...upstream, DestinationType: "prepared_query" }], undefined],
    [
      [upstream, { ...upstream, LocalBindPort: 2 }],
      several("upstreams cannot contain duplicates of service:db"),
    ],
    [[upstream, { ...upstream, Datacenter: "dc2", LocalBindPort: 2 }], undefined],
    [
      [upstream, { DestinationName: "x", LocalBindPort: 1, LocalBindAddress: "127.0.0.1" }],
      several(
        'upstreams cannot contain duplicates by local bind address and port; "127.0.0.1:1" is specified twice',
      ),
    ],
    [[upstream, { DestinationName: "x", LocalBindPort: 1, LocalBindAddress: "::1" }], undefined],
  ])("a proxy's upstreams: %j", (Upstreams, text) => {
    const service = { Name: "p", ...proxy, Proxy: { ...proxy.Proxy, Upstreams } };
    expect(serviceMistake(service)).toBe(text);
  });

  test.each<[object[], string | undefined]>([
    [[{ Path: "/a", ListenerPort: 1, LocalPathPort: 2, Protocol: "HTTP2" }], undefined],
    [[{ ListenerPort: 1 }], several("expose.paths: empty path exposed")],
    [
      [
        { Path: "/a", ListenerPort: 1 },
        { Path: "/a", ListenerPort: 2 },
      ],
      several("expose.paths: duplicate paths exposed"),
    ],
    [
      [
        { Path: "/a", ListenerPort: 1 },
        { Path: "/b", ListenerPort: 1 },
      ],
      several("expose.paths: duplicate listener ports exposed"),
    ],
    [[{ Path: "/a", ListenerPort: 0 }], several("expose.paths: invalid listener port: 0")],
    [[{ Path: "/a", ListenerPort: 65_535 }], undefined],
    [[{ Path: "/a", ListenerPort: 65_536 }], several("expose.paths: invalid listener port: 65536")],
    [
      [{ Path: "/a", ListenerPort: 1, Protocol: "udp" }],
      several("protocol 'udp' not supported for path: /a, must be in: [grpc http http2]"),
    ],
  ])("a proxy's exposed paths: %j", (Paths, text) => {
    const service = { Name: "p", ...proxy, Proxy: { ...proxy.Proxy, Expose: { Paths } } };
    expect(serviceMistake(service)).toBe(text);
  });
});

test.each<[ServiceRegistration, string | undefined]>([
  [{}, undefined],
  [{ Port: 0 }, "no port provided for sidecar_service and none left in the configured range [21000, 21255]"],
  [{ Meta: { "a b": "" } }, "Couldn't load metadata pair ('a b', ''): Key contains invalid characters"],
  [{ Address: "0.0.0.0" }, "Invalid service address"],
  [{ Owner: { Kind: "x" } }, 'Invalid Owner: Kind must be one of docker_container, process, not "x"'],
  // Weights that are none are kept as one and one; what it is is asked by itself.
  [{ Weights: {} }, undefined],
  [{ Kind: "mesh-gateway" }, undefined],
])("a sidecar with %j", (more, text) => {
  const sidecar = { ...proxy, Name: "p", ...more };
  expect(sidecarMistake(sidecar, { sidecarMin: 21_000, sidecarMax: 21_255 })).toBe(text);
});

test.each<[ServiceRegistration, string | undefined]>([
  [{}, undefined],
  [{ Kind: "teapot" }, undefined],
  [
    { Kind: "mesh-gateway" },
    several("The Proxy.DestinationServiceName configuration is invalid for a mesh-gateway"),
  ],
  [{ Connect: { Native: true } }, several("A Proxy cannot also be Connect Native, only typical services")],
])("a sidecar that is %j", (more, text) => {
  expect(sidecarKindMistake({ ...proxy, Name: "p", ...more })).toBe(text);
});

test.each([
  [0, 21_255],
  [21_000, 0],
])("a sidecar without a port, where none is given out: %d to %d", (sidecarMin, sidecarMax) => {
  expect(sidecarMistake({ Port: 0 }, { sidecarMin, sidecarMax })).toBe(
    "no port provided for sidecar_service and auto-assignment disabled in config",
  );
});

describe("a check", () => {
  test.each<[object, string | undefined]>([
    [{}, "TTL must be > 0 for TTL checks"],
    [{ TTL: 1 }, undefined],
    [{ TTL: -1 }, "TTL must be > 0 for TTL checks"],
    [{ TTL: 1, Interval: 1 }, "Interval and TTL cannot both be specified"],
    [{ Interval: 1 }, "TTL must be > 0 for TTL checks"],
    [{ HTTP: "x", Interval: 1 }, undefined],
    [{ TCP: "x" }, "Interval must be > 0 for Script, HTTP, or TCP checks"],
    [{ GRPC: "x", Interval: -1 }, "Interval must be > 0 for Script, HTTP, or TCP checks"],
    [{ Args: ["true"], Interval: 1 }, undefined],
    [{ Args: [] }, "TTL must be > 0 for TTL checks"],
    [{ AliasService: "x" }, undefined],
    [{ AliasNode: "x" }, undefined],
    [{ AliasService: "x", HTTP: "y", Interval: 1 }, "Interval cannot be set for Alias checks"],
    [{ AliasService: "x", TTL: 1 }, "TTL must be not be set for Alias checks"],
    [{ TTL: 1, OutputMaxSize: -1 }, "MaxOutputMaxSize must be positive"],
    [{ TTL: 1, OutputMaxSize: 0 }, undefined],
    [{ Process: { PID: 1 }, Interval: 1 }, undefined],
    [{ AliasNode: "x", Args: ["true"], Interval: 1 }, "Interval cannot be set for Alias checks"],
    [{ DockerContainerID: "c", Interval: 1 }, "TTL must be > 0 for TTL checks"],
    [{ HTTP: "x", Interval: 1, TTL: 1 }, "Interval and TTL cannot both be specified"],
    [{ HTTP: "x", TTL: 1 }, "Interval must be > 0 for Script, HTTP, or TCP checks"],
  ])("%j", (check, text) => {
    expect(checkMistake(check)).toBe(text);
  });

  test.each<[object, object]>([
    [
      { HTTP: "x", Interval: 10 },
      { type: "http", intervalMs: 1000, timeoutMs: 1000 },
    ],
    [
      { HTTP: "x", Interval: 60_000 },
      { intervalMs: 60_000, timeoutMs: 10_000 },
    ],
    [{ HTTP: "x", Interval: 60_000, Timeout: 20_000 }, { timeoutMs: 20_000 }],
    [
      { Args: ["true"], Interval: 1 },
      { type: "script", timeoutMs: 30_000 },
    ],
    [{ TTL: 5 }, { type: "ttl", deregisterAfterMs: 0 }],
    [{ AliasService: "a" }, { type: "alias" }],
    [{ TCP: "a:1", Interval: 1 }, { type: "tcp" }],
    [{ GRPC: "a:1", Interval: 1 }, { type: "grpc" }],
    [{ DockerContainerID: "c", Args: ["true"], Interval: 1 }, { type: "docker" }],
    [{ TTL: 5, DeregisterCriticalServiceAfter: 1 }, { deregisterAfterMs: 60_000 }],
    [{ TTL: 5, DeregisterCriticalServiceAfter: 90_000 }, { deregisterAfterMs: 90_000 }],
    [
      { TTL: 5, SuccessBeforePassing: 2, FailuresBeforeCritical: 3 },
      { successBeforePassing: 2, failuresBeforeCritical: 3 },
    ],
    [{ TTL: 5, OutputMaxSize: 10 }, { outputMax: 10 }],
    [{ TTL: 5 }, { outputMax: 4096 }],
    [
      { DockerContainerID: "c", Args: ["a", "b"], Interval: 60_000 },
      { kind: { kind: "docker", containerId: "c", shell: "/bin/sh", args: ["a", "b"] }, timeoutMs: 30_000 },
    ],
    [
      { DockerContainerID: "c", Args: ["a"], Shell: "/bin/zsh", Interval: 5_000 },
      { kind: { shell: "/bin/zsh" }, timeoutMs: 5_000 },
    ],
    // A container without a command is no check by itself.
    [
      { DockerContainerID: "c", TTL: 5 },
      { type: "ttl", kind: { kind: "ttl", ttlMs: 5 } },
    ],
    [{ Args: ["a", "b"], Interval: 1 }, { kind: { kind: "script", args: ["a", "b"] } }],
    [
      { HTTP: "u", Interval: 1 },
      {
        kind: {
          ...{ kind: "http", url: "u", method: "GET", headers: new Map(), body: "" },
          ...{ tlsSkipVerify: false, tlsServerName: "" },
        },
      },
    ],
    [{ HTTP: "u", Method: "", Interval: 1 }, { kind: { method: "GET" } }],
    [
      {
        HTTP: "u",
        Method: "PUT",
        Body: "b",
        Header: { A: ["1"] },
        TLSSkipVerify: true,
        TLSServerName: "n",
        Interval: 1,
      },
      {
        kind: {
          ...{ method: "PUT", body: "b", headers: new Map([["A", ["1"]]]) },
          ...{ tlsSkipVerify: true, tlsServerName: "n" },
        },
      },
    ],
    [{ TCP: "a:1", Interval: 1 }, { kind: { kind: "tcp", address: "a:1" } }],
    [
      { GRPC: "a:1", Interval: 1 },
      { kind: { target: "a:1", tls: false, tlsSkipVerify: false, tlsServerName: "" } },
    ],
    [
      { GRPC: "a:1", GRPCUseTLS: true, TLSSkipVerify: true, TLSServerName: "n", Interval: 1 },
      { kind: { kind: "grpc", tls: true, tlsSkipVerify: true, tlsServerName: "n" } },
    ],
    [
      { Process: { PID: 7, StartedAt: "s" }, Interval: 1 },
      { type: "process", kind: { pid: 7, startedAt: "s" } },
    ],
    [{ AliasNode: "n2" }, { kind: { kind: "alias", node: "n2", service: "" } }],
    [{ AliasService: "web" }, { kind: { kind: "alias", node: "", service: "web" } }],
    // The first of the kinds that it could be.
    [{ Args: ["a"], HTTP: "u", TCP: "a:1", Interval: 1 }, { type: "script" }],
    [{ HTTP: "u", TCP: "a:1", Interval: 1 }, { type: "http" }],
    [
      { TCP: "a:1", Timeout: 0, Interval: 500 },
      { timeoutMs: 1000, intervalMs: 1000 },
    ],
    [{ TTL: 5, DeregisterCriticalServiceAfter: 60_001 }, { deregisterAfterMs: 60_001 }],
    [{ TTL: 5, OutputMaxSize: 0 }, { outputMax: 4096 }],
  ])("%j becomes", (check, definition) => {
    expect(checkDefinition(check, "/bin/sh")).toMatchObject(definition);
  });
});
