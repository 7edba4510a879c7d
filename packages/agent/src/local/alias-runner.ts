import { type Clock, every } from "@tutti/runtime";
import type { CheckRecord } from "@tutti/server";
import { type AliasedCheck, aliasResult, type CheckResult, type CheckRunner } from "../checks/index.ts";

/** What counts of a check that an alias stands for. */
export type StoodFor = Pick<CheckRecord, "Name" | "Status" | "Output">;

export interface AliasOptions {
  readonly clock: Clock;
  /** The service it stands for, of the node named; "" is this one. */
  readonly service: string;
  readonly node: string;
  /** Tells the checks it stands for, as they are now, at once or later; undefined where there is no such service or node. */
  readonly checks: (tell: (checks: readonly StoodFor[] | undefined) => void) => void;
  /** Hears of changes that may concern it, where somebody tells of them; gives back how to stop. */
  readonly onChange: (look: () => void) => () => void;
  readonly report: (result: CheckResult) => void;
}

/** Nobody tells of changes on other nodes: those are looked at so often. */
const LOOK_INTERVAL_MS = 10_000;

/** A check that is as the checks are that it stands for. */
export function startAlias(options: AliasOptions): CheckRunner {
  const { clock, service, node } = options;
  let stopped = false;
  const look = (): void => options.checks(report);
  function report(checks: readonly StoodFor[] | undefined): void {
    if (stopped) return;
    options.report(aliasResult(service, checks?.map(seenOf), node));
  }
  // Of many changes at once one look is enough, and aliases of aliases take turns instead of waking each other in depth.
  let isDue = false;
  const lookSoon = (): void => {
    if (isDue) return;
    isDue = true;
    void Promise.resolve().then(() => {
      isDue = false;
      if (!stopped) look();
    });
  };
  const forget = options.onChange(lookSoon);
  const timer = every(clock, LOOK_INTERVAL_MS, look, { unref: true });
  look();
  return {
    stop() {
      stopped = true;
      forget();
      timer.cancel();
    },
  };
}

/** What an alias sees of a check that it stands for. */
export function seenOf({ Name, Status, Output }: StoodFor): AliasedCheck {
  return { name: Name, status: Status, output: Output };
}
