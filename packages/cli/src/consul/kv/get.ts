import { Buffer } from "node:buffer";
import { parseExactJson, printableName } from "@tutti/values";
import { boolFlag, textFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand } from "../api/api-command.ts";
import { type JsonRecord, recordsOf, textOf, textsOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { pageError } from "./page-errors.ts";
import { choosesPages, PAGE_FLAGS, readPages } from "./pages.ts";

const flags = {
  base64: boolFlag(),
  detailed: boolFlag(),
  keys: boolFlag(),
  recurse: boolFlag(),
  separator: textFlag("/"),
  ...PAGE_FLAGS,
};

type Call = ApiCall<typeof flags>;

/** Reads a key, a tree or the names of keys. */
export const command = apiCommand({
  summary: "Retrieves or lists data from the KV store",
  usage: "kv get [options] [KEY_OR_PREFIX]",
  isNamespaced: true,
  flags,
  async run(call) {
    const { rest } = call;
    if (rest.length > 1) return call.fail(commandError("too-many-arguments-for-one", rest.length));
    const key = (rest[0] ?? "").replace(/^\//, "");
    if (key === "" && !call.flags.keys && !call.flags.recurse)
      return call.fail(commandError("key-argument-missing"));
    const lists = call.flags.keys || call.flags.recurse;
    if (!lists && choosesPages(call)) return call.fail(pageError("kv-pages-of-one-key"));
    if (call.flags.keys) return listKeys(call, key);
    if (call.flags.recurse) return readTree(call, key);
    return readKey(call, key);
  },
});

async function listKeys(call: Call, key: string): Promise<number> {
  const query = { ...call.query, keys: "", separator: call.flags.separator };
  return readPages(call, { key, query }, (answer) => {
    const names = textsOf(answer.json());
    for (const name of names) call.say(printableName(name));
    return names.length;
  });
}

async function readTree(call: Call, key: string): Promise<number> {
  const separator = call.given("depth") ? call.flags.separator : undefined;
  const query = { ...call.query, recurse: "", separator };
  let first = true;
  return readPages(call, { key, query }, (answer) => {
    const pairs = recordsOf(parseExactJson(answer.text()));
    for (const pair of pairs) {
      if (call.flags.detailed) {
        if (!first) call.say("");
        sayData(call, details(call, pair));
      } else sayData(call, `${printableName(textOf(pair.Key))}:${shownValue(call, pair)}`);
      first = false;
    }
    return pairs.length;
  });
}

async function readKey(call: Call, key: string): Promise<number> {
  const answer = await call.client.call("kv.read", { rest: key, query: call.query });
  if (answer.status === 404) return call.fail(commandError("no-such-key", key));
  if (answer.status !== 200) return call.fail(commandError("unexpected-answer-to-delete", answer.status));
  const pair = recordsOf(parseExactJson(answer.text()))[0] ?? {};
  if (call.flags.detailed) {
    sayData(call, details(call, pair));
    return 0;
  }
  // The bytes as they are: a value need not be text.
  if (call.flags.base64) call.say(textOf(pair.Value));
  else
    call.context.stdout.write(Buffer.concat([Buffer.from(textOf(pair.Value), "base64"), Buffer.from("\n")]));
  return 0;
}

/** A value is data: it goes out as it is. */
function sayData(call: Call, text: string): void {
  call.context.stdout.write(Buffer.from(`${text}\n`));
}

function shownValue(call: Call, pair: JsonRecord): string {
  const value = textOf(pair.Value);
  return call.flags.base64 ? value : Buffer.from(value, "base64").toString("utf8");
}

function details(call: Call, pair: JsonRecord): string {
  const session = textOf(pair.Session);
  const rows: readonly (readonly [string, string])[] = [
    ["CreateIndex", textOf(pair.CreateIndex)],
    ["Flags", textOf(pair.Flags)],
    ["Key", printableName(textOf(pair.Key))],
    ["LockIndex", textOf(pair.LockIndex)],
    ["ModifyIndex", textOf(pair.ModifyIndex)],
    ["Session", session === "" ? "-" : session],
    ["Value", shownValue(call, pair)],
  ];
  return rows.map(([name, value]) => `${name.padEnd(17)}${value}`).join("\n");
}
