import { boolFlag, textFlag, uint64Flag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { commandError } from "../errors.ts";

/** Deletes a key or all below a prefix. */
export const command = apiCommand({
  summary: "Removes data from the KV store",
  usage: "kv delete [options] KEY_OR_PREFIX",
  isNamespaced: true,
  flags: { cas: boolFlag(), fence: textFlag(), "modify-index": uint64Flag(), recurse: boolFlag() },
  unreachable: ({ flags: { recurse }, rest: [key = ""] }) =>
    recurse ? `Error! Did not delete prefix ${key}` : `Error deleting key ${key}`,
  async run(call) {
    const { cas, fence, recurse, "modify-index": index } = call.flags;
    if (call.rest.length > 1) return call.fail(commandError("too-many-arguments-for-one", call.rest.length));
    const key = (call.rest[0] ?? "").replace(/^\//, "");
    if (key === "" && !recurse) return call.fail(commandError("key-argument-missing"));
    if (cas && index === 0n) {
      return call.fail(commandError("cas-delete-with-index-zero"));
    }
    if (recurse && cas) return call.fail(commandError("cas-and-recurse-flags"));
    if (index > 0n && !cas) return call.fail(commandError("modify-index-flag-without-cas-flag"));
    const query = {
      recurse: recurse ? "" : undefined,
      cas: cas ? String(index) : undefined,
      fence: fence === "" ? undefined : fence,
    };
    const answer = await call.client.call("kv.delete", { rest: key, query });
    if (answer.status !== 200) return call.fail(commandError("key-not-deleted", key, refusalOf(answer)));
    if (answer.json() === false) return call.fail(commandError("key-changed-before-delete", key));
    call.say(recurse ? `Success! Deleted keys with prefix: ${key}` : `Success! Deleted key: ${key}`);
    return 0;
  },
});
