import { Buffer } from "node:buffer";
import type { Command } from "../../command/command.ts";
import { parseFlags } from "../../command/flags.ts";
import { commandError } from "../errors.ts";

/** Bytes of a gossip key. */
const KEY_SIZE = 32;

const FLAGS = {} as const;

/** A new key for gossip. */
export const command: Command = {
  summary: "Generates a new encryption key",
  flags: FLAGS,
  async run({ args, runtime, stdout, stderr, flagWatcher }) {
    const parsed = parseFlags(FLAGS, args, flagWatcher);
    if (parsed.error !== undefined) return stderr.error(commandError("agent-flags-unreadable", parsed.error));
    stdout.write(`${Buffer.from(runtime.random.bytes(KEY_SIZE)).toString("base64")}\n`);
    return 0;
  },
};
