import { apiCommand, refusalOf } from "../api/api-command.ts";
import { textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { pairsOf } from "./pairs.ts";

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
    const pairs = answer.status === 404 ? [] : pairsOf(answer.text());
    // By hand, for numbers of 64 bits.
    const exported = pairs.map(
      (pair) =>
        `\t{\n\t\t"key": ${quoted(pair.Key)},\n\t\t"flags": ${textOf(pair.Flags)},\n\t\t"value": ${quoted(pair.Value)}\n\t}`,
    );
    call.say(exported.length === 0 ? "[]" : `[\n${exported.join(",\n")}\n]`);
    return 0;
  },
});

function quoted(text: unknown): string {
  return JSON.stringify(textOf(text));
}
