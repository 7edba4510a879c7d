import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { decodeConfigEntry } from "./decode.ts";
import { ingressMistake, terminatingMistake } from "./gateway-mistake.ts";
import { resolverMistake } from "./resolver-mistake.ts";
import { permissionMistake, routesMistake } from "./route-mistake.ts";

const decoded = (body: unknown): unknown => {
  const entry = decodeConfigEntry(body);
  return "text" in entry ? entry["text"] : entry;
};

describe("what is no entry", () => {
  test.each<[unknown, string]>([
    ["x", "'' expected a map, got 'string'"],
    [5, "'' expected a map, got 'float64'"],
    [true, "'' expected a map, got 'bool'"],
    [[], "'' expected a map, got 'slice'"],
    [null, "Payload does not contain a kind/Kind key at the top level"],
    [{ Name: "a" }, "Payload does not contain a kind/Kind key at the top level"],
    [{ Kind: null }, "Kind value in payload is not a string"],
    [{ Kind: null, kind: "service-defaults" }, "Kind value in payload is not a string"],
    [{ Kind: true }, "Kind value in payload is not a string"],
    [{ Kind: "nope" }, "invalid config entry kind: nope"],
    [
      { Kind: "service-defaults", Colour: 1, MeshGateway: { Hue: 2 } },
      '2 errors occurred:\n\t* invalid config key "MeshGateway.Hue"\n\t* invalid config key "Colour"\n\n',
    ],
  ])("%j", (body, text) => {
    expect(decoded(body)).toBe(text);
  });
});

const resolver = { Kind: "service-resolver", Name: "a" };
const router = { Kind: "service-router", Name: "a" };

describe("values are read weakly", () => {
  test.each<[string, object, object]>([
    ["a number for a text", { Protocol: 5 }, { Protocol: "5" }],
    ["a large number for a text", { Protocol: 1e21 }, { Protocol: "1000000000000000000000" }],
    ["true for a text", { Protocol: true }, { Protocol: "1" }],
    ["false for a text", { Protocol: false }, { Protocol: "0" }],
    ["a list of one for a text", { Protocol: ["x"] }, { Protocol: "x" }],
    ["an empty list for a map", { Meta: [] }, {}],
    ["a list of nothing for a map", { Meta: [[]] }, {}],
    ["a list of records for a map", { Meta: [{ a: "1", b: "2" }, { b: "3" }] }, { Meta: { a: "1", b: "3" } }],
    ["null", { Protocol: null }, {}],
    [
      "keys in snake case",
      { external_sni: "s", mesh_gateway: { mode: "local" } },
      { ExternalSNI: "s", MeshGateway: { Mode: "local" } },
    ],
    ["what answers say", { CreateIndex: 1, ModifyIndex: 2, Hash: "h" }, {}],
    ["a text for a flag", { Expose: { Checks: "true" } }, { Expose: { Checks: true } }],
    ["an empty text for a flag", { Expose: { Checks: "" } }, {}],
    ["a number for a flag", { Expose: { Checks: 2 } }, { Expose: { Checks: true } }],
    [
      "one thing for a list",
      { Expose: { Paths: { Path: "/a", ListenerPort: "80" } } },
      { Expose: { Paths: [{ Path: "/a", ListenerPort: 80 }] } },
    ],
    [
      "a fraction for a whole number",
      { Expose: { Paths: [{ LocalPathPort: 8.9 }] } },
      { Expose: { Paths: [{ LocalPathPort: 8 }] } },
    ],
    [
      "true for a number",
      { Expose: { Paths: [{ LocalPathPort: true }] } },
      { Expose: { Paths: [{ LocalPathPort: 1 }] } },
    ],
    ["a record for an empty list", { Expose: { Paths: {} } }, {}],
    ["metadata", { Meta: { b: 1, a: "x" } }, { Meta: { a: "x", b: "1" } }],
  ])("%s", (_name, given, kept) => {
    const shown = { Kind: "service-defaults", Name: "a", Protocol: "", MeshGateway: {}, Expose: {} };
    expect(decoded({ Kind: "service-defaults", Name: "a", ...given })).toEqual({ ...shown, ...kept });
  });

  test.each<[object, object]>([
    [{ ConnectTimeout: "1500ms" }, { ConnectTimeout: "1.5s" }],
    [{ ConnectTimeout: 2e9 }, { ConnectTimeout: "2s" }],
    [{ ConnectTimeout: 0 }, {}],
    [{ Redirect: [{ Service: "b" }] }, { Redirect: { Service: "b" } }],
    [{ Failover: { v: { Datacenters: "dc2" } } }, { Failover: { v: { Datacenters: ["dc2"] } } }],
  ])("of a resolver: %j", (given, kept) => {
    expect(decoded({ ...resolver, ...given })).toEqual({ ...resolver, ...kept });
  });

  test("of a router: numbers of a list, and methods", () => {
    const Routes = [
      { Destination: { RetryOnStatusCodes: ["503", 500] }, Match: { HTTP: { Methods: "GET" } } },
    ];
    expect(decoded({ ...router, Routes })).toMatchObject({
      Routes: [{ Destination: { RetryOnStatusCodes: [503, 500] }, Match: { HTTP: { Methods: ["GET"] } } }],
    });
  });

  test("of a splitter: weights have fractions", () => {
    const entry = { Kind: "service-splitter", Name: "a", Splits: [{ Weight: "33.4" }, { Weight: 66.6 }] };
    expect(decoded(entry)).toMatchObject({ Splits: [{ Weight: 33.4 }, { Weight: 66.6 }] });
  });
});

