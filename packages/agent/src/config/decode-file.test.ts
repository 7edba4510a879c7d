import { describe, expect, test } from "vitest";
import { CONFIG_FIELDS } from "./config-keys.ts";
import { decodeFile, snakeCase } from "./decode-file.ts";
import type { Fields } from "./fields.ts";
import { CHECK_FIELDS, SERVICE_FIELDS } from "./service-fields.ts";

const text = { kind: "string" } as const;
const FIELDS: Fields = {
  name: "Test",
  fields: {
    text,
    flag: { kind: "boolean" },
    whole: { kind: "integer" },
    float: { kind: "number" },
    time: { kind: "duration" },
    count: { kind: "count" },
    maps: { kind: "list", of: { kind: "map", of: text } },
    any: { kind: "any" },
    texts: { kind: "list", of: text },
    map: { kind: "map", of: text },
    times: { kind: "map", of: { kind: "duration" } },
    record: {
      kind: "object",
      of: { name: "Inner", fields: { TLSSkipVerify: { ...text, aliases: ["tls_skip"] } } },
    },
    anys: { kind: "list", of: { kind: "any" } },
    one: {
      kind: "list",
      of: { kind: "object", of: { name: "Inner", fields: { a: text } } },
      isOne: true,
    },
    records: { kind: "list", of: { kind: "object", of: { name: "Inner", fields: { a: text } } } },
  },
};

describe("decodeFile() takes", () => {
  test.each<[unknown, unknown]>([
    [{}, {}],
    [
      { text: "x", flag: true, whole: 1, float: 1.5 },
      { text: "x", flag: true, whole: 1, float: 1.5 },
    ],
    // A list of one is what is in it, where no list is wanted.
    [
      { text: ["x"], flag: [true], time: ["1s"], whole: [null] },
      { text: "x", flag: true, time: 1000, whole: undefined },
    ],
    [
      { TEXT: "x", Flag: false },
      { text: "x", flag: false },
    ],
    [{ text: null, whole: null }, {}],
    [{ time: "1m30s" }, { time: 90_000 }],
    [{ count: 0 }, { count: 0 }],
    [{ times: { a: "1s", b: "2ms" } }, { times: { a: 1000, b: 2 } }],
    [{ any: [{ x: [1, null] }] }, { any: [{ x: [1, null] }] }],
    [{ texts: [] }, { texts: [] }],
    [{ map: { "Any Key": "x" } }, { map: { "Any Key": "x" } }],
    // A block of HCL is a record and a list of one.
    [
      { record: [{ tlsskipverify: "x" }], map: [{ a: "b" }] },
      { record: { TLSSkipVerify: "x" }, map: { a: "b" } },
    ],
    [{ record: { tls_skip_verify: "x" } }, { record: { TLSSkipVerify: "x" } }],
    [{ record: { TLS_Skip: "x" } }, { record: { TLSSkipVerify: "x" } }],
    [{ one: { a: "x" } }, { one: [{ a: "x" }] }],
    [{ one: [{ a: "x" }] }, { one: [{ a: "x" }] }],
    [
      { record: { TLS_SKIP: "x" }, records: [] },
      { record: { TLSSkipVerify: "x" }, records: [] },
    ],
    [{ records: [{ a: "x" }, { a: "y" }] }, { records: [{ a: "x" }, { a: "y" }] }],
  ])("%j", (value, wanted) => {
    expect(decodeFile(value, FIELDS, "json")).toEqual({ ok: true, value: wanted });
  });
});

