/** What a provider behind a plugin offers, and its calls beside those about objects. */

import { impliedType, type Provider } from "@tutti/plugin";
import { createStop } from "@tutti/runtime";
import { numberValue, objectValue, rawEquals, STRING, stringValue, Value } from "@tutti/values";
import { afterEach, describe, expect, test } from "vitest";
import { kitSchema, type OpenPlugin, openPlugin } from "../../testkit/open-plugin.ts";
import type { Handler } from "../serve/serve-methods.ts";
import { DynamicCodec } from "../values/dynamic-value.ts";

const { signal } = createStop();
const codec = await DynamicCodec.load();

/** The one that was opened last; a test may open several. */
let plugin: OpenPlugin;
const opened: OpenPlugin[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.end();
});

async function open(handlers: Readonly<Record<string, Handler | undefined>> = {}, protocol: 5 | 6 = 6) {
  plugin = await openPlugin({ handlers, protocol });
  opened.push(plugin);
  return plugin.configured();
}

const answering =
  (answer: object): Handler =>
  async () =>
    answer;
const failed = answering({ diagnostics: [{ severity: 1, summary: "no" }] });
const NO = [{ severity: "error", summary: "no" }];
const folder = (): Value => objectValue({ folder: stringValue("/x") });
const emptyNote = (provider: Provider): Value => {
  const block = provider.schema().resourceTypes.get("kit_note")?.block;
  if (block === undefined) throw new Error("the kit has notes");
  return Value.null(impliedType(block));
};

describe("a check of a configuration is the plugin's:", () => {
  const CHECKS = {
    validateProviderConfig: (provider: Provider) => provider.validateProvider({ config: folder() }),
    validateResourceConfig: (provider: Provider) =>
      provider.validateResource({ type: "kit_note", config: emptyNote(provider) }),
    validateDataResourceConfig: (provider: Provider) =>
      provider.validateData({ type: "kit_notes", config: objectValue({ names: Value.null(STRING) }) }),
    validateEphemeralResourceConfig: (provider: Provider) =>
      provider.ephemeral?.validate({
        type: "kit_pass",
        config: objectValue({ length: numberValue(1), value: Value.null(STRING) }),
      }),
    validateActionConfig: (provider: Provider) =>
      provider.actions?.validate({ type: "kit_touch", config: objectValue({ name: stringValue("a") }) }),
    validateListResourceConfig: (provider: Provider) =>
      provider.lists?.validate({ type: "kit_note", config: objectValue({ prefix: Value.null(STRING) }) }),
  } as const;
  const names = Object.keys(CHECKS) as (keyof typeof CHECKS)[];

  test.each(names.flatMap((name) => ([5, 6] as const).map((protocol) => [name, protocol] as const)))(
    "%s of protocol %i",
    async (name, protocol) => {
      const provider = await open({ [name]: failed }, protocol);
      expect((await CHECKS[name](provider))?.diagnostics).toMatchObject(NO);
      const { typeName } = plugin.last(name);
      expect(typeName === undefined || typeName.startsWith("kit_")).toBe(true);
    },
  );

  test("one that finds nothing wrong", async () => {
    const provider = await open({ validateProviderConfig: answering({}) });
    expect(await CHECKS.validateProviderConfig(provider)).toEqual({ diagnostics: [] });
  });

  test("that of a resource is told that write-only attributes may be given", async () => {
    const provider = await open({ validateResourceConfig: answering({}) });
    await CHECKS.validateResourceConfig(provider);
    expect(plugin.last("validateResourceConfig")["clientCapabilities"]).toMatchObject({
      writeOnlyAttributesAllowed: true,
    });
  });
});

describe("a configuration", () => {
  test("goes to the plugin with the version of Terraform that it may rely on", async () => {
    plugin = await openPlugin();
    opened.push(plugin);
    const provider = await plugin.factory.create();
    expect(await provider.configure({ config: folder(), signal })).toEqual({ diagnostics: [] });
    const asked = plugin.last("configureProvider");
    expect(asked["terraformVersion"]).toBe("1.11.4");
    const type = impliedType(provider.schema().provider.block);
    expect(rawEquals(codec.decode(asked["config"], type), folder())).toBe(true);
  });

  test("that the plugin refuses is told", async () => {
    plugin = await openPlugin({ handlers: { configureProvider: failed } });
    opened.push(plugin);
    const provider = await plugin.factory.create();
    expect((await provider.configure({ config: folder(), signal })).diagnostics).toMatchObject(NO);
  });
});

