/** Calls about objects and data: what the plugin is asked, and what becomes of what it answers. */

import { emptyBlock, impliedType, type Provider } from "@tutti/plugin";
import { createStop } from "@tutti/runtime";
import { objectOfType, objectValue, rawEquals, stringValue, Value } from "@tutti/values";
import { afterEach, describe, expect, test } from "vitest";
import { kitSchema, type OpenPlugin, openPlugin } from "../../testkit/open-plugin.ts";
import type { Handler } from "../serve/serve-methods.ts";
import { DynamicCodec } from "../values/dynamic-value.ts";

const { signal } = createStop();
const codec = await DynamicCodec.load();
const textOf = (given: Uint8Array | undefined) => given && new TextDecoder().decode(given);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The one that was opened last; a test may open several. */
let plugin: OpenPlugin;
const opened: OpenPlugin[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.end();
});

async function open(handlers: Readonly<Record<string, Handler | undefined>> = {}): Promise<Provider> {
  plugin = await openPlugin({ handlers });
  opened.push(plugin);
  return plugin.configured();
}

const block = (provider: Provider) => {
  const found = provider.schema().resourceTypes.get("kit_note")?.block;
  if (found === undefined) throw new Error("the kit has notes");
  return found;
};
const typeOf = (provider: Provider) => impliedType(block(provider));
/** A note of this name; what is not said of it is null. */
function note(provider: Provider, members: Readonly<Record<string, Value>> = {}): Value {
  return objectOfType(typeOf(provider), [
    ...emptyBlock(block(provider)).asEntries,
    ["name", stringValue("a")],
    ...Object.entries(members),
  ]);
}

/** The calls that give an object, each asked in the same way. */
const CALLS = {
  read: (provider: Provider) =>
    provider.read({ type: "kit_note", state: note(provider), private: bytes("p"), signal }),
  plan: (provider: Provider) =>
    provider.plan({
      type: "kit_note",
      prior: Value.null(typeOf(provider)),
      proposed: note(provider),
      config: note(provider),
      private: bytes("p"),
      signal,
    }),
  apply: (provider: Provider) =>
    provider.apply({
      type: "kit_note",
      prior: Value.null(typeOf(provider)),
      planned: note(provider),
      config: note(provider),
      private: bytes("p"),
      operationId: "o",
      signal,
    }),
} as const;
const METHODS = { read: "readResource", plan: "planResourceChange", apply: "applyResourceChange" } as const;
/** Where each keeps the object and its private bytes, when asked and in its answer. */
const MEMBERS = {
  read: {
    asked: "currentState",
    askedPrivate: "private",
    state: "newState",
    private: "private",
    identity: "newIdentity",
  },
  plan: {
    asked: "proposedNewState",
    askedPrivate: "priorPrivate",
    state: "plannedState",
    private: "plannedPrivate",
    identity: "plannedIdentity",
  },
  apply: {
    asked: "plannedState",
    askedPrivate: "plannedPrivate",
    state: "newState",
    private: "private",
    identity: "newIdentity",
  },
} as const;
const NAMES = ["read", "plan", "apply"] as const;

