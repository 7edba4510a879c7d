import { fillProductWords } from "@tutti/hcl";
import { historyWarnings, type LockWish, lockAndRead } from "@tutti/operation";
import { formatProblems, type OpenedState, type StateHandle, type StateProblem } from "@tutti/state";
import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { plainError } from "../views/plain-error.ts";
import type { Report } from "../views/report.ts";

/** Locks, reads, lets `change` work and gives the lock back; the status is that of `change`, or 1. */
export async function withLockedState(
  context: CommandContext,
  report: Report,
  handle: StateHandle,
  wish: LockWish,
  change: (opened: OpenedState) => Promise<number>,
): Promise<number> {
  const locked = await lockAndRead(handle, wish);
  if (!locked.ok) {
    if (locked.step === "read") return stateNotLoaded(context, locked.diagnostics);
    for (const problem of locked.diagnostics) report.error(problem, problem.detail);
    return 1;
  }
  try {
    const status = await change(locked.value.opened);
    report.diagnostics(historyWarnings(handle));
    return status;
  } finally {
    await locked.value.release();
  }
}

/** For a state that cannot be read. */
export function stateNotLoaded(context: CommandContext, problems: readonly StateProblem[]): number {
  return plainError(context, cliError("failed-to-load-state", problemsText(context, problems)));
}

/** What is wrong with a state, on one line if it can be. */
export function problemsText({ product }: CommandContext, problems: readonly StateProblem[]): string {
  return fillProductWords(formatProblems(problems), productName(product));
}
