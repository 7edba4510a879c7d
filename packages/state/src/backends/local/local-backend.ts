import { dirname } from "node:path";
import type { Runtime } from "@tutti/runtime";
import {
  type Backend,
  DEFAULT_WORKSPACE,
  type FileFlags,
  isWorkspaceName,
  type StateReader,
} from "../../backend.ts";
import { stateError } from "../../errors.ts";
import { ioProblem, refused } from "../../problem.ts";
import { LocalState } from "./local-state.ts";
import { type LocalPlaces, statePaths, workspaceDirectory } from "./state-paths.ts";

/** State files on this machine: one for the default workspace, a folder with one for each other. */
export function createLocalBackend(
  runtime: Runtime,
  reader: StateReader,
  places: LocalPlaces,
  flags: FileFlags = {},
): Backend {
  const { disk } = runtime;
  const directory = workspaceDirectory(places);
  /** The folder is the workspace: a state need not be there yet. */
  const folderOf = (workspace: string): string => dirname(statePaths(workspace, places).write);

  return {
    type: "local",
    async workspaces() {
      try {
        const found = await disk.stat(directory);
        const entries = found?.kind === "directory" ? await disk.list(directory) : [];
        const others = entries
          .filter(({ kind, name }) => kind === "directory" && name !== DEFAULT_WORKSPACE)
          .map(({ name }) => name);
        return { ok: true, value: [DEFAULT_WORKSPACE, ...others] };
      } catch (error) {
        return ioProblem(error, stateError("failed-to-list-workspaces"));
      }
    },
    async createWorkspace(name) {
      if (!isWorkspaceName(name)) return invalidName(name);
      try {
        if (name === DEFAULT_WORKSPACE || (await disk.stat(folderOf(name))) !== undefined)
          return refused(stateError("workspace-exists"), `Workspace "${name}" already exists`);
        await disk.makeDirectory(folderOf(name));
        return { ok: true, value: undefined };
      } catch (error) {
        return ioProblem(error, stateError("failed-to-create-the-workspace"));
      }
    },
    async deleteWorkspace(name) {
      if (!isWorkspaceName(name)) return invalidName(name);
      if (name === DEFAULT_WORKSPACE)
        return refused(stateError("workspace-cannot-be-deleted"), "cannot delete default state");
      try {
        if ((await disk.stat(folderOf(name))) === undefined)
          return refused(stateError("no-such-workspace"), `Workspace "${name}" doesn't exist.`);
        await disk.remove(folderOf(name), { recursive: true });
        return { ok: true, value: undefined };
      } catch (error) {
        return ioProblem(error, stateError("failed-to-delete-the-workspace"));
      }
    },
    open: (workspace) => new LocalState(runtime, workspace, statePaths(workspace, places, flags), reader),
  };
}

function invalidName(name: string): ReturnType<typeof refused> {
  return refused(
    stateError("invalid-workspace-name"),
    `The workspace name ${JSON.stringify(name)} is not allowed. The name must contain only URL safe characters, and no path separators.`,
  );
}
