import type { ErrorKind } from "@tutti/errors";
import { errorDiagnostic } from "@tutti/hcl";
import type { CommandContext } from "../../command/command.ts";
import { HumanView } from "./human-view.ts";
import { JsonView } from "./json-view.ts";
import type { Foot } from "./live/foot.ts";
import { LiveView } from "./live/live-view.ts";
import type { OperationView } from "./operation-view.ts";
import { Report } from "./report.ts";

/** In words, or with `-json` as a stream of messages. */
export function createOperationView(
  context: CommandContext,
  report: Report,
  shown: { readonly json: boolean; readonly full?: boolean; readonly reasons?: boolean },
  foot?: Foot,
): OperationView {
  if (shown.json) return new JsonView(context, report);
  const view = new HumanView(context, report, shown);
  return foot === undefined ? view : new LiveView(view, foot, context.runtime.clock);
}

/** The report of an operation: with `-json` a refusal of the command line is a message as well. */
export function createOperationReport(
  context: CommandContext,
  shown: { readonly json: boolean; readonly compactWarnings?: boolean },
): Report {
  const { json, compactWarnings = false } = shown;
  const report = new Report(context, {
    compactWarnings,
    ...(json ? { refuse: refuseAsMessage } : {}),
  });
  return report;

  function refuseAsMessage(kind: ErrorKind, detail: string): number {
    const view = new JsonView(context, report);
    view.start();
    return view.diagnostics([errorDiagnostic(kind, detail)]);
  }
}