describe("what a plugin does not have its provider does not offer:", () => {
  const offered = async (members: object) => {
    const provider = await open(await kitSchema(members));
    const { ephemeral, actions, lists, moveState, upgradeIdentity } = provider;
    return [ephemeral, actions, lists, moveState, upgradeIdentity].map((one) => one !== undefined);
  };

  test("all of it", async () => {
    expect(await offered({})).toEqual([true, true, true, true, true]);
  });
  test("nothing ephemeral, no actions, no lists", async () => {
    expect(
      await offered({ ephemeralResourceSchemas: {}, actionSchemas: {}, listResourceSchemas: {} }),
    ).toEqual([false, false, false, true, true]);
  });
  test("no stored objects of others", async () => {
    expect(await offered({ serverCapabilities: {} })).toEqual([true, true, true, false, true]);
  });
  test.each([
    ["is empty", answering({})],
    ["is a question that it does not know", undefined],
  ])("no identities, where the answer %s", async (_, getResourceIdentitySchemas) => {
    const provider = await open({ getResourceIdentitySchemas });
    expect(provider.upgradeIdentity).toBeUndefined();
    expect(provider.schema().identities).toBeUndefined();
  });
});

describe("a schema that cannot be had", () => {
  const loading = async (handlers: Readonly<Record<string, Handler | undefined>>) => {
    plugin = await openPlugin({ handlers });
    opened.push(plugin);
    return plugin.factory.schema();
  };
  const AROUND =
    "Could not load the schema for provider example.com/acme/kit: failed to instantiate provider";

  test.each<[string, object, string]>([
    [
      "is told in the plugin's words",
      { diagnostics: [{ severity: 1, summary: "s", detail: "no schema today" }] },
      "no schema today",
    ],
    [
      "as it makes no sense",
      { resourceSchemas: { kit_x: { block: { attributes: [{ name: "a" }] } } } },
      "What the plugin says of itself cannot be read: a has no known type.",
    ],
  ])("%s", async (_, answer, why) => {
    const error = await loading({ getProviderSchema: answering(answer) }).catch((found: unknown) => found);
    expect(String(error)).toContain(AROUND);
    expect(String(error)).toContain(why);
  });

  test("identities that it fails to tell are no small thing", async () => {
    const fails = async (): Promise<object> => {
      throw new Error("out of ink");
    };
    await expect(loading({ getResourceIdentitySchemas: fails })).rejects.toThrow("out of ink");
  });

  test("a warning does not hinder it", async () => {
    const schema = await loading(await kitSchema({ diagnostics: [{ severity: 2, summary: "old" }] }));
    expect([...schema.resourceTypes.keys()]).toEqual(["kit_note"]);
  });

  test("functions and what modules may say to the provider are read as well", async () => {
    const text = new TextEncoder().encode('"string"');
    const schema = await loading(
      await kitSchema({
        functions: { shout: { return: { type: text } } },
        providerMeta: { version: 2n, block: { attributes: [{ name: "m", type: text, optional: true }] } },
      }),
    );
    expect([...(schema.functions?.keys() ?? [])]).toEqual(["shout"]);
    expect(schema.providerMeta?.version).toBe(2);
  });
});

test("what modules may say to the provider is sent as nothing, where it takes something", async () => {
  const text = new TextEncoder().encode('"string"');
  const provider = await open(
    await kitSchema({ providerMeta: { block: { attributes: [{ name: "m", type: text, optional: true }] } } }),
  );
  await provider.readData({ type: "kit_notes", config: objectValue({ names: Value.null(STRING) }), signal });
  const { providerMeta } = plugin.last("readDataSource");
  expect(codec.decode(providerMeta, objectValue({ m: stringValue("") }).type).isNull).toBe(true);
});

