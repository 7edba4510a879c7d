import {
  type Backend,
  createUnavailableBackend,
  DEFAULT_BACKEND,
  type FileFlags,
  findBackend,
  formatProblems,
  noSettings,
  type OpenedState,
  type StateHandle,
  type StateLock,
} from "@tutti/state";
import type { CommandContext } from "../../command/command.ts";
import { productName, TERRAFORM_VERSION } from "../../command/product.ts";
import type { Report } from "../views/report.ts";
import { currentWorkspace, readSavedBackend, type SavedBackend } from "./workspace.ts";

export interface StateAccess {
  readonly workspace: string;
  readonly store: StateHandle;
}

/** The backend that `init` configured, else the default one. */
export async function openBackend(context: CommandContext, files?: FileFlags): Promise<Backend> {
  return createSavedBackend(context, await readSavedBackend(context.runtime), files);
}

/** Undefined is the default backend. */
export function createSavedBackend(
  { runtime, product }: CommandContext,
  saved: SavedBackend | undefined,
  files?: FileFlags,
): Backend {
  const definition = saved === undefined ? DEFAULT_BACKEND : findBackend(saved.type);
  const { title, command } = productName(product);
  if (typeof definition === "string")
    return createUnavailableBackend(
      saved?.type ?? "",
      "Unsupported backend type",
      `This working directory was initialised for the backend "${saved?.type}", which ${title} does not have. Choose another one in the configuration and run "${command} init -reconfigure", or go on with the program that initialised it.`,
    );
  const reader = { name: title, version: TERRAFORM_VERSION };
  const surroundings = { runtime, reader, ...(files === undefined ? {} : { files }) };
  return definition.create(surroundings, saved?.settings ?? noSettings(definition));
}

/** The state of the chosen workspace; nothing is read yet. */
export async function accessState(
  context: CommandContext,
  flags: FileFlags = {},
  workspace?: string,
): Promise<StateAccess> {
  const name = workspace ?? (await currentWorkspace(context.runtime)).name;
  return { workspace: name, store: (await openBackend(context, flags)).open(name) };
}

export interface LockOptions {
  readonly lock: boolean;
  readonly timeoutMs: number;
  readonly operation: string;
  readonly signal?: AbortSignal | undefined;
}

/** The lock, `undefined` where none was wanted, or why it could not be had. */
export async function takeLock(
  access: StateAccess,
  options: LockOptions,
): Promise<{ readonly lock: StateLock | undefined } | { readonly refused: string }> {
  if (!options.lock) return { lock: undefined };
  // Terraform reads the state when it locks; what is wrong with the file is told as a failed lock.
  const readable = await access.store.read();
  if (!readable.ok) return { refused: formatProblems(readable.problems) };
  const { operation, timeoutMs, signal } = options;
  const result = await access.store.lock({ operation, timeoutMs, signal });
  return result.ok ? { lock: result.lock } : { refused: result.message };
}

export function lockRefusal(
  context: CommandContext,
  message: string,
): { readonly summary: string; readonly detail: string } {
  const { title } = productName(context.product);
  return {
    summary: "Error acquiring the state lock",
    detail: `Error message: ${message}\n\n${title} acquires a state lock to protect the state from being written by multiple users at the same time. Please resolve the issue above and try again. For most commands, you can disable locking with the "-lock=false" flag, but this is not recommended.`,
  };
}

/** Locks, reads, lets `change` work and gives the lock back; the status is that of `change`, or 1. */
export async function withLockedState(
  context: CommandContext,
  report: Report,
  access: StateAccess,
  options: LockOptions,
  change: (opened: OpenedState) => Promise<number>,
): Promise<number> {
  const taken = await takeLock(access, options);
  if ("refused" in taken) {
    const { summary, detail } = lockRefusal(context, taken.refused);
    return report.legacyError(summary, detail);
  }
  try {
    const opened = await access.store.read();
    if (!opened.ok) {
      context.stderr.write(`Failed to load state: ${formatProblems(opened.problems)}\n`);
      return 1;
    }
    return await change(opened.value);
  } finally {
    await taken.lock?.release();
  }
}
