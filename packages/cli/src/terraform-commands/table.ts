import type { CommandEntry } from "../command.ts";

/** A command of Terraform's half: `main` ones come first in the overview. */
export interface TerraformEntry extends CommandEntry {
  readonly main?: boolean;
  /** Not listed in the overview: it stands behind another word (`state list`). */
  readonly hidden?: boolean;
}

/** Every command by its name; a second word stands behind a blank. Nothing is loaded before it is called. */
export const TERRAFORM_COMMANDS: Readonly<Record<string, TerraformEntry>> = {
  version: { summary: "Show the current Tutti version", load: () => import("./version.ts") },
};