describe("a stored object of another type", () => {
  const move = (provider: Provider) =>
    provider.moveState?.({
      type: "kit_note",
      sourceProvider: "example.com/acme/old",
      sourceType: "old_note",
      sourceVersion: 3,
      sourceJson: '{"a":1}',
      sourcePrivate: undefined,
    });

  test("is given to the plugin as it lies there", async () => {
    const provider = await open({
      moveResourceState: async () => ({
        targetState: codec.encode(emptyNote(provider), emptyNote(provider).type),
        targetPrivate: new TextEncoder().encode("p"),
      }),
    });
    const outcome = await move(provider);
    expect(outcome?.value?.state.isNull).toBe(true);
    expect(new TextDecoder().decode(outcome?.value?.private)).toBe("p");
    const asked = plugin.last("moveResourceState");
    expect(asked).toMatchObject({
      sourceProviderAddress: "example.com/acme/old",
      sourceTypeName: "old_note",
      sourceSchemaVersion: 3n,
      targetTypeName: "kit_note",
    });
    expect(new TextDecoder().decode(asked["sourceState"].json)).toBe('{"a":1}');
  });

  test("that it refuses is left", async () => {
    const provider = await open({ moveResourceState: failed });
    expect(await move(provider)).toMatchObject({ diagnostics: NO, value: undefined });
  });
});

describe("an identity of an older version", () => {
  const upgrade = (provider: Provider) =>
    provider.upgradeIdentity?.({ type: "kit_note", version: 1, json: '{"name":"a"}' });
  const identity = objectValue({ name: stringValue("a") });

  test("is upgraded by the plugin", async () => {
    const provider = await open({
      upgradeResourceIdentity: async () => ({
        upgradedIdentity: { identityData: codec.encode(identity, identity.type) },
      }),
    });
    const outcome = await upgrade(provider);
    expect(outcome?.value !== undefined && rawEquals(outcome.value.identity, identity)).toBe(true);
    expect(plugin.last("upgradeResourceIdentity")).toMatchObject({ typeName: "kit_note", version: 1n });
  });

  test("that it refuses is left", async () => {
    const provider = await open({ upgradeResourceIdentity: failed });
    expect(await upgrade(provider)).toMatchObject({ diagnostics: NO, value: undefined });
  });
});

describe("an ephemeral object", () => {
  const config = objectValue({ length: numberValue(3), value: Value.null(STRING) });
  const opened = objectValue({ length: numberValue(3), value: stringValue("xxx") });
  const result = () => codec.encode(opened, opened.type);
  const private_ = new TextEncoder().encode("h");

  test("is opened, renewed and closed with what it gave us to keep", async () => {
    const provider = await open({
      openEphemeralResource: async () => ({
        result: result(),
        private: private_,
        renewAt: { seconds: 5n, nanos: 6_000_000 },
      }),
      renewEphemeralResource: async () => ({ private: new Uint8Array(), renewAt: undefined }),
      closeEphemeralResource: answering({}),
    });
    const outcome = await provider.ephemeral?.open({ type: "kit_pass", config, signal });
    expect(outcome?.value !== undefined && rawEquals(outcome.value.value, opened)).toBe(true);
    expect(outcome?.value?.renewAt).toBe(5_006);
    const kept = outcome?.value?.private;
    const renewed = await provider.ephemeral?.renew({ type: "kit_pass", private: kept, signal });
    expect(renewed).toEqual({ diagnostics: [], value: { private: undefined, renewAt: undefined } });
    expect(new TextDecoder().decode(plugin.last("renewEphemeralResource")["private"])).toBe("h");
    expect(await provider.ephemeral?.close({ type: "kit_pass", private: kept, signal })).toMatchObject({
      diagnostics: [],
    });
    expect(new TextDecoder().decode(plugin.last("closeEphemeralResource")["private"])).toBe("h");
  });

  test.each(["open", "renew", "close"] as const)("that fails to %s is told", async (name) => {
    const provider = await open({
      openEphemeralResource: failed,
      renewEphemeralResource: failed,
      closeEphemeralResource: failed,
    });
    const calls = {
      open: () => provider.ephemeral?.open({ type: "kit_pass", config, signal }),
      renew: () => provider.ephemeral?.renew({ type: "kit_pass", private: undefined, signal }),
      close: () => provider.ephemeral?.close({ type: "kit_pass", private: undefined, signal }),
    };
    expect(await calls[name]()).toMatchObject({ diagnostics: NO, value: undefined });
  });
});

