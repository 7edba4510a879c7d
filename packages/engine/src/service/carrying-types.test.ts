import { type ProviderSchema, SERVICE_BLOCK } from "@tutti/plugin";
import type { OpenIntent, ResourceState, State } from "@tutti/state";
import { Value } from "@tutti/values";
import { expect, test } from "vitest";
import { configOf, EMPTY } from "../../testkit/world.ts";
import { writtenValue } from "../../testkit/written-value.ts";
import { carriesServices, carryingTypes, carryingTypesOf } from "./carrying-types.ts";

const PROVIDER = 'provider["registry.terraform.io/hashicorp/cloud"]';
const SOURCE = "registry.terraform.io/hashicorp/cloud";
const WITH = '{"id":"1","service":{"web":{"port":80}}}';
const NONE = '{"id":"1","service":{}}';

/** `TYPE` in the state, with these objects: the current one, then those that were put aside. */
function stored(type: string, current: string | undefined, ...deposed: readonly string[]): ResourceState {
  const object = (attributesJson: string) => ({ attributesJson });
  return {
    address: {
      module: [],
      mode: type.startsWith("data.") ? "data" : "managed",
      type: type.replace("data.", ""),
      name: "a",
    },
    provider: PROVIDER,
    instances: new Map([
      [
        undefined,
        {
          current: current === undefined ? undefined : object(current),
          deposed: new Map(deposed.map((text, at) => [`0000000${at}`, object(text)])),
        },
      ],
    ]),
  } as unknown as ResourceState;
}

function stateOf(...resources: readonly ResourceState[]): State {
  return { ...EMPTY, resources: new Map(resources.map((one, at) => [`r${at}`, one])) };
}

function intent(type: string, plannedJson: string): OpenIntent {
  return {
    address: { module: [], mode: "managed", type, name: "a", key: undefined },
    provider: PROVIDER,
    plannedJson,
  } as unknown as OpenIntent;
}

const block = (type: string, inner = ""): string => `resource "${type}" "a" {\n${inner}}\n`;
const SERVICE = '  service "web" {\n    port = 80\n  }\n';

test.each<[string, string, State, readonly OpenIntent[], readonly string[]]>([
  ["nothing anywhere", block("cloud_thing"), EMPTY, [], []],
  ["a block in the configuration", block("cloud_thing", SERVICE), EMPTY, [], ["cloud_thing"]],
  ["an object in the state", block("cloud_box"), stateOf(stored("cloud_thing", WITH)), [], ["cloud_thing"]],
  ["an object whose services are none", block("cloud_box"), stateOf(stored("cloud_thing", NONE)), [], []],
  [
    "an object that speaks of a service only",
    block("cloud_box"),
    stateOf(stored("cloud_thing", '{"note":"service"}')),
    [],
    [],
  ],
  [
    "a service that is no block",
    block("cloud_box"),
    stateOf(stored("cloud_thing", '{"service":"web"}')),
    [],
    [],
  ],
  ["a list of services", block("cloud_box"), stateOf(stored("cloud_thing", '{"service":[{}]}')), [], []],
  [
    "an object that was put aside",
    block("cloud_box"),
    stateOf(stored("cloud_thing", NONE, WITH)),
    [],
    ["cloud_thing"],
  ],
  [
    "one that was put aside alone",
    block("cloud_box"),
    stateOf(stored("cloud_thing", undefined, WITH)),
    [],
    ["cloud_thing"],
  ],
  ["data carries none", block("cloud_box"), stateOf(stored("data.cloud_thing", WITH)), [], []],
  ["what was about to be made", block("cloud_box"), EMPTY, [intent("cloud_thing", WITH)], ["cloud_thing"]],
  ["what was about to be made without one", block("cloud_box"), EMPTY, [intent("cloud_thing", NONE)], []],
  [
    "all of them",
    block("cloud_thing", SERVICE),
    stateOf(stored("cloud_box", NONE), stored("cloud_disk", WITH)),
    [intent("cloud_net", WITH)],
    ["cloud_disk", "cloud_net", "cloud_thing"],
  ],
])("%s", async (_, text, state, intents, wanted) => {
  const found = carryingTypes(await configOf(text), state, intents);
  expect([...found.keys()]).toEqual(wanted.length === 0 ? [] : [SOURCE]);
  expect([...(found.get(SOURCE) ?? [])].sort()).toEqual(wanted);
});

test("without a configuration the state alone counts", () => {
  expect([...carryingTypes(undefined, stateOf(stored("cloud_thing", WITH)))].length).toBe(1);
});

const PLAIN_BLOCK = { attributes: new Map(), blocks: new Map() };
const carrying = { version: 0, block: { ...PLAIN_BLOCK, blocks: new Map([["service", SERVICE_BLOCK]]) } };
const other = {
  version: 0,
  block: { ...PLAIN_BLOCK, blocks: new Map([["service", { nesting: "map", block: PLAIN_BLOCK } as const]]) },
};
const another = {
  version: 0,
  block: { ...PLAIN_BLOCK, blocks: new Map([["service", { ...SERVICE_BLOCK, nesting: "list" } as const]]) },
};
const SCHEMAS: ReadonlyMap<string, ProviderSchema> = new Map([
  [
    SOURCE,
    {
      provider: { version: 0, block: PLAIN_BLOCK },
      resourceTypes: new Map([
        ["carrying", carrying],
        ["plain", { version: 0, block: PLAIN_BLOCK }],
        ["other", other],
        ["another", another],
      ]),
      dataSources: new Map([["carrying", carrying]]),
    },
  ],
  ["none", { provider: carrying, resourceTypes: new Map(), dataSources: new Map() }],
]);

test("of a plan's schemas, those with our own block", () => {
  expect([...carryingTypesOf(SCHEMAS)].map(([source, types]) => [source, [...types]])).toEqual([
    [SOURCE, ["carrying"]],
  ]);
});

const NOTHING = Value.null(writtenValue("{service = {}}").type);

test.each<[string, string, Value, Value, boolean]>([
  ["a service that comes", "carrying", NOTHING, writtenValue("{service = {web = 1}}"), true],
  ["a service that goes", "carrying", writtenValue("{service = {web = 1}}"), NOTHING, true],
  [
    "none before and after",
    "carrying",
    writtenValue("{service = {}}"),
    writtenValue("{service = {}}"),
    false,
  ],
  ["none at all", "carrying", NOTHING, NOTHING, false],
  ["null", "carrying", NOTHING, writtenValue("{service = null}"), false],
  ["not known which", "carrying", NOTHING, writtenValue("{service = unknown()}"), true],
  ["nothing known", "carrying", NOTHING, writtenValue("unknown()"), true],
  ["a secret one", "carrying", NOTHING, writtenValue("{service = secret({web = 1})}"), true],
  ["a type without such blocks", "plain", NOTHING, writtenValue("{service = {web = 1}}"), false],
  ["a type with another block of that name", "other", NOTHING, writtenValue("{service = {web = 1}}"), false],
  ["a type with a list of such blocks", "another", NOTHING, writtenValue("{service = {web = 1}}"), false],
  ["a type that there is not", "none", NOTHING, writtenValue("{service = {web = 1}}"), false],
])("of a change: %s", (_, type, before, after, wanted) => {
  const address = { module: [], mode: "managed", type, name: "a", key: undefined } as const;
  expect(carriesServices(SCHEMAS, { address, provider: PROVIDER, before, after })).toBe(wanted);
  const data = { ...address, mode: "data" } as const;
  expect(carriesServices(SCHEMAS, { address: data, provider: PROVIDER, before, after })).toBe(false);
});
