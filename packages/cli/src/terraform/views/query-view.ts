import type { ListedConfig } from "@tutti/operation";
import type { OperationView } from "./operation-view.ts";

/** How a query is shown. */
export interface QueryView extends OperationView {
  /** From here on blocks are written for what is found. */
  generate(config: ListedConfig): void;
  /** Those that belong into a file; with `-json` none does. */
  blocks(): readonly string[];
}
