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
  stdout.write(`${JSON.stringify(message)}\n`);
}
