/** Functions of a plugin, which is another program: whoever calls one stands still until it has answered. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functionsOf } from "@tutti/plugin";
import { createRealRuntime } from "@tutti/runtime";
import {
  boolValue,
  callFunc,
  DYNAMIC,
  type Func,
  FuncError,
  listValue,
  numberValue,
  STRING,
  stringValue,
  Value,
} from "@tutti/values";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { writeKitProgram } from "../../testkit/kit-file.ts";
import { PluginHost } from "../host/plugin-host.ts";

const home = mkdtempSync(join(tmpdir(), "tutti-called-functions-"));
const path = join(home, "terraform-provider-kit");
beforeAll(() => writeKitProgram(path));
afterAll(() => rmSync(home, { recursive: true }));

const hosts: PluginHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

function factory(environment: Readonly<Record<string, string>>) {
  const host = new PluginHost(createRealRuntime());
  hosts.push(host);
  const program = { path, name: "terraform-provider-kit", environment };
  return host.factory({ source: "example.com/acme/kit", version: "1.0.0", program });
}

async function functions(environment: Readonly<Record<string, string>> = {}) {
  const found = await functionsOf(factory(environment));
  if (!found.ok) throw new Error(found.diagnostic.detail);
  return found.functions;
}

/** What a call gives, in words. */
function told(func: Func | undefined, ...args: readonly Value[]): string {
  if (func === undefined) return "no function";
  const result = callFunc(func, args);
  if (result instanceof FuncError) return `${result.message} (${result.argument})`;
  if (result.isNull) return "null";
  return result.isUnknown ? `unknown ${result.type.kind}` : result.asString;
}

const text = stringValue("a");
const unknown = Value.unknown(STRING);
const texts = listValue(STRING, [text]);

describe.each(["5", "6"])("functions of a plugin of protocol %s", (protocol) => {
  test("are called", async () => {
    const called = await functions({ KIT_PROTOCOL: protocol });
    const shout = called.get("shout");
    const describes = called.get("describe");
    expect([
      told(shout, text),
      told(shout, text, stringValue("b")),
      told(shout, stringValue("")),
      told(shout, text, text, stringValue("")),
      told(shout, Value.null(STRING)),
      told(shout, unknown),
      told(describes, numberValue(1), texts, boolValue(true)),
      told(describes, Value.null(DYNAMIC), texts, Value.null(DYNAMIC)),
      told(describes, unknown, texts),
      told(describes, listValue(STRING, [unknown]), texts),
      told(describes, numberValue(1), listValue(STRING, [unknown])),
      told(describes, numberValue(1), texts, Value.unknown(DYNAMIC)),
      told(describes, numberValue(1), Value.null(DYNAMIC)),
      told(describes, numberValue(1), listValue(STRING, [])),
    ]).toEqual([
      "A!",
      "A B!",
      "nothing to shout (0)",
      "nothing to shout (2)",
      "argument must not be null (0)",
      "unknown string",
      '1 ["a"] true',
      'null ["a"] null',
      "unknown string",
      'partly unknown ["a"]',
      "unknown string",
      "unknown string",
      "argument must not be null (1)",
      "what was given cannot be described (undefined)",
    ]);
  });
});

test("a secret stays one", async () => {
  const shout = (await functions()).get("shout");
  const result = shout && callFunc(shout, [text.withMarks(["sensitive"])]);
  expect(result).toMatchObject({ marks: new Set(["sensitive"]) });
});

test("the same question has the same answer, also for who loads them again", async () => {
  const made = factory({});
  const count = async (): Promise<unknown> => {
    const found = await functionsOf(made);
    const func = found.ok ? found.functions.get("count") : undefined;
    const result = func && callFunc(func, []);
    return result instanceof Value ? result.asNumber.toString() : result;
  };
  expect([await count(), await count()]).toEqual(["1", "1"]);
});

test.each([
  [
    "dies:callFunction",
    "Plugin did not respond: The plugin encountered an error, and failed to respond to the plugin6.(*GRPCProvider).CallFunction call. The plugin logs may contain more details. (undefined)",
  ],
  ["nonsense:callFunction", /^the provider gave back a value that is none of its type: /],
  ["garbage:callFunction", "null"],
])("a plugin that %s is told in a sentence", async (misbehaves, sentence) => {
  const called = await functions({ KIT_MISBEHAVES: misbehaves });
  expect(told(called.get("shout"), text)).toEqual(
    typeof sentence === "string" ? sentence : expect.stringMatching(sentence),
  );
});

test("a plugin that does not start has no functions, and why", async () => {
  const host = new PluginHost(createRealRuntime());
  hosts.push(host);
  const program = { path: join(home, "nothing"), name: "terraform-provider-kit" };
  const found = await functionsOf(host.factory({ source: "a/b/c", version: undefined, program }));
  expect(found).toMatchObject({ ok: false, diagnostic: { summary: "Failed to load plugin schemas" } });
});
