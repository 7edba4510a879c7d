import type { CommandContext } from "../../command/command.ts";
import { HumanView } from "./human-view.ts";
import { JsonView } from "./json-view.ts";
import { QueryJsonView } from "./query-json-view.ts";
import { QueryTextView } from "./query-text-view.ts";
import type { QueryView } from "./query-view.ts";
import type { Report } from "./report.ts";

/** A query in words, or as a stream of messages. */
export function createQueryView(context: CommandContext, report: Report, json: boolean): QueryView {
  return json
    ? new QueryJsonView(context, new JsonView(context, report))
    : new QueryTextView(context, new HumanView(context, report));
}