describe("an action", () => {
  const config = objectValue({ name: stringValue("a") });

  test("tells how it goes on, and at its end what is wrong", async () => {
    const provider = await open({
      async *invokeAction() {
        yield { type: { case: "progress", value: { message: "one" } } };
        yield { type: { case: "progress", value: { message: "two" } } };
        yield { type: { case: "completed", value: { diagnostics: [{ severity: 2, summary: "careful" }] } } };
      },
    });
    const said: string[] = [];
    const outcome = await provider.actions?.invoke({
      type: "kit_touch",
      config,
      signal,
      progress: (text) => said.push(text),
    });
    expect(said).toEqual(["one", "two"]);
    expect(outcome).toMatchObject({ diagnostics: [{ severity: "warning", summary: "careful" }] });
    expect(plugin.last("invokeAction")).toMatchObject({ actionType: "kit_touch" });
  });

  test("is planned by the plugin", async () => {
    const provider = await open({ planAction: failed });
    expect(await provider.actions?.plan({ type: "kit_touch", config, signal })).toMatchObject({
      diagnostics: NO,
    });
    expect(plugin.last("planAction")).toMatchObject({ actionType: "kit_touch" });
  });
});

describe("a list", () => {
  const identity = (name: string) => {
    const value = objectValue({ name: stringValue(name) });
    return { identityData: codec.encode(value, value.type) };
  };
  const listed = async (events: readonly object[], limit = 10) => {
    const provider = await open({
      async *listResource() {
        yield* events;
      },
    });
    const found: string[] = [];
    const request = {
      type: "kit_note",
      config: objectValue({ prefix: Value.null(STRING) }),
      includeObject: true,
      limit,
      signal,
    };
    for await (const { value, diagnostics } of provider.lists?.list(request) ?? [])
      found.push(
        value === undefined
          ? diagnostics.map(({ summary }) => `! ${summary}`).join()
          : `${value.displayName} ${value.state === undefined ? "bare" : "whole"} ${diagnostics.length}`,
      );
    return found;
  };

  test("gives each object as it comes, with its identity", async () => {
    const events = ["a", "b"].map((name) => ({ displayName: name, identity: identity(name) }));
    expect(await listed(events)).toEqual(["a bare 0", "b bare 0"]);
    expect(plugin.last("listResource")).toMatchObject({
      typeName: "kit_note",
      includeResourceObject: true,
      limit: 10n,
    });
  });

  test("and with the object, where that is told and there", async () => {
    const provider = await open();
    const { type } = emptyNote(provider);
    const whole = codec.encode(Value.unknown(type), type);
    const none = codec.encode(Value.null(type), type);
    expect(
      await listed([
        { displayName: "a", identity: identity("a"), resourceObject: whole },
        { displayName: "b", identity: identity("b"), resourceObject: none },
      ]),
    ).toEqual(["a whole 0", "b bare 0"]);
  });

  test("ends at its limit, whatever more the plugin tells", async () => {
    const events = ["a", "b", "c"].map((name) => ({ displayName: name, identity: identity(name) }));
    expect(await listed(events, 2)).toEqual(["a bare 0", "b bare 0"]);
  });

  test("tells what is wrong with one of them, and goes on", async () => {
    expect(
      await listed([
        { displayName: "a", identity: identity("a"), diagnostic: [{ severity: 1, summary: "no" }] },
        { displayName: "b", diagnostic: [{ severity: 2, summary: "nameless" }] },
        { displayName: "c", identity: { identityData: { msgpack: Uint8Array.of(0xc1) } } },
        { displayName: "d", identity: identity("d"), diagnostic: [{ severity: 2, summary: "careful" }] },
      ]),
    ).toEqual(["! no", "! nameless", "! Provider produced invalid object", "d bare 1"]);
  });

  test("that the plugin breaks off is told at its end", async () => {
    const provider = await open({
      async *listResource() {
        yield { displayName: "a", identity: identity("a") };
        throw new Error("out of ink");
      },
    });
    const config = objectValue({ prefix: Value.null(STRING) });
    const found: unknown[] = [];
    for await (const outcome of provider.lists?.list({
      type: "kit_note",
      config,
      includeObject: false,
      limit: 5,
      signal,
    }) ?? [])
      found.push(outcome);
    expect(found).toMatchObject([
      { value: { displayName: "a" } },
      { value: undefined, diagnostics: [{ code: "plugin-error" }] },
    ]);
  });
});
