import type { Command } from "../../command/command.ts";
import { FLAGS, runApply } from "./apply-run.ts";

/** Takes down all that the state holds. */
export const command: Command = {
  summary: "Destroy previously-created infrastructure",
  flags: FLAGS,
  run: (context) => runApply(context, "destroy"),
};
