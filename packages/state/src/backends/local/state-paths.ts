import { basename, dirname, join } from "node:path";
import { DEFAULT_WORKSPACE, type FileFlags } from "../../backend.ts";

/** Where a state lives. */
export interface StatePaths {
  readonly read: string;
  readonly write: string;
  /** Undefined: no backup is kept. */
  readonly backup: string | undefined;
}

export interface LocalPlaces {
  /** `path` of the backend; `terraform.tfstate` where it is left out. */
  readonly path?: string | undefined;
  /** `workspace_dir`; `terraform.tfstate.d` where it is left out. */
  readonly workspaceDirectory?: string | undefined;
}

export function statePaths(workspace: string, places: LocalPlaces = {}, flags: FileFlags = {}): StatePaths {
  const read = given(flags.state) ?? workspacePath(workspace, places);
  const write = given(flags.stateOut) ?? given(flags.state) ?? workspacePath(workspace, places);
  const named = given(flags.backup);
  const { backupSeconds: seconds } = flags;
  if (seconds !== undefined && (named === undefined || named === "-"))
    return { read, write, backup: `${write}.${seconds}.backup` };
  const backup = named ?? `${write}.backup`;
  return { read, write, backup: backup === "-" ? undefined : backup };
}

function given(path: string | undefined): string | undefined {
  return path === "" ? undefined : path;
}

function workspacePath(workspace: string, places: LocalPlaces): string {
  if (workspace === DEFAULT_WORKSPACE) return given(places.path) ?? "terraform.tfstate";
  return join(workspaceDirectory(places), workspace, "terraform.tfstate");
}

/** The folder that holds all workspaces but the default one. */
export function workspaceDirectory(places: LocalPlaces): string {
  return given(places.workspaceDirectory) ?? "terraform.tfstate.d";
}

export function lockInfoPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.lock.info`);
}

export function journalPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.journal`);
}

/** Beside the state and named after it, so that it goes where the state goes; `*.tfstate.*` of an ignore file covers it. */
export function historyPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.history`);
}
