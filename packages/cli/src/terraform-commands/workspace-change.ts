import { dirname } from "node:path";
import { decodeState, encodeState, formatProblems, statePaths } from "@tutti/state";
import type { CommandContext } from "../command.ts";
import { productName, TERRAFORM_VERSION } from "../product.ts";
import { listWorkspaces, localBackend, readSavedBackend, selectWorkspace } from "../workspace.ts";

const OVERRIDDEN =
  "The selected workspace is currently overridden using the TF_WORKSPACE\nenvironment variable.\n\nTo select a new workspace, either update this environment variable or unset\nit and then run this command again.\n";

/** Refuses where TF_WORKSPACE would win anyway, or the name cannot be one. */
export function refuseWorkspace(context: CommandContext, name: string): number | undefined {
  const { stderr, runtime } = context;
  const given = runtime.environment.variables.get("TF_WORKSPACE");
  if (given !== undefined && given !== "") {
    stderr.write(OVERRIDDEN);
    return 1;
  }
  if (name !== "" && name !== "." && name !== ".." && encodeURIComponent(name) === name) return undefined;
  stderr.write(
    `\nThe workspace name ${JSON.stringify(name)} is not allowed. The name must contain only URL safe\ncharacters, and no path separators.\n\n`,
  );
  return 1;
}

export async function workspaceExists(context: CommandContext, name: string): Promise<boolean> {
  const backend = localBackend(await readSavedBackend(context.runtime));
  return (await listWorkspaces(context.runtime, backend)).includes(name);
}

/** Makes an empty workspace, or one with a given state in it, and chooses it. */
export async function createWorkspace(
  context: CommandContext,
  name: string,
  stateFile: string,
): Promise<number> {
  const { runtime, stdout, stderr } = context;
  const { title, command } = productName(context.product);
  const { write } = statePaths(name, localBackend(await readSavedBackend(runtime)));
  if (stateFile !== "") {
    const state = decodeState(await runtime.disk.readText(stateFile), {
      name: title,
      version: TERRAFORM_VERSION,
    });
    if (!state.ok) {
      stderr.write(`${formatProblems(state.problems)}\n`);
      return 1;
    }
    await runtime.disk.makeDirectory(dirname(write));
    await runtime.disk.replaceFile(write, encodeState(state.value));
  } else await runtime.disk.makeDirectory(dirname(write));
  await selectWorkspace(runtime, name);
  stdout.write(
    `Created and switched to workspace "${name}"!\n\nYou're now on a new, empty workspace. Workspaces isolate their state,\nso if you run "${command} plan" ${title} will not see any existing state\nfor this configuration.\n`,
  );
  return 0;
}