describe("decodeFile() refuses the wrong type in mapstructure's words:", () => {
  test.each<[unknown, string]>([
    [{ text: 1 }, "'text' expected type 'string', got unconvertible type 'float64'"],
    [{ text: true }, "'text' expected type 'string', got unconvertible type 'bool'"],
    [{ text: ["x", "y"] }, "'text' expected type 'string', got unconvertible type '[]interface {}'"],
    [{ text: [] }, "'text' expected type 'string', got unconvertible type '[]interface {}'"],
    [{ text: [["x"]] }, "'text' expected type 'string', got unconvertible type '[]interface {}'"],
    [{ text: [{}] }, "'text' expected type 'string', got unconvertible type 'map[string]interface {}'"],
    [{ whole: ["x"] }, "'whole' expected type 'int', got unconvertible type 'string'"],
    [{ text: {} }, "'text' expected type 'string', got unconvertible type 'map[string]interface {}'"],
    [{ flag: "true" }, "'flag' expected type 'bool', got unconvertible type 'string'"],
    [{ flag: 1 }, "'flag' expected type 'bool', got unconvertible type 'float64'"],
    [{ whole: "8500" }, "'whole' expected type 'int', got unconvertible type 'string'"],
    [{ whole: 1.5 }, "'whole' expected type 'int', got 1.5, which is no whole number"],
    [{ count: "1" }, "'count' expected type 'uint', got unconvertible type 'string'"],
    [{ count: 0.5 }, "'count' expected type 'uint', got 0.5, which is no whole number"],
    [{ count: -1 }, "cannot parse 'count', -1.000000 overflows uint"],
    [{ float: "1" }, "'float' expected type 'float64', got unconvertible type 'string'"],
    [{ time: 10 }, "'time' expected type 'string', got unconvertible type 'float64'"],
    [{ texts: "x" }, "'texts': source data must be an array or slice, got string"],
    [{ texts: {} }, "'texts': source data must be an array or slice, got map"],
    [{ texts: ["x", 1] }, "'texts[1]' expected type 'string', got unconvertible type 'float64'"],
    [{ map: "x" }, "'map' expected a map, got 'string'"],
    [{ map: [{}, {}] }, "'map' expected a map, got 'slice'"],
    [{ map: { a: 1 } }, "'map[a]' expected type 'string', got unconvertible type 'float64'"],
    [{ record: "x" }, "'record' expected a map, got 'string'"],
    [{ record: [{}, {}] }, "'record' expected a map, got 'slice'"],
    [
      { record: { TLSSkipVerify: 1 } },
      "'record.TLSSkipVerify' expected type 'string', got unconvertible type 'float64'",
    ],
    // A block of HCL is a list of one, an object of JSON is none.
    ...["records", "maps", "anys"].map((name): [object, string] => [
      { [name]: { a: "x" } },
      `'${name}': source data must be an array or slice, got map`,
    ]),
    [{ one: [] }, "'one' expected a map, got 'slice'"],
    [{ one: [{}, {}] }, "'one' expected a map, got 'slice'"],
    [{ one: { a: 1 } }, "'one.a' expected type 'string', got unconvertible type 'float64'"],
    [{ records: "x" }, "'records': source data must be an array or slice, got string"],
    [{ records: [1] }, "'records[0]' expected a map, got 'float64'"],
    [{ anys: "x" }, "'anys': source data must be an array or slice, got string"],
    [{ record: [null] }, "'record' expected a map, got 'slice'"],
    [[], "'' expected a map, got 'slice'"],
    [null, "'' expected a map, got 'map'"],
  ])("%j", (value, wanted) => {
    expect(decodeFile(value, FIELDS, "json")).toEqual({
      ok: false,
      mistakes: { types: [wanted], unknown: [], durations: [] },
    });
  });

  test("a block of HCL is a list of one, and several are several where one is wanted", () => {
    const decoded = (value: unknown) => decodeFile(value, FIELDS, "hcl");
    const value = { records: [{ a: "x" }], maps: [{ b: "x" }], anys: [{ a: "x" }] };
    expect(decoded({ records: { a: "x" }, maps: { b: "x" }, anys: { a: "x" } })).toEqual({ ok: true, value });
    expect(decoded({ one: [{ a: "x" }, { a: "y" }] })).toEqual({
      ok: true,
      value: { one: [{ a: "x" }, { a: "y" }] },
    });
    expect(decoded({ records: { a: 1 }, texts: { b: 1 } })).toMatchObject({
      mistakes: {
        types: [
          "'records[0].a' expected type 'string', got unconvertible type 'int'",
          "'texts[0]' expected type 'string', got unconvertible type 'map[string]interface {}'",
        ],
      },
    });
  });

  test("whole numbers of HCL are ints", () => {
    const types = (value: unknown) => {
      const decoded = decodeFile(value, FIELDS, "hcl");
      return decoded.ok ? [] : decoded.mistakes.types;
    };
    expect(types({ count: -1 })).toEqual(["cannot parse 'count', -1 overflows uint"]);
    expect(types({ text: 1 })).toEqual(["'text' expected type 'string', got unconvertible type 'int'"]);
    expect(types({ text: 1.5 })).toEqual(["'text' expected type 'string', got unconvertible type 'float64'"]);
  });

  test("an empty duration is none", () =>
    expect(decodeFile({ time: "" }, FIELDS, "hcl")).toMatchObject({
      mistakes: { durations: ['time: invalid duration: "": time: invalid duration ""'] },
    }));

  test("keys that there are not, by their paths, and durations that are none; all of them, types in order", () => {
    expect(
      decodeFile(
        {
          b: 1,
          whole: "",
          text: 1,
          record: { c: 1 },
          records: [{ a: "" }, { d: 1 }],
          time: "5",
          count: null,
          times: { x: "y" },
        },
        FIELDS,
        "json",
      ),
    ).toEqual({
      ok: false,
      mistakes: {
        types: [
          "'text' expected type 'string', got unconvertible type 'float64'",
          "'whole' expected type 'int', got unconvertible type 'string'",
        ],
        unknown: ["b", "record.c", "records[1].d"],
        durations: [
          'time: invalid duration: "5": time: missing unit in duration "5"',
          'times[x]: invalid duration: "y": time: invalid duration "y"',
        ],
      },
    });
  });
});