describe("resolvers", () => {
  const mistake = (given: object): string | undefined => resolverMistake({ ...resolver, ...given });
  const Subsets = { v1: {} };
  test.each<[object, string | undefined]>([
    [{}, undefined],
    [{ Subsets, DefaultSubset: "v1" }, undefined],
    [{ DefaultSubset: "v1" }, 'DefaultSubset "v1" is not a valid subset'],
    [{ DefaultSubset: "toString" }, 'DefaultSubset "toString" is not a valid subset'],
    [{ Subsets: { "": {} } }, "Subset defined with empty name"],
    [{ Redirect: {} }, "Redirect is empty"],
    [{ Redirect: { ServiceSubset: "v1" } }, "Redirect.ServiceSubset defined without Redirect.Service"],
    [{ Redirect: { Namespace: "n" } }, "Redirect.Namespace defined without Redirect.Service"],
    [{ Redirect: { Datacenter: "dc2" } }, undefined],
    [
      { Redirect: { Service: "a", ServiceSubset: "v2" } },
      'Redirect.ServiceSubset "v2" is not a valid subset of "a"',
    ],
    [{ Subsets, Redirect: { Service: "a", ServiceSubset: "v1" } }, undefined],
    [{ Redirect: { Service: "b", ServiceSubset: "v2" } }, undefined],
    [
      { Redirect: { Service: "b" }, Failover: { "*": { Service: "c" } } },
      "Redirect and Failover cannot both be set",
    ],
    [{ Failover: { v9: { Service: "b" } } }, 'Bad Failover["v9"]: not a valid subset'],
    [
      { Failover: { "*": {} } },
      'Bad Failover["*"] one of Service, ServiceSubset, Namespace, or Datacenters is required',
    ],
    [
      { Failover: { "*": { ServiceSubset: "v9" } } },
      'Bad Failover["*"].ServiceSubset "v9" is not a valid subset of ""',
    ],
    [{ Subsets, Failover: { v1: { Service: "a", ServiceSubset: "v1" } } }, undefined],
    [{ Failover: { "*": { Service: "b", ServiceSubset: "v9" } } }, undefined],
    [
      { Failover: { "*": { Datacenters: ["dc2", ""] } } },
      'Bad Failover["*"].Datacenters: found empty datacenter',
    ],
    [{ ConnectTimeout: "-1s" }, "Bad ConnectTimeout '-1s', must be >= 0"],
    [{ ConnectTimeout: "1s" }, undefined],
    [{ LoadBalancer: { Policy: "best" } }, 'Bad LoadBalancer policy: "best" is not supported'],
    [
      { LoadBalancer: { Policy: "maglev", RingHashConfig: {} } },
      'Bad LoadBalancer configuration. RingHashConfig specified for incompatible load balancing policy "maglev"',
    ],
    [{ LoadBalancer: { Policy: "ring_hash", RingHashConfig: {} } }, undefined],
    [
      { LoadBalancer: { Policy: "random", LeastRequestConfig: {} } },
      'Bad LoadBalancer configuration. LeastRequestConfig specified for incompatible load balancing policy "random"',
    ],
    [{ LoadBalancer: { Policy: "least_request", LeastRequestConfig: {} } }, undefined],
    [
      { LoadBalancer: { Policy: "random", HashPolicies: [{}] } },
      'Bad LoadBalancer configuration: HashPolicies specified for non-hash-based Policy: "random"',
    ],
    [{ LoadBalancer: { Policy: "maglev", HashPolicies: [{ Field: "header", FieldValue: "h" }] } }, undefined],
    [
      { LoadBalancer: { Policy: "ring_hash", HashPolicies: [{ SourceIP: true }, { Field: "body" }] } },
      'Bad LoadBalancer HashPolicy[1]: "body" is not a supported field',
    ],
    [
      { LoadBalancer: { Policy: "maglev", HashPolicies: [{ SourceIP: true, Field: "header" }] } },
      'Bad LoadBalancer HashPolicy[0]: A single hash policy cannot hash both a source address and a "header"',
    ],
    [
      { LoadBalancer: { Policy: "maglev", HashPolicies: [{ SourceIP: true, FieldValue: "x" }] } },
      "Bad LoadBalancer HashPolicy[0]: A FieldValue cannot be specified when hashing SourceIP",
    ],
    [
      { LoadBalancer: { Policy: "maglev", HashPolicies: [{ Field: "cookie" }] } },
      'Bad LoadBalancer HashPolicy[0]: Field "cookie" was specified without a FieldValue',
    ],
    [
      {
        LoadBalancer: {
          Policy: "maglev",
          HashPolicies: [{ Field: "header", FieldValue: "h", CookieConfig: {} }],
        },
      },
      'Bad LoadBalancer HashPolicy[0]: cookie_config provided for "header"',
    ],
    [
      {
        LoadBalancer: {
          Policy: "maglev",
          HashPolicies: [{ Field: "cookie", FieldValue: "h", CookieConfig: { Session: true, TTL: "1s" } }],
        },
      },
      "Bad LoadBalancer HashPolicy[0]: a session cookie cannot have an associated TTL",
    ],
  ])("%j", (given, text) => {
    expect(mistake(given)).toBe(text);
  });

  test("subsets have names that DNS takes", () => {
    for (const name of ["a", "a-b", "0", "x".repeat(63)])
      expect(mistake({ Subsets: { [name]: {} } })).toBeUndefined();
    for (const name of ["A", "-a", "a-", "a.b", "x".repeat(64)])
      expect(mistake({ Subsets: { [name]: {} } })).toMatch(/^Subset ".*" is invalid: /);
  });
});

