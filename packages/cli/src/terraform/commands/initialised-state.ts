import type { LoadResult, VariableArgument } from "@tutti/config";
import { hasErrors } from "@tutti/hcl";
import {
  checkBackend,
  loadRoot,
  loadRootModule,
  openBackend,
  openEncryption,
  openState,
  stateIndex,
  workspaceMistakes,
} from "@tutti/operation";
import type { Runtime } from "@tutti/runtime";
import type { Backend, FileFlags, StateHandle } from "@tutti/state";
import type { CommandContext } from "../../command/command.ts";
import type { Report } from "../views/report.ts";

/**
 * How much of the configuration a command reads before it looks at the state: all of it with its
 * `required_version`, all for whatever version, or the root module alone.
 */
type Reads = "versions" | "all" | "root";

/** Which files, and how much of what lies in them is asked for. */
interface Opening extends FileFlags {
  /** Few objects, so that they are found by the state's index where there is one. */
  readonly needsFew?: boolean;
}

/** `-var` and `-var-file`. */
type Variables = readonly VariableArgument[];

/**
 * Opens the state for a command that is not `init`: what it reads of the
 * configuration must be right, and the backend the one that was initialised,
 * or the state could be another one than is meant. Else the exit status.
 * Commands that change the state look at versions, as Terraform does, since
 * `required_version` of any module keeps them from it; so do the places that
 * they name begin at the root of the disk.
 */
export async function openInitialised(
  context: CommandContext,
  report: Report,
  reads: Reads,
  variables: Variables,
  files: Opening = {},
): Promise<StateHandle | number> {
  return (
    (await checkInitialised(context, report, reads, variables)) ?? openGivenState(context, variables, files)
  );
}

/** Opens the state, of a workspace that is not the chosen one too, with these variables in `encryption`. */
export async function openGivenState(
  { runtime }: CommandContext,
  variables: Variables,
  { needsFew, ...files }: Opening = {},
  workspace?: string,
): Promise<StateHandle> {
  const index = needsFew === true ? stateIndex(runtime, true) : undefined;
  return openState(runtime, files, workspace, await openEncryption(runtime, variables), index);
}

/** The same for all workspaces. */
export async function openGivenBackend({ runtime }: CommandContext, variables: Variables): Promise<Backend> {
  return openBackend(runtime, undefined, await openEncryption(runtime, variables));
}

/** Commands that rewrite the state's addresses never go without a backup: it is called by the time. */
export function stampedBackup({ runtime }: CommandContext): Pick<FileFlags, "backupSeconds"> {
  return { backupSeconds: Math.floor(runtime.clock.now() / 1000) };
}

/** The same for a command that asks for no state but for all workspaces. */
export async function openInitialisedBackend(
  context: CommandContext,
  report: Report,
  variables: Variables,
): Promise<Backend | number> {
  return (await checkInitialised(context, report, "root", variables)) ?? openGivenBackend(context, variables);
}

async function checkInitialised(
  { runtime }: CommandContext,
  report: Report,
  reads: Reads,
  variables: Variables,
): Promise<number | undefined> {
  const unnamed = await workspaceMistakes(runtime);
  if (unnamed.length > 0) return report.diagnostics(unnamed);
  const { config, diagnostics } = await load(runtime, reads, variables);
  if (config === undefined) return undefined;
  report.sources = config.sources;
  // Warnings are told by the commands that work with the configuration, and beside mistakes by all.
  const found = hasErrors(diagnostics) ? diagnostics : await checkBackend(runtime, config.root.module);
  return hasErrors(found) ? report.diagnostics(found) : undefined;
}

function load(runtime: Runtime, reads: Reads, variables: Variables): Promise<LoadResult> {
  switch (reads) {
    case "versions":
      return loadRoot(runtime, { directory: runtime.environment.directory, variables });
    case "all":
      return loadRoot(runtime, { anyVersion: true, variables });
    case "root":
      return loadRootModule(runtime, variables);
  }
}
