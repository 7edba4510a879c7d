import type { CommandContext } from "./command.ts";
import type { OperationView } from "./operation-view.ts";
import type { Report } from "./report.ts";
import { HumanView } from "./views/human-view.ts";
import { JsonView } from "./views/json-view.ts";

/** In words, or with `-json` as a stream of messages. */
export function createOperationView(context: CommandContext, report: Report, json: boolean): OperationView {
  return json ? new JsonView(context, report) : new HumanView(context, report);
}
