import { formatInstance, parseTarget } from "@tutti/addresses";
import type { Plan } from "@tutti/engine";
import { failed, type Outcome, problemDiagnostics } from "../outcome.ts";
import { type Operation, timestampOf } from "./operation.ts";

/**
 * The operation that plans what an applied plan left for later: on the state
 * as it is now, under the same lock. What was made anew is not made again.
 */
export async function nextStage(operation: Operation, applied: Plan): Promise<Outcome<Operation>> {
  const { request, state } = operation;
  const opened = await state.read();
  if (!opened.ok) return failed(problemDiagnostics(opened.problems));
  const planned = new Set(applied.changes.map(({ address }) => formatInstance(address)));
  const next: Operation = {
    ...operation,
    request: {
      ...request,
      replace: (request.replace ?? []).filter((text) => !planned.has(canonical(text))),
      // What waits again follows from something that changes with every plan.
      stages: { waited: applied.postponed },
    },
    opened: opened.value,
    // They were told with the first plan.
    warnings: [],
    dataFiles: undefined,
    planned: undefined,
    timestamp: timestampOf(request.runtime),
  };
  return { ok: true, value: next, diagnostics: [] };
}

/** An address as changes have it. */
function canonical(text: string): string {
  const parsed = parseTarget(text);
  if (!parsed.ok || parsed.value.kind === "module") return text;
  const { value } = parsed;
  return formatInstance(value.kind === "instance" ? value.instance : { ...value.resource, key: undefined });
}
