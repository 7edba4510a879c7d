import { checkBackend, loadRoot, loadRootModule, openBackend, openState } from "@tutti/operation";
import type { Backend, FileFlags, StateHandle } from "@tutti/state";
import type { CommandContext } from "../../command/command.ts";
import type { Report } from "../views/report.ts";

/** How much of the configuration a command reads before it looks at the state: all of it, or the root module alone. */
type Reads = "all" | "root";

/**
 * Opens the state for a command that is not `init`: what it reads of the
 * configuration must be right, and the backend the one that was initialised,
 * or the state could be another one than is meant. Else the exit status.
 * Commands that change the state read all, as Terraform does, since
 * `required_version` of any module keeps them from it.
 */
export async function openInitialised(
  context: CommandContext,
  report: Report,
  reads: Reads,
  files: FileFlags = {},
): Promise<StateHandle | number> {
  return (await checkInitialised(context, report, reads)) ?? openState(context.runtime, files);
}

/** The same for a command that asks for no state but for all workspaces. */
export async function openInitialisedBackend(
  context: CommandContext,
  report: Report,
): Promise<Backend | number> {
  return (await checkInitialised(context, report, "root")) ?? openBackend(context.runtime);
}

async function checkInitialised(
  { runtime }: CommandContext,
  report: Report,
  reads: Reads,
): Promise<number | undefined> {
  const { config, diagnostics } = await (reads === "all" ? loadRoot(runtime) : loadRootModule(runtime));
  if (config === undefined) return undefined;
  report.sources = config.sources;
  // Warnings are told by the commands that work with the configuration.
  const errors = [...diagnostics, ...(await checkBackend(runtime, config.root.module))].filter(
    ({ severity }) => severity === "error",
  );
  return errors.length > 0 ? report.diagnostics(errors) : undefined;
}
