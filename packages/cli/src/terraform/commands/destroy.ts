import type { Command } from "../../command/command.ts";
import { runApply } from "./apply-run.ts";

/** Takes down all that the state holds. */
export const command: Command = {
  summary: "Destroy previously-created infrastructure",
  run: (context) => runApply(context, "destroy"),
};