describe.each(NAMES)("%s:", (name) => {
  const members = MEMBERS[name];
  const answering =
    (answer: object): Handler =>
    async (asked: object) => ({
      [members.state]: Object.entries(asked).find(([key]) => key === members.asked)?.[1],
      ...answer,
    });
  const call = async (answer: object) => {
    const provider = await open({ [METHODS[name]]: answering(answer) });
    const outcome = await CALLS[name](provider);
    const value = outcome.value as
      | (typeof outcome.value & { readonly state?: Value; readonly planned?: Value })
      | undefined;
    return { provider, outcome, value, object: value?.state ?? value?.planned };
  };

  test("the plugin gets the object, the private bytes and the type, and the answer is whole", async () => {
    const { provider, outcome, value, object } = await call({ [members.private]: bytes("q") });
    const asked = plugin.last(METHODS[name]);
    expect(asked["typeName"]).toBe("kit_note");
    expect(asked[members.askedPrivate]).toEqual(bytes("p"));
    expect(rawEquals(codec.decode(asked[members.asked], typeOf(provider)), note(provider))).toBe(true);
    if (name !== "apply")
      expect(asked["clientCapabilities"]).toMatchObject({
        deferralAllowed: false,
        writeOnlyAttributesAllowed: true,
      });
    expect(outcome.diagnostics).toEqual([]);
    expect(textOf(value?.private)).toBe("q");
    expect(object !== undefined && rawEquals(object, note(provider))).toBe(true);
  });

  test("no private bytes are none", async () => {
    expect((await call({ [members.private]: new Uint8Array() })).value?.private).toBeUndefined();
  });

  test("a warning stands beside the answer", async () => {
    const { outcome } = await call({ diagnostics: [{ severity: 2, summary: "careful" }] });
    expect(outcome.diagnostics).toMatchObject([{ severity: "warning", summary: "careful" }]);
    expect(outcome.value).toBeDefined();
  });

  test("an identity that is told is carried", async () => {
    const identity = objectValue({ name: stringValue("a") });
    const told = { identityData: codec.encode(identity, identity.type) };
    const { value } = await call({ [members.identity]: told });
    expect(value?.identity !== undefined && rawEquals(value.identity, identity)).toBe(true);
    expect((await call({ [members.identity]: {} })).value?.identity).toBeUndefined();
    const nothing = { identityData: codec.encode(Value.null(identity.type), identity.type) };
    expect((await call({ [members.identity]: nothing })).value?.identity).toBeUndefined();
  });

  test("a value of another type is told as the plugin's mistake", async () => {
    const { outcome } = await call({
      [members.state]: codec.encode(stringValue("x"), stringValue("x").type),
    });
    expect(outcome.value).toBeUndefined();
    expect(outcome.diagnostics).toMatchObject([{ code: "plugin-value-unreadable" }]);
  });

  const failed = { diagnostics: [{ severity: 1, summary: "no" }] };
  if (name === "apply") {
    test("an error with an object keeps what there is; one without keeps what there was", async () => {
      const half = await call(failed);
      expect(half.outcome.diagnostics).toMatchObject([{ severity: "error", summary: "no" }]);
      expect(half.object).toBeDefined();
      const type = typeOf(half.provider);
      const none = await call({ ...failed, newState: codec.encode(Value.null(type), type) });
      expect([none.outcome.diagnostics.length, none.outcome.value]).toEqual([1, undefined]);
    });

    test("nothing without an error is an object that is gone", async () => {
      const provider = await open();
      const type = typeOf(provider);
      const gone = await call({ newState: codec.encode(Value.null(type), type) });
      expect(gone.object?.isNull).toBe(true);
    });
  } else {
    test("an error leaves nothing of the answer", async () => {
      const { outcome } = await call(failed);
      expect([outcome.diagnostics.length, outcome.value]).toEqual([1, undefined]);
    });

    test("what is put off although nobody allowed it is refused", async () => {
      const { outcome } = await call({ deferred: { reason: 1 } });
      expect(outcome.value).toBeUndefined();
      expect(outcome.diagnostics).toMatchObject([{ severity: "error", code: "plugin-deferred-unasked" }]);
    });
  }

  if (name !== "read")
    test("an old kit says that it is one", async () => {
      expect((await call({ legacyTypeSystem: true })).value).toMatchObject({ isLegacy: true });
      expect((await call({})).value).not.toHaveProperty("isLegacy");
    });
});

describe("an identity that is known goes along", () => {
  const identity = objectValue({ name: stringValue("a") });
  const MEMBER = { read: "currentIdentity", plan: "priorIdentity", apply: "plannedIdentity" } as const;
  test.each(NAMES)("with %s", async (name) => {
    const provider = await open();
    const base = { type: "kit_note", private: undefined, identity, signal };
    const nothing = Value.null(typeOf(provider));
    const one = note(provider);
    const calls = {
      read: () => provider.read({ ...base, state: one }),
      plan: () => provider.plan({ ...base, prior: nothing, proposed: one, config: one }),
      apply: () => provider.apply({ ...base, prior: nothing, planned: one, config: one, operationId: "o" }),
    };
    await calls[name]();
    const sent = plugin.last(METHODS[name])[MEMBER[name]];
    expect(rawEquals(codec.decode(sent.identityData, identity.type), identity)).toBe(true);
    await CALLS[name](provider);
    expect(plugin.last(METHODS[name])[MEMBER[name]]).toBeUndefined();
    expect(plugin.last(METHODS[name])["providerMeta"]).toBeUndefined();
  });
});

describe("an object that is to go", () => {
  const destroy = async (planDestroy: boolean) => {
    const provider = await open(await kitSchema({ serverCapabilities: { planDestroy } }));
    const type = typeOf(provider);
    const outcome = await provider.plan({
      type: "kit_note",
      prior: note(provider),
      proposed: Value.null(type),
      config: Value.null(type),
      private: bytes("p"),
      signal,
    });
    return { outcome, asked: plugin.asked.filter(({ name }) => name === "planResourceChange").length };
  };

  test("is planned by us where the plugin does not want to be asked", async () => {
    const { outcome, asked } = await destroy(false);
    expect(asked).toBe(0);
    expect(outcome.diagnostics).toEqual([]);
    expect(outcome.value).toMatchObject({ requiresReplace: [], private: bytes("p") });
    expect(outcome.value?.planned.isNull).toBe(true);
  });

  test("is asked about where it wants to", async () => {
    expect((await destroy(true)).asked).toBe(1);
  });
});

