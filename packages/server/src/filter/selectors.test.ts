import { describe, expect, test } from "vitest";
import { Refusal } from "../state/refusal.ts";
import { compileFilter } from "./filter.ts";
import {
  catalogServiceSelectors,
  checkSelectors,
  healthSelectors,
  intentionSelectors,
  nodeSelectors,
  type Selectors,
  serviceSelectors,
} from "./selectors.ts";

const texts = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, `the ${name}`]));

const proxy = {
  ...texts("DestinationServiceName", "DestinationServiceID", "LocalServiceAddress"),
  LocalServicePort: 11,
  MeshGateway: { Mode: "local" },
  Expose: {
    Checks: true,
    Paths: [{ ListenerPort: 1, Path: "/p", LocalPathPort: 2, Protocol: "http", ParsedFromCheck: true }],
  },
  Upstreams: [
    {
      ...texts(
        "DestinationName",
        "DestinationType",
        "Datacenter",
        "LocalBindAddress",
        "DestinationNamespace",
      ),
      LocalBindPort: 3,
      MeshGateway: { Mode: "remote" },
    },
  ],
};

const node = {
  ...texts("ID", "Node", "Address", "Datacenter"),
  TaggedAddresses: { wan: "192.0.2.1" },
  Meta: { env: "dev" },
};

const addresses = { lan: { Address: "10.0.0.1", Port: 80 } };

const service = {
  ...texts("Kind", "ID", "Service", "Address", "Namespace"),
  Tags: ["v1"],
  TaggedAddresses: addresses,
  Meta: { env: "dev" },
  Port: 80,
  Weights: { Passing: 5, Warning: 2 },
  EnableTagOverride: true,
  Proxy: proxy,
  Connect: { Native: true },
};

const check = {
  ...texts(
    "Node",
    "CheckID",
    "Name",
    "Status",
    "Notes",
    "Output",
    "ServiceID",
    "ServiceName",
    "Type",
    "Namespace",
  ),
  ServiceTags: ["v1"],
};

/** Records with all that the documentation lets a filter ask about. */
const RECORDS: readonly (readonly [string, Selectors, object])[] = [
  ["a node", nodeSelectors, node],
  ["a service", serviceSelectors, service],
  ["a check", checkSelectors, check],
  [
    "an instance of the catalog",
    catalogServiceSelectors,
    {
      ...texts(
        "ID",
        "Node",
        "Address",
        "Datacenter",
        "ServiceKind",
        "ServiceID",
        "ServiceName",
        "ServiceAddress",
      ),
      TaggedAddresses: { wan: "192.0.2.1" },
      NodeMeta: { env: "dev" },
      ServiceTags: ["v1"],
      ServiceTaggedAddresses: addresses,
      ServiceMeta: { env: "dev" },
      ServicePort: 80,
      ServiceWeights: { Passing: 5, Warning: 2 },
      ServiceEnableTagOverride: true,
      ServiceProxy: proxy,
      ServiceConnect: { Native: true },
    },
  ],
  ["an instance of health", healthSelectors, { Node: node, Service: service, Checks: [check] }],
  [
    "an intention",
    intentionSelectors,
    {
      ...texts(
        "ID",
        "Description",
        "SourceNS",
        "SourceName",
        "DestinationNS",
        "DestinationName",
        "SourceType",
        "Action",
      ),
      Meta: { env: "dev" },
      Precedence: 9,
    },
  ],
];

/** Names whose value is a map: its keys are anybody's. */
const MAPS = new Set(["Meta", "NodeMeta", "ServiceMeta", "TaggedAddresses", "ServiceTaggedAddresses"]);

/** Questions that are right of this value, and of no record without it. */
function questions(path: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) {
    const [first] = value;
    return typeof first === "string"
      ? [`"${first}" in ${path}`, `${path} is not empty`]
      : [`${path} is not empty`, ...questions(path, first)];
  }
  if (typeof value !== "object" || value === null) return [`${path} == "${value}"`];
  const name = path.split(".").at(-1) ?? "";
  const whole = MAPS.has(name) ? Object.keys(value).map((key) => `${key} in ${path}`) : [];
  const below = Object.entries(value).flatMap(([key, one]) =>
    questions(path === "" ? key : `${path}.${key}`, one),
  );
  return [...whole, ...below];
}

describe.each(RECORDS)("%s is asked for", (_, selectors, record) => {
  const ask = (text: string, of: object) => {
    const filter = compileFilter(text, selectors);
    return filter instanceof Refusal ? filter.text : filter(of);
  };

  test.each(questions("", record))("%s", (text) => {
    expect([ask(text, record), ask(text, {})]).toEqual([true, false]);
  });

  test.each(["CreateIndex", "ModifyIndex", "Nope", "Meta.a.b"])("not for %s", (name) => {
    expect(ask(`${name} == 1`, record)).toContain("is not valid");
  });
});

test("kinds are asked for what they can be asked for", () => {
  const ask = (text: string) => {
    const filter = compileFilter(text, serviceSelectors);
    return filter instanceof Refusal ? filter.text.replace(/^[^:]*: /, "") : "taken";
  };
  const table = [
    ["Service", "taken", "taken", "no", "taken"],
    ["Port", "taken", "no", "no", "no"],
    ["EnableTagOverride", "taken", "no", "no", "no"],
    ["Tags", "no", "taken", "taken", "no"],
    ["Meta", "no", "taken", "taken", "no"],
    ["Proxy.Upstreams", "no", "no", "taken", "no"],
    ["Proxy", "no", "no", "no", "no"],
  ] as const;
  for (const [name, ...wanted] of table)
    for (const not of [false, true]) {
      const told = [
        ask(not ? `${name} != 1` : `${name} == 1`),
        ask(not ? `1 not in ${name}` : `1 in ${name}`),
        ask(not ? `${name} is not empty` : `${name} is empty`),
        ask(not ? `${name} not matches 1` : `${name} matches 1`),
      ];
      const words = not
        ? ["Not Equal", "Not In", "Is Not Empty", "Not Matches"]
        : ["Equal", "In", "Is Empty", "Matches"];
      expect(told).toEqual(
        wanted.map((one, at) =>
          one === "taken" ? one : `Invalid match operator "${words[at]}" for selector "${name}"`,
        ),
      );
    }
});
