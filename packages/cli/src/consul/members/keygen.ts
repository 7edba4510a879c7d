import { Buffer } from "node:buffer";
import { localCommand } from "../usage/local-command.ts";

/** Bytes of a gossip key. */
const KEY_SIZE = 32;

/** A new key for gossip. */
export const command = localCommand({
  summary: "Generates a new encryption key",
  usage: "keygen",
  flags: {},
  async run({ runtime, stdout }) {
    stdout.write(`${Buffer.from(runtime.random.bytes(KEY_SIZE)).toString("base64")}\n`);
    return 0;
  },
});
