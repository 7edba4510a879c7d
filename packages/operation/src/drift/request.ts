import type { OperationRequest } from "../run/request.ts";
import type { DriftEvent } from "./events.ts";
import type { HealRules } from "./heal-limits.ts";

/** What is watched, and who hears of it. */
export interface DriftRequest extends Pick<OperationRequest, "runtime" | "variables" | "parallelism"> {
  /** How often what has no events of its own is looked at; default 5 minutes. */
  readonly refreshEveryMs?: number;
  /** What is brought back, and how often; left out: nothing is. */
  readonly heal?: HealRules | undefined;
  /** By what the agent is told of this watch; default: the name of the directory, and of the workspace where that is not the default one. */
  readonly name?: string | undefined;
  /** Whether the agent of this machine is told; default true. */
  readonly publishes?: boolean;
  readonly onEvent: (event: DriftEvent) => void;
}
