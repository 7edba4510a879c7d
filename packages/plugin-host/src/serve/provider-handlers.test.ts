/** What the other side of the protocol does that our own host does not ask for, or asks only of others. */

import { boolValue, STRING, stringValue } from "@tutti/values";
import { expect, test } from "vitest";
import { kitProvider } from "../../testkit/kit-provider.ts";
import { DynamicCodec } from "../values/dynamic-value.ts";
import { actionHandlers } from "./action-handlers.ts";
import { encodePath } from "./encode-diagnostics.ts";
import { providerHandlers } from "./provider-handlers.ts";
import { ServedProvider } from "./served-provider.ts";

const { signal } = new AbortController();

async function ask(name: string, request: object): Promise<unknown> {
  const handlers = await providerHandlers(kitProvider());
  return handlers[name]?.(request as never, signal);
}

test("callFunction() answers with a value, or with the argument that is wrong", async () => {
  const codec = await DynamicCodec.load();
  const word = (text: string) => codec.encode(stringValue(text), STRING);
  const loud = (await ask("callFunction", { name: "shout", arguments: [word("a"), word("b")] })) as {
    readonly result: { readonly msgpack: Uint8Array };
  };
  expect(codec.decode({ ...loud.result, json: new Uint8Array() }, STRING).asString).toBe("A B!");
  expect(await ask("callFunction", { name: "shout", arguments: [word("a"), word("")] })).toEqual({
    error: { text: "nothing to shout", functionArgument: 1n },
  });
  expect(await ask("callFunction", { name: "whisper", arguments: [] })).toEqual({
    error: { text: "there is no function whisper" },
  });
});

test("getFunctions() tells the same as the schema", async () => {
  const { functions } = (await ask("getProviderSchema", {})) as { readonly functions: object };
  expect(await ask("getFunctions", {})).toEqual({ functions });
  expect(functions).toMatchObject({ shout: { summary: "Loud text.", parameters: [{ name: "text" }] } });
});

test("what an action tells goes out while it goes on", async () => {
  let finish = (): void => {};
  const served = await ServedProvider.of({
    ...kitProvider(),
    schema: () => kitProvider().schema(),
    actions: {
      validate: async () => ({ diagnostics: [] }),
      plan: async () => ({ diagnostics: [] }),
      async invoke({ progress }) {
        progress("begun");
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        progress("ending");
        return { diagnostics: [] };
      },
    },
  });
  const { invokeAction } = actionHandlers(served);
  const answers = invokeAction?.(
    { typeName: "", actionType: "kit_touch", config: undefined },
    signal,
  ) as AsyncGenerator<object>;
  expect((await answers.next()).value).toEqual({ type: { case: "progress", value: { message: "begun" } } });
  finish();
  expect((await answers.next()).value).toEqual({ type: { case: "progress", value: { message: "ending" } } });
  expect((await answers.next()).value).toMatchObject({ type: { case: "completed" } });
});

test("an object of today's version with something that is no more is upgraded all the same", async () => {
  const json = new TextEncoder().encode('{"name":"a","gone":1}');
  const answer = await ask("upgradeResourceState", { typeName: "kit_note", version: 1n, rawState: { json } });
  expect(answer).toMatchObject({ diagnostics: [], upgradedState: { msgpack: expect.any(Uint8Array) } });
});

test("encodePath() ends before what the protocol cannot say", () => {
  const step = (name: string) => ({ selector: { case: "attributeName", value: name } });
  expect(
    encodePath([
      { kind: "attribute", name: "tag" },
      { kind: "index", key: stringValue("k") },
      { kind: "index", key: boolValue(true) },
      { kind: "attribute", name: "name" },
    ]),
  ).toEqual({ steps: [step("tag"), { selector: { case: "elementKeyString", value: "k" } }] });
});