test("which attributes ask for a new object is told as paths", async () => {
  const provider = await open({
    planResourceChange: async ({ proposedNewState }: { readonly proposedNewState: object }) => ({
      plannedState: proposedNewState,
      requiresReplace: [{ steps: [{ selector: { case: "attributeName", value: "name" } }] }],
    }),
  });
  expect((await CALLS.plan(provider)).value?.requiresReplace).toEqual([
    [{ kind: "attribute", name: "name" }],
  ]);
});

describe("an upgrade", () => {
  const upgrade = (provider: Provider) =>
    provider.upgradeState({ type: "kit_note", version: 7, json: '{"name":"a"}' });

  test("sends the state as it lies there, with its version", async () => {
    const provider = await open({
      upgradeResourceState: async () => ({ upgradedState: codec.encode(note(provider), typeOf(provider)) }),
    });
    const { value } = await upgrade(provider);
    expect(value !== undefined && rawEquals(value.state, note(provider))).toBe(true);
    const asked = plugin.last("upgradeResourceState");
    expect([asked["typeName"], asked["version"], new TextDecoder().decode(asked["rawState"].json)]).toEqual([
      "kit_note",
      7n,
      '{"name":"a"}',
    ]);
  });

  test("that fails leaves nothing", async () => {
    const provider = await open({
      upgradeResourceState: async () => ({ diagnostics: [{ severity: 1, summary: "no" }] }),
    });
    expect(await upgrade(provider)).toMatchObject({ diagnostics: [{ summary: "no" }], value: undefined });
  });
});

describe("an import", () => {
  test("may bring several objects, each with what belongs to it", async () => {
    const provider = await open({
      importResourceState: async () => ({
        importedResources: ["a", "b"].map((name) => ({
          typeName: "kit_note",
          state: codec.encode(note(provider, { name: stringValue(name) }), typeOf(provider)),
          private: name === "a" ? bytes("p") : new Uint8Array(),
        })),
      }),
    });
    const { value } = await provider.import({ type: "kit_note", id: "i", signal });
    expect(
      value?.imported.map(({ type, private: kept, identity }) => [type, textOf(kept), identity]),
    ).toEqual([
      ["kit_note", "p", undefined],
      ["kit_note", undefined, undefined],
    ]);
    expect(
      value?.imported.map(
        ({ state }) => [...state.asEntries].find(([name]) => name === "name")?.[1].asString,
      ),
    ).toEqual(["a", "b"]);
    expect(plugin.last("importResourceState")["identity"]).toBeUndefined();
    expect(plugin.last("importResourceState")).toMatchObject({
      typeName: "kit_note",
      id: "i",
    });
  });

  test("by identity sends that", async () => {
    const provider = await open();
    const identity = objectValue({ name: stringValue("nothing") });
    const { diagnostics } = await provider.import({ type: "kit_note", id: "", identity, signal });
    expect(diagnostics).toMatchObject([{ severity: "error" }]);
    const sent = plugin.last("importResourceState")["identity"].identityData;
    expect(rawEquals(codec.decode(sent, identity.type), identity)).toBe(true);
  });

  test("that is put off is refused", async () => {
    const provider = await open({ importResourceState: async () => ({ deferred: { reason: 1 } }) });
    expect(await provider.import({ type: "kit_note", id: "i", signal })).toMatchObject({
      diagnostics: [{ code: "plugin-deferred-unasked" }],
      value: undefined,
    });
  });
});

describe("data", () => {
  const read = (provider: Provider) => {
    const found = provider.schema().dataSources.get("kit_notes")?.block;
    if (found === undefined) throw new Error("the kit has them");
    return provider.readData({ type: "kit_notes", config: emptyBlock(found), signal });
  };

  test("are read", async () => {
    const provider = await open();
    await CALLS.apply(provider);
    const { value } = await read(provider);
    expect(
      [...(value?.state.asEntries ?? [])].map(([name, one]) => [
        name,
        [...one.asItems].map((item) => item.asString),
      ]),
    ).toEqual([["names", ["a"]]]);
    expect(plugin.last("readDataSource")).toMatchObject({ typeName: "kit_notes" });
  });

  test.each([
    [{ diagnostics: [{ severity: 1, summary: "no" }] }, { summary: "no" }],
    [{ deferred: { reason: 1 } }, { code: "plugin-deferred-unasked" }],
  ])("that fail with %j leave nothing", async (answer, wanted) => {
    const provider = await open({ readDataSource: async () => answer });
    expect(await read(provider)).toMatchObject({ diagnostics: [wanted], value: undefined });
  });
});