test.each([
  ["CheckID", "Check_ID"],
  ["DeregisterCriticalServiceAfter", "Deregister_Critical_Service_After"],
  ["TLSSkipVerify", "TLS_Skip_Verify"],
  ["GRPCUseTLS", "GRPC_Use_TLS"],
  ["DockerContainerID", "Docker_Container_ID"],
  ["TTL", "TTL"],
  ["node_name", "node_name"],
])("snakeCase(%s)", (name, wanted) => expect(snakeCase(name)).toBe(wanted));

describe("the definitions of services and checks", () => {
  test.each<[Fields, unknown, unknown]>([
    [
      SERVICE_FIELDS,
      { id: "1", name: "n", tags: ["t"], enable_tag_override: true, EnableTagOverride: true },
      { ID: "1", Name: "n", Tags: ["t"], EnableTagOverride: true },
    ],
    [
      SERVICE_FIELDS,
      { tagged_addresses: { lan: { address: "a", port: 1 } }, connect: { sidecar_service: { port: 2 } } },
      { TaggedAddresses: { lan: { Address: "a", Port: 1 } }, Connect: { SidecarService: { Port: 2 } } },
    ],
    [
      CHECK_FIELDS,
      {
        script_args: ["x"],
        docker_container_id: "c",
        tls_skip_verify: true,
        deregister_critical_service_after: "1m",
      },
      { Args: ["x"], DockerContainerID: "c", TLSSkipVerify: true, DeregisterCriticalServiceAfter: 60_000 },
    ],
    [
      CHECK_FIELDS,
      { grpc: "g", grpc_use_tls: true, alias_service: "s", success_before_passing: 2, interval: "10s" },
      { GRPC: "g", GRPCUseTLS: true, AliasService: "s", SuccessBeforePassing: 2, Interval: 10_000 },
    ],
    [
      SERVICE_FIELDS,
      {
        proxy: {
          destination_service_name: "d",
          local_service_port: 1,
          config: { any_key: { b: 1 } },
          upstreams: { destination_name: "u", local_bind_port: 2, mesh_gateway: { mode: "local" } },
          expose: { checks: true, paths: [{ path: "/", listener_port: 3 }] },
        },
      },
      {
        Proxy: {
          DestinationServiceName: "d",
          LocalServicePort: 1,
          Config: { any_key: { b: 1 } },
          Upstreams: [{ DestinationName: "u", LocalBindPort: 2, MeshGateway: { Mode: "local" } }],
          Expose: { Checks: true, Paths: [{ Path: "/", ListenerPort: 3 }] },
        },
      },
    ],
  ])("%# are read in every spelling", (fields, value, wanted) => {
    expect(decodeFile(value, fields, "hcl")).toEqual({ ok: true, value: wanted });
  });

  test("a proxy's keys are known, but for those of its own configuration", () => {
    const decoded = decodeFile({ proxy: { colour: 1, config: { colour: 1 } } }, SERVICE_FIELDS, "json");
    expect(decoded).toMatchObject({ ok: false, mistakes: { unknown: ["proxy.colour"] } });
  });

  test("a key with a dot in its name is read", () => {
    expect(decodeFile({ telemetry: { "disable_compat_1.9": true } }, CONFIG_FIELDS, "json").ok).toBe(true);
  });
});
