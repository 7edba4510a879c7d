import { dirname, join } from "node:path";
import type { Runtime } from "@tutti/runtime";
import {
  type Backend,
  DEFAULT_WORKSPACE,
  type FileFlags,
  type IndexUse,
  isWorkspaceName,
} from "../../backend.ts";
import { stateError } from "../../errors.ts";
import { FileHistory } from "../../history/file-history.ts";
import type { HistoryLimits } from "../../history/state-history.ts";
import { ioProblem } from "../../problem.ts";
import { StateIndex } from "../../ranges/state-index.ts";
import type { StateReader } from "../../state-reader.ts";
import { type StateSeal, UNSEALED } from "../../state-seal.ts";
import {
  defaultCannotBeDeleted,
  invalidWorkspaceName,
  noSuchWorkspace,
  workspaceExists,
} from "../../workspace-refusals.ts";
import { LocalState } from "./local-state.ts";
import { historyPath, type LocalPlaces, statePaths, workspaceDirectory } from "./state-paths.ts";

/** How states are kept, and how much of their past; as they are and nothing where it is left out. */
export interface LocalKeeping {
  readonly seal?: StateSeal | undefined;
  readonly history?: HistoryLimits | undefined;
  /** Indexes of states; none are read or written where it is left out. */
  readonly index?: IndexUse | undefined;
}

const NO_HISTORY: HistoryLimits = { versions: 0, bytes: 0 };

/** State files on this machine: one for the default workspace, a folder with one for each other. */
export function createLocalBackend(
  runtime: Runtime,
  reader: StateReader,
  places: LocalPlaces,
  flags: FileFlags = {},
  keeping: LocalKeeping = {},
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
      if (!isWorkspaceName(name)) return invalidWorkspaceName(name);
      try {
        if (name === DEFAULT_WORKSPACE || (await disk.stat(folderOf(name))) !== undefined)
          return workspaceExists(name);
        await disk.makeDirectory(folderOf(name));
        return { ok: true, value: undefined };
      } catch (error) {
        return ioProblem(error, stateError("failed-to-create-the-workspace"));
      }
    },
    async deleteWorkspace(name) {
      if (!isWorkspaceName(name)) return invalidWorkspaceName(name);
      if (name === DEFAULT_WORKSPACE) return defaultCannotBeDeleted();
      try {
        if ((await disk.stat(folderOf(name))) === undefined) return noSuchWorkspace(name);
        await disk.remove(folderOf(name), { recursive: true });
        return { ok: true, value: undefined };
      } catch (error) {
        return ioProblem(error, stateError("failed-to-delete-the-workspace"));
      }
    },
    open(workspace) {
      const paths = statePaths(workspace, places, flags);
      const seal = keeping.seal ?? UNSEALED;
      const history = new FileHistory(runtime, historyPath(paths.write), keeping.history ?? NO_HISTORY, seal);
      const use = keeping.index;
      const index =
        use && new StateIndex(disk, join(use.folder, encodeURIComponent(workspace)), reader, use.needsFew);
      return new LocalState(runtime, workspace, paths, reader, { seal, history, index });
    },
  };
}
