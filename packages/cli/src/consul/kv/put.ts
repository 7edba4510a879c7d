import { Buffer } from "node:buffer";
import { fromUnknown } from "@tutti/runtime";
import { boolFlag, textFlag, uint64Flag } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { argumentData, base64Mistake } from "../api/argument-data.ts";
import { commandError } from "../errors.ts";

const flags = {
  acquire: boolFlag(),
  base64: boolFlag(),
  cas: boolFlag(),
  fence: textFlag(),
  flags: uint64Flag(),
  "modify-index": uint64Flag(),
  release: boolFlag(),
  session: textFlag(),
  ttl: textFlag(),
};

type Call = ApiCall<typeof flags>;

/** Writes a key: plainly, if it did not change, or as a lock. */
export const command = apiCommand({
  summary: "Sets or updates data in the KV store",
  usage: "kv put [options] KEY [DATA]",
  isNamespaced: true,
  flags,
  unreachable: "Error! Failed writing data",
  async run(call) {
    const [key = "", data = ""] = call.rest;
    if (key === "") return call.fail(commandError("key-argument-missing"));
    if (call.rest.length > 2) {
      return call.fail(commandError("kv-put-with-too-many-arguments", call.rest.length));
    }
    if (key.startsWith("/")) {
      return call.fail(commandError("key-begins-with-a-slash", key));
    }
    let bytes: Uint8Array;
    try {
      bytes = await argumentData(data, call.context);
    } catch (error) {
      return call.fail(commandError("rules-to-translate-unreadable", fromUnknown(error, data).message));
    }
    if (call.flags.base64) {
      const text = Buffer.from(bytes).toString("utf8");
      const mistake = base64Mistake(text);
      // It writes nothing useful then, but goes on, as Consul does.
      if (mistake !== undefined) call.fail(commandError("value-is-no-base64", mistake));
      bytes = mistake === undefined ? Buffer.from(text, "base64") : new Uint8Array();
    }
    return write(call, key, bytes);
  },
});

async function write(call: Call, key: string, body: Uint8Array): Promise<number> {
  const { flags: given } = call;
  const locks = given.acquire || given.release;
  if (locks && given.session === "") {
    return call.fail(commandError("session-flag-missing"));
  }
  const query = {
    flags: given.flags === 0n ? undefined : String(given.flags),
    cas: given.cas && !locks ? String(given["modify-index"]) : undefined,
    acquire: given.acquire ? given.session : undefined,
    release: given.release ? given.session : undefined,
    fence: given.fence === "" ? undefined : given.fence,
    ttl: given.ttl === "" ? undefined : given.ttl,
  };
  const answer = await call.client.call("kv.write", { rest: key, query, body });
  if (answer.status !== 200) return call.fail(commandError("key-not-written", refusalOf(answer)));
  if (answer.json() === true) {
    call.say(
      given.acquire
        ? `Success! Lock acquired on: ${key}`
        : given.release
          ? `Success! Lock released on: ${key}`
          : `Success! Data written to: ${key}`,
    );
    return 0;
  }
  if (given.acquire) return call.fail(commandError("lock-not-acquired"));
  if (given.release) return call.fail(commandError("lock-not-released"));
  return call.fail(
    given["modify-index"] === 0n
      ? commandError("key-to-make-exists", key)
      : commandError("key-changed-before-put", key),
  );
}
