import { type Backend, DEFAULT_WORKSPACE, isWorkspaceName } from "../backend.ts";
import { stateError } from "../errors.ts";
import { type Loaded, refused } from "../problem.ts";
import {
  defaultCannotBeDeleted,
  invalidWorkspaceName,
  noSuchWorkspace,
  workspaceExists,
} from "../workspace-refusals.ts";
import { placeholderPieces } from "./placeholder.ts";
import { remoteProblem } from "./remote-problem.ts";
import { RemoteState } from "./remote-state.ts";
import type { RemoteSurroundings } from "./remote-surroundings.ts";
import type { StateStorage, WorkspaceStorage } from "./state-storage.ts";
import { writeSlot } from "./write-slot.ts";

/** A backend on a server, made of the storage that knows how to talk to it. */
export function createRemoteBackend(storage: StateStorage, around: RemoteSurroundings): Backend {
  const { type } = storage;
  const withWorkspaces = (
    act: (workspaces: WorkspaceStorage) => Promise<Loaded<undefined>>,
  ): Promise<Loaded<undefined>> =>
    storage.workspaces === undefined ? Promise.resolve(oneStateOnly(type)) : act(storage.workspaces);

  return {
    type,
    ...(storage.workspaces === undefined ? { keepsOneState: true } : {}),
    async workspaces() {
      try {
        const others = (await storage.workspaces?.list()) ?? [];
        return { ok: true, value: [DEFAULT_WORKSPACE, ...others.toSorted()] };
      } catch (error) {
        return remoteProblem(error, stateError("failed-to-list-workspaces"));
      }
    },
    createWorkspace: (name) =>
      withWorkspaces(async (workspaces) => {
        if (!isWorkspaceName(name)) return invalidWorkspaceName(name);
        try {
          if (name === DEFAULT_WORKSPACE || (await workspaces.list()).includes(name))
            return workspaceExists(name);
          // Another's that came first stays.
          const condition = { found: undefined, lock: undefined };
          await writeSlot(storage.open(name), placeholderPieces(around), condition);
          return { ok: true, value: undefined };
        } catch (error) {
          return remoteProblem(error, stateError("failed-to-create-the-workspace"));
        }
      }),
    deleteWorkspace: (name) =>
      withWorkspaces(async (workspaces) => {
        if (!isWorkspaceName(name)) return invalidWorkspaceName(name);
        if (name === DEFAULT_WORKSPACE) return defaultCannotBeDeleted();
        try {
          if (!(await workspaces.list()).includes(name)) return noSuchWorkspace(name);
          await workspaces.remove(name);
          return { ok: true, value: undefined };
        } catch (error) {
          return remoteProblem(error, stateError("failed-to-delete-the-workspace"));
        }
      }),
    open: (workspace) => new RemoteState(workspace, storage.open(workspace), around),
  };
}

function oneStateOnly(type: string): ReturnType<typeof refused> {
  return refused(
    stateError("workspaces-not-supported"),
    `The backend "${type}" keeps one state at its address, so it has no workspaces but "${DEFAULT_WORKSPACE}". Use an address of its own for each state.`,
  );
}
