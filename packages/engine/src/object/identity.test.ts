import type { IdentitySchema, Provider } from "@tutti/plugin";
import { type InstanceObject, StateFold, storedObjects } from "@tutti/state";
import { DYNAMIC, objectType, objectValue, STRING, stringValue, Value } from "@tutti/values";
import { describe, expect, test } from "vitest";
import { configOf, EMPTY, World } from "../../testkit/world.ts";
import { encodeLazyJson } from "../json/lazy-json.ts";
import { planToJson } from "../json/plan-json.ts";
import {
  decodeIdentity,
  encodeIdentity,
  identityMistakes,
  importText,
  sameVersionIdentity,
} from "./identity.ts";

const TYPE = objectType([["id", STRING]]);
const A = objectValue({ id: stringValue("a") });
const B = objectValue({ id: stringValue("b") });
const UNKNOWN = objectValue({ id: Value.unknown(STRING) });
const NULL = Value.null(TYPE);

/** What was there, what came, whether it is done; what is said. */
const RULES: readonly (readonly [
  string,
  Value | undefined,
  Value | undefined,
  boolean,
  string | undefined,
])[] = [
  ["the same", A, A, true, undefined],
  ["a first one", undefined, A, true, undefined],
  ["where there was a null one", NULL, A, true, undefined],
  ["none said", A, undefined, true, undefined],
  ["another one", A, B, true, "returned another identity than it had"],
  ["another one that is planned", A, B, false, "returned another identity than it had"],
  ["a null one", A, NULL, true, "returned no identity"],
  ["one that is not known yet", A, UNKNOWN, false, undefined],
  ["one that is not known in the end", A, UNKNOWN, true, "returned an identity that is not known"],
];

test.each(RULES)("%s", (_, before, after, done, said) => {
  const place = { provider: "p", address: "a.b", when: "during refresh", done };
  const found = identityMistakes(before, after, place).map(({ summary, detail }) => `${summary}: ${detail}`);
  const bug = "This is a bug in the provider, which should be reported in the provider's own issue tracker.";
  expect(found).toEqual(
    said === undefined
      ? []
      : [`Provider produced invalid identity: Provider "p" ${said} for a.b during refresh.\n\n${bug}`],
  );
});

const SCHEMA: IdentitySchema = { version: 1, attributes: new Map([["id", { type: STRING }]]) };
const stored = (json: string, schemaVersion: number): InstanceObject =>
  ({ identity: { json, schemaVersion } }) as InstanceObject;
const upgrading = {
  upgradeIdentity: async ({ version, json }) => ({
    diagnostics: [],
    value: { identity: objectValue({ id: stringValue(`${version}${json}`) }) },
  }),
} as Pick<Provider, "upgradeIdentity"> as Provider;
const plain = {} as Provider;

/** An object, who reads it; what comes of it. */
const STORED: readonly (readonly [
  string,
  InstanceObject,
  Provider,
  Value | undefined,
  RegExp | undefined,
])[] = [
  ["of today's version", stored('{"id":"a"}', 1), plain, A, undefined],
  [
    "of an older one",
    stored('{"id":"a"}', 0),
    upgrading,
    objectValue({ id: stringValue('0{"id":"a"}') }),
    undefined,
  ],
  [
    "of an older one that nobody upgrades",
    stored('{"id":"a"}', 0),
    plain,
    undefined,
    /is of version 0.*version 1, cannot upgrade/,
  ],
  ["of a newer one", stored('{"id":"a"}', 2), upgrading, undefined, /by a newer version of its provider/],
  ["of another type", stored('{"id":[]}', 1), plain, undefined, /does not have the type/],
  ["none", {} as InstanceObject, plain, undefined, undefined],
];

describe("a stored identity", () => {
  test.each(STORED)("%s", async (_, object, provider, value, said) => {
    const found = await decodeIdentity(object, SCHEMA, provider, { type: "t", address: "a.b" });
    expect(found.value).toEqual(value);
    expect(found.diagnostics.map(({ detail }) => detail)).toEqual(
      said === undefined ? [] : [expect.stringMatching(said)],
    );
    const isOfToday = object.identity?.schemaVersion === 1 && value !== undefined;
    expect(sameVersionIdentity(object, SCHEMA)).toEqual(isOfToday ? value : undefined);
  });

  test.each([
    ["whole", A, SCHEMA, { json: '{"id":"a"}', schemaVersion: 1 }],
    [
      "secret",
      objectValue({ id: stringValue("a").withMarks(["sensitive"]) }),
      SCHEMA,
      { json: '{"id":"a"}', schemaVersion: 1 },
    ],
    ["not known", UNKNOWN, SCHEMA, undefined],
    ["null", NULL, SCHEMA, undefined],
    ["none", undefined, SCHEMA, undefined],
    ["of a type without", A, undefined, undefined],
  ] as const)("of one that is %s", (_, value, schema, expected) => {
    expect(encodeIdentity(value, schema)).toEqual(expected);
  });
});

test.each([
  [{ id: "i-1" }, "i-1"],
  [{ id: "", identity: A }, '{"id":"a"}'],
  [{ id: "", identity: Value.null(DYNAMIC) }, "null"],
])("%s in words", (importing, text) => expect(importText(importing)).toBe(text));

test("plans and states tell it", async () => {
  const world = new World();
  const files = 'resource "cloud_thing" "a" {\n  name = "a"\n}\n';
  const { state } = await world.run(EMPTY, files);
  const [resource] = state.resources.values();
  const [instance] = resource?.instances.values() ?? [];
  expect(instance?.current?.identity).toEqual({ json: '{"id":"id-1"}', schemaVersion: 0 });
  const { plan } = await world.plan(state, files.replace("}\n", '  size = "big"\n}\n'));
  const json = encodeLazyJson(planToJson(plan, await configOf(files), "1.11.4"));
  const text = [...json].join("");
  expect(text).toContain('"before_identity":{"id":"id-1"}');
  expect(text).toContain('"after_identity":{"id":"id-1"}');
  expect(text).toContain('"identity_schema_version":0,"identity":{"id":"id-1"}');
});

describe("refreshing", () => {
  const files = 'resource "cloud_thing" "a" {\n  name = "a"\n}\n';

  /** What is planned where the state has that identity. */
  async function planWith(identity: InstanceObject["identity"]) {
    const world = new World();
    const { state } = await world.run(EMPTY, files);
    const fold = new StateFold(state);
    for (const { address, object, resource } of storedObjects(state))
      fold.apply({
        kind: "object",
        operationId: undefined,
        address,
        deposedKey: undefined,
        provider: resource.provider,
        object: { ...object, identity },
      });
    return world.plan(fold.state(), files);
  }

  test("an object that was stored without one gets its own", async () => {
    const { plan } = await planWith(undefined);
    const [found] = storedObjects(plan.priorState);
    expect(found?.object.identity).toEqual({ json: '{"id":"id-1"}', schemaVersion: 0 });
  });

  test.each([
    ["another one", { json: '{"id":"other"}', schemaVersion: 0 }, "Provider produced invalid identity"],
    ["one of a newer version", { json: '{"id":"id-1"}', schemaVersion: 1 }, "Unreadable identity in state"],
  ])("%s is an error", async (_, identity, summary) => {
    const { plan, diagnostics } = await planWith(identity);
    expect([plan.errored, diagnostics.map((found) => found.summary)]).toEqual([true, [summary]]);
  });
});
