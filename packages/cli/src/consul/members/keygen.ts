import { Buffer } from "node:buffer";
import type { Command } from "../../command/command.ts";
import { parseFlags } from "../../command/flags.ts";

/** Bytes of a gossip key. */
const KEY_SIZE = 32;

const FLAGS = {} as const;

/** A new key for gossip. */
export const command: Command = {
  summary: "Generates a new encryption key",
  flags: FLAGS,
  async run({ args, runtime, stdout, stderr, flagWatcher }) {
    const parsed = parseFlags(FLAGS, args, flagWatcher);
    if (parsed.error !== undefined) {
      stderr.write(`${parsed.error}\n`);
      return 1;
    }
    stdout.write(`${Buffer.from(runtime.random.bytes(KEY_SIZE)).toString("base64")}\n`);
    return 0;
  },
};
