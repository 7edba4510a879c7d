import type { VariableArgument } from "@tutti/config";
import { type LockWish, selectWorkspace, TERRAFORM_VERSION } from "@tutti/operation";
import { decodeState, isWorkspaceName, type State, type StateHandle } from "@tutti/state";
import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { plainError } from "../views/plain-error.ts";
import { legacyReport } from "../views/report.ts";
import { openGivenBackend, openInitialisedBackend } from "./initialised-state.ts";
import { problemsText, withLockedState } from "./locked-state.ts";

/** Refuses to make what has no name that a workspace can have. */
export function refuseWorkspaceName(context: CommandContext, name: string): number | undefined {
  return isWorkspaceName(name)
    ? undefined
    : plainError(context, cliError("workspace-name-not-allowed", JSON.stringify(name)));
}

/** Undefined where the backend could not say; then it was told. */
export async function workspaceExists(
  context: CommandContext,
  name: string,
  variables: readonly VariableArgument[],
): Promise<boolean | undefined> {
  const report = legacyReport(context);
  const backend = await openInitialisedBackend(context, report, variables);
  if (typeof backend === "number") return undefined;
  const names = await backend.workspaces();
  if (names.ok) return names.value.includes(name);
  report.problems(names.problems);
  return undefined;
}

/** Makes an empty workspace, or one with a given state in it, and chooses it. */
export async function createWorkspace(
  context: CommandContext,
  name: string,
  variables: readonly VariableArgument[],
  from?: { readonly file: string; readonly lock: boolean; readonly timeoutMs: number },
): Promise<number> {
  const { runtime, stdout } = context;
  const { title, command } = productName(context.product);
  let given: State | undefined;
  if (from !== undefined && from.file !== "") {
    const reader = { name: title, version: TERRAFORM_VERSION };
    const state = decodeState(await runtime.disk.readText(from.file), reader);
    if (!state.ok) {
      return plainError(
        context,
        cliError("state-of-new-workspace-unreadable", problemsText(context, state.problems)),
      );
    }
    given = state.value;
  }
  const backend = await openGivenBackend(context, variables);
  const created = await backend.createWorkspace(name);
  if (!created.ok) return legacyReport(context).problems(created.problems);
  if (given !== undefined) {
    const { lock = true, timeoutMs = 0 } = from ?? {};
    const status = await putState(context, backend.open(name), given, { lock, timeoutMs });
    if (status !== 0) return status;
  }
  await selectWorkspace(runtime, name);
  stdout.write(
    `Created and switched to workspace "${name}"!\n\nYou're now on a new, empty workspace. Workspaces isolate their state,\nso if you run "${command} plan" ${title} will not see any existing state\nfor this configuration.\n`,
  );
  return 0;
}

function putState(
  context: CommandContext,
  handle: StateHandle,
  state: State,
  wish: Pick<LockWish, "lock" | "timeoutMs">,
): Promise<number> {
  const report = legacyReport(context);
  return withLockedState(context, report, handle, { ...wish, operation: "workspace-new" }, async () => {
    const saved = await handle.overwrite(state);
    return saved.ok ? 0 : report.problems(saved.problems);
  });
}
