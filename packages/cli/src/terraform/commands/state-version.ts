import type { State, StateHandle, StateHistory } from "@tutti/state";
import { cliError } from "../../errors.ts";
import type { Report } from "../views/report.ts";

/** The state as it was at a version; else the exit status. */
export async function stateOfVersion(
  report: Report,
  handle: StateHandle,
  text: string,
): Promise<State | number> {
  const history = historyOf(report, handle);
  if (typeof history === "number") return history;
  if (!/^[1-9]\d{0,14}$/.test(text))
    return report.error(
      cliError("invalid-version-of-the-state"),
      `${JSON.stringify(text)} is no number of a version. "<tutti> state history" lists them.`,
    );
  const state = await history.stateAt(Number(text));
  return state.ok ? state.value : report.problems(state.problems);
}

/** What is kept of the state's past; else the exit status. */
export function historyOf(report: Report, { history, place }: StateHandle): StateHistory | number {
  return (
    history ??
    report.error(
      cliError("no-history-of-the-state"),
      `No history is kept of the state in ${place}: only the local backend keeps one.`,
    )
  );
}
