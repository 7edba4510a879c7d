import { encodeExactJson, parseExactJson } from "@tutti/values";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";

/** Writes a tree as JSON that `kv import` takes. */
export const command = apiCommand({
  summary: "Exports a tree from the KV store as JSON",
  usage: "kv export [KEY_OR_PREFIX]",
  isNamespaced: true,
  flags: {},
  async run(call) {
    if (call.rest.length > 1) return call.fail(commandError("too-many-arguments-for-one", call.rest.length));
    const key = (call.rest[0] ?? "").replace(/^\//, "");
    const answer = await call.client.call("kv.read", { rest: key, query: { ...call.query, recurse: "" } });
    if (answer.status !== 200 && answer.status !== 404) {
      return call.fail(commandError("error-querying-consul-agent", refusalOf(answer)));
    }
    const pairs = answer.status === 404 ? [] : recordsOf(parseExactJson(answer.text()));
    const exported = pairs.map(({ Key, Flags, Value }) => ({
      key: textOf(Key),
      flags: Flags ?? 0,
      value: textOf(Value),
    }));
    call.say(encodeExactJson(exported, "\t"));
    return 0;
  },
});
