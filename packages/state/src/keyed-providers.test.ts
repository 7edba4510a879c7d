import { describe, expect, test } from "vitest";
import { at, sampleObject } from "../testkit/state-samples.ts";
import { StateFold } from "./fold.ts";
import { decodeState } from "./format4-read.ts";
import { encodeState } from "./format4-write.ts";
import { stateDelta } from "./history/state-delta.ts";
import { instanceProvider } from "./instance-provider.ts";
import type { JournalRecord } from "./journal.ts";
import { formatProblems } from "./problem.ts";
import { identicalStates } from "./same-state.ts";
import { emptyState, type State } from "./state.ts";

const READER = { name: "Tutti", version: "1.11.4" };
const CONFIGURATION = 'provider["registry.opentofu.org/hashicorp/aws"].by_region';

/** As OpenTofu 1.9 writes it: beside each instance, and not beside the resource. */
const STATE = `{
  "version": 4,
  "terraform_version": "1.9.0",
  "serial": 3,
  "lineage": "a",
  "outputs": {},
  "resources": [
    {
      "mode": "managed",
      "type": "aws_vpc",
      "name": "a",
      "instances": [
        {
          "index_key": "eu",
          "provider": "provider[\\"registry.opentofu.org/hashicorp/aws\\"].by_region[\\"eu\\"]",
          "schema_version": 0,
          "attributes": {
            "id": "1"
          },
          "sensitive_attributes": []
        },
        {
          "index_key": "old",
          "provider": "provider[\\"registry.opentofu.org/hashicorp/aws\\"].by_region",
          "schema_version": 0,
          "attributes": {
            "id": "2"
          },
          "sensitive_attributes": []
        },
        {
          "index_key": "us",
          "status": "tainted",
          "deposed": "0123abcd",
          "provider": "provider[\\"registry.opentofu.org/hashicorp/aws\\"].by_region[\\"us\\"]",
          "schema_version": 0,
          "attributes": {
            "id": "3"
          },
          "sensitive_attributes": []
        }
      ]
    }
  ],
  "check_results": null
}
`;

function decoded(text: string): State {
  const state = decodeState(text, READER);
  if (!state.ok) throw new Error(formatProblems(state.problems));
  return state.value;
}

test("a state with instances of providers stays as it is", () => {
  expect(encodeState(decoded(STATE))).toBe(STATE);
});

test("they are known by configuration and key", () => {
  const [resource] = decoded(STATE).resources.values();
  expect(resource?.provider).toBe(CONFIGURATION);
  expect([...(resource?.instances ?? [])].map(([key, { providerKey }]) => [key, providerKey])).toEqual([
    ["eu", "eu"],
    ["old", undefined],
    ["us", "us"],
  ]);
});

test.each([
  ["beside both", `"name": "a", "provider": "provider[\\"x/y/z\\"]"`, '"name": "a"'],
  ["of two configurations", '.by_region[\\"us\\"]', '.by_zone[\\"us\\"]'],
])("an address %s is refused", (_, first, second) => {
  const text = first.startsWith('"name"') ? STATE.replace(second, first) : STATE.replace(first, second);
  const state = decodeState(text, READER);
  expect(state.ok ? [] : state.problems.map(({ summary }) => summary)).toEqual([
    "Provider field conflict in state",
  ]);
});

const A = at("aws_vpc.a");
const keyed = (key: string): string => `${CONFIGURATION}["${key}"]`;
const put = (address: typeof A, provider: string, more: Partial<JournalRecord> = {}): JournalRecord =>
  ({
    kind: "object",
    operationId: undefined,
    address,
    deposedKey: undefined,
    provider,
    object: sampleObject("1"),
    ...more,
  }) as JournalRecord;
const B = { ...A, name: "b" };
const GONE = { object: undefined };

/** Records, and by whom the instance at the address is kept then. */
const RULES: readonly (readonly [string, readonly JournalRecord[], typeof A, string])[] = [
  ["what is made is kept by who made it", [put(A, keyed("eu"))], A, keyed("eu")],
  ["what is made anew by who made it last", [put(A, keyed("eu")), put(A, keyed("us"))], A, keyed("us")],
  ["or by one without a key", [put(A, keyed("eu")), put(A, CONFIGURATION)], A, CONFIGURATION],
  [
    "what goes says nothing of what is left",
    [put(A, keyed("eu")), put(A, keyed("eu"), { deposedKey: "0123abcd" }), put(A, CONFIGURATION, GONE)],
    A,
    keyed("eu"),
  ],
  [
    "deposed and restored it stays",
    [
      put(A, keyed("eu")),
      { kind: "depose", address: A, deposedKey: "0123abcd" },
      { kind: "restore", address: A, deposedKey: "0123abcd" },
    ],
    A,
    keyed("eu"),
  ],
  ["moved it stays", [put(A, keyed("eu")), { kind: "move", from: A, to: B }], B, keyed("eu")],
  [
    "moved to another provider it is that one's",
    [put(A, keyed("eu")), { kind: "move", from: A, to: B, provider: keyed("us") }],
    B,
    keyed("us"),
  ],
];

describe.each(RULES)("%s", (_, records, address, provider) => {
  const fold = new StateFold(emptyState("a"));
  for (const record of records) fold.apply(record);
  const state = fold.state();
  const resource = [...state.resources.values()].find(({ address: { name } }) => name === address.name);

  test("in the state", () =>
    expect(resource && instanceProvider(resource, resource.instances.get(address.key))).toBe(provider));
  test("when it is written and read", () =>
    expect(identicalStates(decoded(encodeState(state)), state)).toBe(true));
  test("when it is made of what differs from nothing", () => {
    const again = new StateFold(emptyState("a"));
    for (const record of stateDelta(emptyState("a"), state)) again.apply(record);
    expect(identicalStates(again.state(), state)).toBe(true);
  });
});

test("another key alone is a difference", () => {
  const [eu, us] = ["eu", "us"].map((key) => {
    const fold = new StateFold(emptyState("a"));
    fold.apply(put(A, keyed(key)));
    return fold.state();
  });
  if (eu === undefined || us === undefined) throw new Error("two states");
  expect(identicalStates(eu, us)).toBe(false);
  const again = new StateFold(eu);
  for (const record of stateDelta(eu, us)) again.apply(record);
  expect(identicalStates(again.state(), us)).toBe(true);
});
