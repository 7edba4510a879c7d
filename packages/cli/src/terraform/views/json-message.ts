import { encodeJsonTree } from "@tutti/values";
import type { CommandContext } from "../../command/command.ts";

/** One message of a `-json` stream, on a line of its own. */
export function writeMessage(
  { runtime, stdout }: CommandContext,
  level: string,
  text: string,
  type: string,
  fields: Readonly<Record<string, unknown>>,
): void {
  const message = {
    "@level": level,
    "@message": text,
    "@module": "terraform.ui",
    "@timestamp": new Date(runtime.clock.now()).toISOString(),
    ...fields,
    type,
  };
  // In the order of their names and with Go's escapes, as its logger writes them.
  const sorted = Object.fromEntries(Object.entries(message).sort(([a], [b]) => (a < b ? -1 : 1)));
  stdout.write(`${encodeJsonTree(sorted)}\n`);
}
