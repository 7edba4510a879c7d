import type { ErrorKind } from "@tutti/errors";
import type { CommandContext } from "../../command/command.ts";

/** An error that Terraform writes as bare lines, without a frame; gives the exit status. */
export function plainError({ stderr }: CommandContext, kind: ErrorKind): number {
  return stderr.error(kind);
}
