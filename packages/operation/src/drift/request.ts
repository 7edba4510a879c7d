import type { OperationRequest } from "../run/request.ts";
import type { DriftBook } from "./drift-book.ts";
import type { DriftEvent } from "./events.ts";

/** What is watched, and who hears of it. */
export interface DriftRequest extends Pick<OperationRequest, "runtime" | "variables" | "parallelism"> {
  /** How often what has no events of its own is looked at; default 5 minutes. */
  readonly refreshEveryMs?: number;
  readonly onEvent: (event: DriftEvent, book: DriftBook) => void;
}
