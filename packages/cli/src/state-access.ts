import {
  formatProblems,
  lockState,
  type OpenedState,
  type StateLock,
  type StatePathFlags,
  type StatePaths,
  StateStore,
  statePaths,
} from "@tutti/state";
import type { CommandContext } from "./command.ts";
import { boolFlag, durationFlag, textFlag } from "./flags.ts";
import { productName, TERRAFORM_VERSION } from "./product.ts";
import type { Report } from "./report.ts";
import { currentWorkspace, localBackend, readSavedBackend } from "./workspace.ts";

/** Flags of commands that lock the state. */
export const LOCK_FLAGS = { lock: boolFlag(true), "lock-timeout": durationFlag() } as const;
/** Flags that say where the local backend's files are. */
export const STATE_FLAGS = { state: textFlag(), "state-out": textFlag(), backup: textFlag() } as const;

export interface StateAccess {
  readonly workspace: string;
  readonly paths: StatePaths;
  readonly store: StateStore;
}

/** The state of the chosen workspace; nothing is read yet. */
export async function accessState(
  context: CommandContext,
  flags: StatePathFlags = {},
  workspace?: string,
): Promise<StateAccess> {
  const { runtime, product } = context;
  const name = workspace ?? (await currentWorkspace(runtime)).name;
  const paths = statePaths(name, localBackend(await readSavedBackend(runtime)), flags);
  const reader = { name: productName(product).title, version: TERRAFORM_VERSION };
  return { workspace: name, paths, store: new StateStore(runtime, paths, reader) };
}

export interface LockOptions {
  readonly lock: boolean;
  readonly timeoutMs: number;
  readonly operation: string;
  readonly signal?: AbortSignal | undefined;
}

/** The lock, `undefined` where none was wanted, or why it could not be had. */
export async function takeLock(
  context: CommandContext,
  access: StateAccess,
  options: LockOptions,
): Promise<{ readonly lock: StateLock | undefined } | { readonly refused: string }> {
  if (!options.lock) return { lock: undefined };
  // Terraform reads the state when it locks; what is wrong with the file is told as a failed lock.
  const readable = await access.store.read();
  if (!readable.ok) return { refused: formatProblems(readable.problems) };
  const result = await lockState(context.runtime, {
    path: access.paths.write,
    operation: options.operation,
    version: TERRAFORM_VERSION,
    timeoutMs: options.timeoutMs,
    signal: options.signal,
  });
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
  const taken = await takeLock(context, access, options);
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
