import type { ErrorKind } from "@tutti/errors";
import type { CommandContext } from "../../command/command.ts";

/** An error that Terraform writes as bare lines, without a frame; gives the exit status. */
export function plainError({ stderr, runtime }: CommandContext, { code, summary }: ErrorKind): number {
  runtime.log.write("error", "diagnostic", { code });
  stderr.write(`${summary}\n`);
  return 1;
}
