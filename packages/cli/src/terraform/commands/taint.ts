import type { Command } from "../../command/command.ts";
import { changeTaint, FLAGS } from "./taint-instance.ts";

/** Marks an instance so that the next plan replaces it. */
export const command: Command = {
  summary: "Mark a resource instance as not fully functional",
  flags: FLAGS,
  run: (context) => changeTaint(context, "taint"),
};
