import { type Clock, every } from "@tutti/runtime";
import type { CheckRecord } from "@tutti/server";
import { aliasResult, type CheckResult, type CheckRunner } from "../checks/index.ts";

export interface AliasOptions {
  readonly clock: Clock;
  /** The service it stands for, of the node named; "" is this one. */
  readonly service: string;
  readonly node: string;
  /** The checks it stands for, as they are now; undefined where there is no such service or node. */
  readonly checks: () => readonly CheckRecord[] | undefined;
  /** Hears of changes that may concern it, where somebody tells of them; gives back how to stop. */
  readonly onChange: (look: () => void) => () => void;
  readonly report: (result: CheckResult) => void;
}

/** Nobody tells of changes on other nodes: those are looked at so often. */
const LOOK_INTERVAL_MS = 10_000;

/** A check that is as the checks are that it stands for. */
export function startAlias(options: AliasOptions): CheckRunner {
  const { clock, service, node } = options;
  function look(): void {
    const seen = options.checks()?.map(({ Name, Status, Output }) => ({
      name: Name,
      status: Status,
      output: Output,
    }));
    options.report(aliasResult(service, seen, node));
  }
  const forget = options.onChange(look);
  const timer = every(clock, LOOK_INTERVAL_MS, look, { unref: true });
  look();
  return {
    stop() {
      forget();
      timer.cancel();
    },
  };
}
