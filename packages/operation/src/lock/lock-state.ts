import { errorDiagnostic, PRODUCT } from "@tutti/hcl";
import { formatProblems, type OpenedState, type StateHandle, type StateLock } from "@tutti/state";
import { operationError } from "../errors.ts";
import { done, failed, type Outcome, problemDiagnostics } from "../outcome.ts";

/** How a state is to be locked. */
export interface LockWish {
  /** False for `-lock=false`: nothing is locked, and nothing is refused. */
  readonly lock: boolean;
  /** How long to go on trying; 0 tries once. */
  readonly timeoutMs: number;
  /** Terraform's words: `OperationTypePlan`, `state-rm` … */
  readonly operation: string;
  readonly signal?: AbortSignal | undefined;
}

/** What of a state takes part. */
export type Lockable = Pick<StateHandle, "lock" | "read">;

/** The lock; `undefined` where none was wanted. */
export async function lockState(state: Lockable, wish: LockWish): Promise<Outcome<StateLock | undefined>> {
  if (!wish.lock) return done(undefined);
  // Terraform reads the state when it locks; what is wrong with the file is told as a failed lock.
  const readable = await state.read();
  if (!readable.ok) {
    // What a stopped apply left is at stake: that text stands for itself, and no advice to go on without a lock.
    const journal = readable.problems.filter(({ stake }) => stake === "journal");
    return failed(
      journal.length > 0 ? problemDiagnostics(journal) : [lockRefusal(formatProblems(readable.problems))],
    );
  }
  const { operation, timeoutMs, signal } = wish;
  const result = await state.lock({ operation, timeoutMs, signal });
  return result.ok ? done(result.lock) : failed([lockRefusal(result.message)]);
}

function lockRefusal(message: string): ReturnType<typeof errorDiagnostic> {
  return errorDiagnostic(
    operationError("error-acquiring-the-state-lock"),
    `Error message: ${message}\n\n${PRODUCT} acquires a state lock to protect the state from being written\nby multiple users at the same time. Please resolve the issue above and try\nagain. For most commands, you can disable locking with the "-lock=false"\nflag, but this is not recommended.`,
  );
}

/** A state that is read and, if that was wanted, locked until `release`. */
export interface LockedState {
  readonly opened: OpenedState;
  release(): Promise<void>;
}

/** Locks, then reads. `step` tells which of the two was refused. */
export async function lockAndRead(
  state: Lockable,
  wish: LockWish,
): Promise<
  | { readonly ok: true; readonly value: LockedState }
  | { readonly ok: false; readonly step: "lock" | "read"; readonly diagnostics: Refused }
> {
  const locked = await lockState(state, wish);
  if (!locked.ok) return { ok: false, step: "lock", diagnostics: locked.diagnostics };
  const opened = await state.read();
  if (!opened.ok) {
    await locked.value?.release();
    return { ok: false, step: "read", diagnostics: problemDiagnostics(opened.problems) };
  }
  return {
    ok: true,
    value: { opened: opened.value, release: async () => void (await locked.value?.release()) },
  };
}

type Refused = ReturnType<typeof problemDiagnostics>;
