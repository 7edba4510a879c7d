import { boolFlag, numberFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";

/** Deletes a key or all below a prefix. */
export const command = apiCommand({
  summary: "Removes data from the KV store",
  usage: "kv delete [options] KEY_OR_PREFIX",
  flags: { cas: boolFlag(), "modify-index": numberFlag(0), recurse: boolFlag() },
  unreachable: "Error! Failed deleting key",
  async run(call) {
    const { cas, recurse, "modify-index": index } = call.flags;
    if (call.rest.length > 1) return call.fail(`Too many arguments (expected 1, got ${call.rest.length})`);
    const key = (call.rest[0] ?? "").replace(/^\//, "");
    if (key === "" && !recurse) return call.fail("Error! Missing KEY argument");
    if (recurse && cas) return call.fail("Cannot specify both -cas and -recurse!");
    if (cas && index === 0) {
      return call.fail(
        "Cannot delete a key that does not exist. Provide a -modify-index greater than than 0.",
      );
    }
    if (index > 0 && !cas) return call.fail("Cannot specify -modify-index without -cas!");
    const query = { recurse: recurse ? "" : undefined, cas: cas ? String(index) : undefined };
    const answer = await call.client.call("kv.delete", { rest: key, query });
    if (answer.status !== 200) return call.fail(`Error! Did not delete key ${key}: ${refusalOf(answer)}`);
    if (answer.json() === false) return call.fail(`Error! Did not delete key ${key}: CAS failed`);
    call.say(recurse ? `Success! Deleted keys with prefix: ${key}` : `Success! Deleted key: ${key}`);
    return 0;
  },
});
