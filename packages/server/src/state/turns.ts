import type { Compare, Operation } from "@tutti/store";

/** What a command that has its turn depends on: others may not write there until it is over. */
export interface Turn {
  /** Sets what the command has read; each new decision may read something else. */
  reserve(compares: readonly Compare[]): void;
  /** Lets the next one go; always called, whatever came of the command. */
  release(): void;
}

/**
 * Fairness for commands that lost too often: one after the other gets a turn,
 * and meanwhile nobody writes to what it has read. Who writes elsewhere is not
 * held up. Nobody who has a turn waits for anybody, so there is no deadlock.
 */
export class Turns {
  #reserved: readonly Compare[] = [];
  #current: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  /** Waits for a turn. */
  async take(): Promise<Turn> {
    const before = this.#last;
    let over: () => void = () => {};
    const current = new Promise<void>((resolve) => {
      over = resolve;
    });
    this.#last = current;
    await before;
    this.#current = current;
    return {
      reserve: (compares) => {
        this.#reserved = compares;
      },
      release: () => {
        this.#reserved = [];
        this.#current = undefined;
        over();
      },
    };
  }

  /** What to wait for before operations may be written; undefined where nobody minds. */
  holds(operations: readonly Operation[]): Promise<void> | undefined {
    if (this.#current === undefined) return undefined;
    const touches = operations.some((operation) =>
      this.#reserved.some((compare) => breaks(operation, compare)),
    );
    return touches ? this.#current : undefined;
  }
}

/** Whether an operation could make a compare fail. */
function breaks(operation: Operation, compare: Compare): boolean {
  const read = "prefix" in compare ? compare.prefix : compare.key;
  const written = operation.kind === "delete-range" ? operation.prefix : operation.key;
  if (written === read) return true;
  if ("prefix" in compare && written.startsWith(read)) return true;
  return operation.kind === "delete-range" && read.startsWith(written);
}
