import { basename, dirname, join } from "node:path";

/** Where a state lives. */
export interface StatePaths {
  readonly read: string;
  readonly write: string;
  /** Undefined: no backup is kept. */
  readonly backup: string | undefined;
}

export interface LocalBackendConfig {
  /** `path` of the backend; `terraform.tfstate` where it is left out. */
  readonly path?: string | undefined;
  /** `workspace_dir`; `terraform.tfstate.d` where it is left out. */
  readonly workspaceDirectory?: string | undefined;
}

/** What `-state`, `-state-out` and `-backup` say; undefined where they were not given. */
export interface StatePathFlags {
  readonly state?: string | undefined;
  readonly stateOut?: string | undefined;
  readonly backup?: string | undefined;
}

export const DEFAULT_WORKSPACE = "default";

export function statePaths(
  workspace: string,
  backend: LocalBackendConfig = {},
  flags: StatePathFlags = {},
): StatePaths {
  const read = given(flags.state) ?? workspacePath(workspace, backend);
  const write = given(flags.stateOut) ?? given(flags.state) ?? workspacePath(workspace, backend);
  const backup = given(flags.backup) ?? `${write}.backup`;
  return { read, write, backup: backup === "-" ? undefined : backup };
}

function given(path: string | undefined): string | undefined {
  return path === "" ? undefined : path;
}

function workspacePath(workspace: string, backend: LocalBackendConfig): string {
  if (workspace === DEFAULT_WORKSPACE) return given(backend.path) ?? "terraform.tfstate";
  return join(workspaceDirectory(backend), workspace, "terraform.tfstate");
}

/** The folder that holds all workspaces but the default one. */
export function workspaceDirectory(backend: LocalBackendConfig = {}): string {
  return given(backend.workspaceDirectory) ?? "terraform.tfstate.d";
}

export function lockInfoPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.lock.info`);
}

export function journalPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.journal`);
}
