import { stateError } from "./errors.ts";
import { refused } from "./problem.ts";

type Refused = ReturnType<typeof refused>;

/** Why a workspace cannot be made or deleted, in the words that all backends share. */

export function invalidWorkspaceName(name: string): Refused {
  return refused(
    stateError("invalid-workspace-name"),
    `The workspace name ${JSON.stringify(name)} is not allowed. The name must contain only URL safe characters, and no path separators.`,
  );
}

export function workspaceExists(name: string): Refused {
  return refused(stateError("workspace-exists"), `Workspace "${name}" already exists`);
}

export function noSuchWorkspace(name: string): Refused {
  return refused(stateError("no-such-workspace"), `Workspace "${name}" doesn't exist.`);
}

export function defaultCannotBeDeleted(): Refused {
  return refused(stateError("workspace-cannot-be-deleted"), "cannot delete default state");
}