describe("routes", () => {
  const http = (HTTP: object, Destination: object = {}): string | undefined =>
    routesMistake([{}, { Match: { HTTP }, Destination }]);
  test.each<[object, string | undefined]>([
    [{}, undefined],
    [{ PathExact: "/a" }, undefined],
    [{ PathExact: "a" }, "Route[1] PathExact doesn't start with '/': \"a\""],
    [{ PathPrefix: "a" }, "Route[1] PathPrefix doesn't start with '/': \"a\""],
    [{ PathRegex: "a" }, undefined],
    [
      { PathExact: "/a", PathRegex: "a" },
      "Route[1] should only contain at most one of PathExact, PathPrefix, or PathRegex",
    ],
    [{ Header: [{ Present: true }] }, "Route[1] Header[0] missing required Name field"],
    [
      { Header: [{ Name: "a", Present: true }, { Name: "b" }] },
      "Route[1] Header[1] should only contain one of Present, Exact, Prefix, Suffix, or Regex",
    ],
    [
      { Header: [{ Name: "a", Exact: "x", Suffix: "y" }] },
      "Route[1] Header[0] should only contain one of Present, Exact, Prefix, Suffix, or Regex",
    ],
    [{ QueryParam: [{ Exact: "x" }] }, "Route[1] QueryParam[0] missing required Name field"],
    [
      { QueryParam: [{ Name: "a" }] },
      "Route[1] QueryParam[0] should only contain one of Present, Exact, or Regex",
    ],
    [{ QueryParam: [{ Name: "a", Regex: "x" }] }, undefined],
    [{ Methods: ["get", "PUT"] }, undefined],
    [{ Methods: ["BREW"] }, 'Route[1] Methods contains an invalid method "BREW"'],
    [{ Methods: ["GET", "get"] }, 'Route[1] Methods contains "GET" more than once'],
  ])("%j", (match, text) => {
    expect(http(match)).toBe(text);
  });

  test("a prefix can be rewritten where a path is matched", () => {
    const rewrite = { PrefixRewrite: "/b" };
    const text =
      "Route[1] cannot make use of PrefixRewrite without configuring either PathExact or PathPrefix";
    expect([http({}, rewrite), http({ PathRegex: "x" }, rewrite)]).toEqual([text, text]);
    expect([http({ PathPrefix: "/a" }, rewrite), http({ PathExact: "/a" }, rewrite)]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

test.each<[object, string | undefined]>([
  [{ Action: "allow", HTTP: { PathExact: "/a" } }, undefined],
  [{ Action: "deny", HTTP: { Methods: ["GET"] } }, undefined],
  [{ HTTP: { PathExact: "/a" } }, ".Action must be set to 'allow' or 'deny'"],
  [{ Action: "allow" }, ".HTTP is required"],
  [{ Action: "allow", HTTP: {} }, ".HTTP should not be empty"],
  [{ Action: "allow", HTTP: { PathExact: "a" } }, ".HTTP.PathExact doesn't start with '/': \"a\""],
  [
    { Action: "allow", HTTP: { PathExact: "/a", PathPrefix: "/b" } },
    ".HTTP should only contain at most one of PathExact, PathPrefix, or PathRegex",
  ],
  [{ Action: "allow", HTTP: { Methods: ["x"] } }, '.HTTP.Methods contains an invalid method "X"'],
  [{ Action: "allow", HTTP: { Header: [{}] } }, ".HTTP.Header[0] missing required Name field"],
])("a permission of an intention: %j", (permission, text) => {
  expect(permissionMistake({ ...permission })).toBe(text);
});

describe("gateways", () => {
  const ingress = (...Listeners: object[]): string | undefined =>
    ingressMistake({ Kind: "ingress-gateway", Name: "g", Listeners });
  const a = { Name: "a" };
  const on = "(listener on port 80)";
  test.each<[object[], string | undefined]>([
    [[], undefined],
    [[{ Port: 80, Services: [a] }], undefined],
    [[{ Port: 80, Protocol: "HTTP", Services: [a, { Name: "b" }, { Name: "*" }] }], undefined],
    [
      [
        { Port: 80, Services: [a] },
        { Port: 80, Services: [a] },
      ],
      "port 80 declared on two listeners",
    ],
    [
      [{ Port: 80, Protocol: "udp", Services: [a] }],
      "protocol must be 'tcp', 'http', 'http2', or 'grpc'. 'udp' is an unsupported protocol",
    ],
    [[{ Port: 80 }], "No service declared for listener with port 80"],
    [
      [{ Port: 80, Services: [a, { Name: "b" }] }],
      `Multiple services per listener are only supported for protocol = 'http' ${on}`,
    ],
    [[{ Port: 80, Services: [{}] }], `Service name cannot be blank ${on}`],
    [
      [{ Port: 80, Services: [{ Name: "*" }] }],
      `Wildcard service name is only valid for protocol = 'http' ${on}`,
    ],
    [[{ Port: 80, Protocol: "http", Services: [a, a] }], `Service a cannot be added multiple times ${on}`],
    [
      [
        {
          Port: 80,
          Protocol: "http",
          Services: [
            { ...a, Hosts: ["h"] },
            { Name: "b", Hosts: ["h"] },
          ],
        },
      ],
      `Hosts must be unique within a specific listener ${on}`,
    ],
    [
      [{ Port: 80, Protocol: "http", Services: [{ Name: "*", Hosts: ["h"] }] }],
      `Associating hosts to a wildcard service is not supported ${on}`,
    ],
    [
      [{ Port: 80, Services: [{ ...a, Hosts: ["h"] }] }],
      `Associating hosts to a service is not supported for the tcp protocol ${on}`,
    ],
  ])("ingress: %j", (listeners, text) => {
    expect(ingress(...listeners)).toBe(text);
  });

  test.each<[object[], string | undefined]>([
    [[a, { Name: "b", CAFile: "c" }], undefined],
    [[{}], "Service name cannot be blank."],
    [[a, a], 'Service "a" was specified more than once within a namespace'],
    [
      [{ ...a, CertFile: "c" }],
      'Service "a" must have a CertFile, CAFile, and KeyFile specified for TLS origination',
    ],
    [
      [{ ...a, KeyFile: "c", CAFile: "x" }],
      'Service "a" must have a CertFile, CAFile, and KeyFile specified for TLS origination',
    ],
    [[{ ...a, CAFile: "x", CertFile: "y", KeyFile: "z" }], undefined],
  ])("terminating: %j", (Services, text) => {
    expect(terminatingMistake({ Kind: "terminating-gateway", Name: "g", Services })).toBe(text);
  });
});

describe("over the API", () => {
  test("each kind is validated, and written only at its index", async () => {
    const { call } = await startSimulatedAgent(createSimulation(7));
    const put = async (body: object, query: Record<string, string> = {}) => {
      const answer = await call("config.write", { body, query });
      return `${answer.status} ${answer.text()}`;
    };
    const bad = "400 Bad request: Request decoding failed: ";
    expect(await put({ Kind: "x" })).toBe(`${bad}invalid config entry kind: x`);
    expect(await put({ Kind: "service-defaults", Name: "a", Protocol: 5 })).toContain("200 true");
    expect((await call("config.list-or-read", { rest: "service-defaults/a" })).json()).toMatchObject({
      Protocol: "5",
    });
    expect(await put({ Kind: "service-defaults" })).toBe("500 serviceName is required");
    expect(
      await put({ Kind: "service-router", Name: "a", Routes: [{ Match: { HTTP: { PathExact: "x" } } }] }),
    ).toContain("Route[0] PathExact");
    expect(await put({ Kind: "service-resolver", Name: "a", Redirect: {} })).toBe("500 Redirect is empty");
    expect(await put({ Kind: "ingress-gateway", Name: "g", Listeners: [{ Port: 1 }] })).toContain(
      "500 No service declared",
    );
    expect(await put({ Kind: "terminating-gateway", Name: "g", Services: [{}] })).toBe(
      "500 Service name cannot be blank.",
    );
    const Permissions = [{ Action: "allow", HTTP: {} }];
    expect(await put({ Kind: "service-intentions", Name: "a", Sources: [{ Name: "b", Permissions }] })).toBe(
      "500 Sources[0].Permissions[0].HTTP should not be empty",
    );
    const { index } = await call("config.list-or-read", { rest: "service-defaults/a" });
    const entry = { Kind: "service-defaults", Name: "a", Protocol: "http" };
    expect(await put(entry, { cas: String(index + 1) })).toContain("200 false");
    expect(await put(entry, { cas: "x" })).toContain("invalid syntax");
    expect(await put(entry, { cas: String(index) })).toContain("200 true");
    expect((await call("config.delete", { rest: "service-defaults" })).status).toBe(404);
    expect((await call("config.delete", { rest: "service-defaults/a" })).status).toBe(200);
    const gone = await call("config.list-or-read", { rest: "service-defaults/a" });
    expect([gone.status, gone.text()]).toEqual([404, 'Config entry not found for "service-defaults" / "a"']);
  });
});
