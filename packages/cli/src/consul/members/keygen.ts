import { Buffer } from "node:buffer";
import type { Command } from "../../command/command.ts";

/** Bytes of a gossip key. */
const KEY_SIZE = 32;

/** A new key for gossip. */
export const command: Command = {
  summary: "Generates a new encryption key",
  async run({ runtime, stdout }) {
    stdout.write(`${Buffer.from(runtime.random.bytes(KEY_SIZE)).toString("base64")}\n`);
    return 0;
  },
};
