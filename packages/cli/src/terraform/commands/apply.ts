import type { Command } from "../../command/command.ts";
import { APPLY_FLAGS, runApply } from "./apply-run.ts";

/** Makes the world as the configuration, or a saved plan, says. */
export const command: Command = {
  summary: "Create or update infrastructure",
  flags: APPLY_FLAGS,
  run: (context) => runApply(context, "apply"),
};
