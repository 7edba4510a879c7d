import { LOG_LEVELS, type LogLevel, RuntimeError } from "@tutti/runtime";
import type { LogLine } from "./log-line.ts";

/** As many lines wait for one reader; who is further behind is let go. */
export const LINES_BEHIND_MAX = 512;
/** As many read the log at once. */
export const READERS_MAX = 64;

/** Those who read the agent's log as it comes, each from a level of its own. */
export class LogReaders {
  readonly #readers = new Set<(line: LogLine) => void>();

  get isFull(): boolean {
    return this.#readers.size >= READERS_MAX;
  }

  /** Never waits for a reader, and never fails for one. */
  tell(line: LogLine): void {
    for (const reader of this.#readers) reader(line);
  }

  /** Lines from now on, until the reader is gone or wants no more. Rejects with `EPIPE` who is too far behind. */
  async *read(least: LogLevel, gone: AbortSignal): AsyncGenerator<LogLine> {
    const waiting: LogLine[] = [];
    let isBehind = false;
    let wake = (): void => {};
    const take = (line: LogLine): void => {
      if (LOG_LEVELS.indexOf(line.level) < LOG_LEVELS.indexOf(least)) return;
      if (waiting.length < LINES_BEHIND_MAX) waiting.push(line);
      else {
        isBehind = true;
        this.#readers.delete(take);
      }
      wake();
    };
    const goOn = (): void => wake();
    this.#readers.add(take);
    gone.addEventListener("abort", goOn);
    try {
      while (!gone.aborted) {
        if (waiting.length > 0) {
          yield* waiting.splice(0);
          continue;
        }
        if (isBehind)
          throw new RuntimeError("EPIPE", "log", `a reader was more than ${LINES_BEHIND_MAX} lines behind`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      this.#readers.delete(take);
      gone.removeEventListener("abort", goOn);
    }
  }
}
