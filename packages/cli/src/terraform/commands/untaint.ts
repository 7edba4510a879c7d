import type { Command } from "../../command/command.ts";
import { changeTaint, FLAGS } from "./taint-instance.ts";

/** Takes the mark of `taint`, or of a failed creation, away. */
export const command: Command = {
  summary: "Remove the 'tainted' state from a resource instance",
  flags: FLAGS,
  run: (context) => changeTaint(context, "untaint"),
};
