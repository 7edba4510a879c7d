import type { Clock, Timer } from "@tutti/runtime";
import { type CheckResult, type CheckStatus, OUTPUT_MAX_DEFAULT } from "./check-kind.ts";
import type { CheckRunner } from "./runner.ts";

/** A check that is told its status, and becomes critical when it was not told in time. */
export interface TtlRunner extends CheckRunner {
  update(status: CheckStatus, output: string): void;
}

export interface TtlOptions {
  readonly clock: Clock;
  readonly ttlMs: number;
  readonly outputMax?: number;
  readonly report: (result: CheckResult) => void;
}

export function startTtl(options: TtlOptions): TtlRunner {
  const { clock, ttlMs } = options;
  const outputMax = options.outputMax ?? OUTPUT_MAX_DEFAULT;
  let lastOutput = "";
  let timer: Timer = clock.after(ttlMs, expire, { unref: true });
  function expire(): void {
    const output =
      lastOutput === "" ? "TTL expired" : `TTL expired (last output before timeout follows): ${lastOutput}`;
    options.report({ status: "critical", output });
  }
  return {
    update(status, output) {
      timer.cancel();
      timer = clock.after(ttlMs, expire, { unref: true });
      lastOutput =
        output.length > outputMax
          ? `${output.slice(0, outputMax)} ... (captured ${outputMax} of ${output.length} bytes)`
          : output;
      options.report({ status, output: lastOutput });
    },
    stop: () => timer.cancel(),
  };
}
