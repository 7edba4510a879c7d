import type { Command } from "../../command/command.ts";
import { changeTaint } from "./taint-instance.ts";

/** Takes the mark of `taint`, or of a failed creation, away. */
export const command: Command = {
  summary: "Remove the 'tainted' state from a resource instance",
  run: (context) => changeTaint(context, "untaint"),
};
