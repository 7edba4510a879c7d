/** Texts gathered to one write. */
export interface GatheredOutput {
  write(data: string | Uint8Array): void;
  /** Writes what was gathered, now. */
  flush(): void;
}

/** More than this is not kept. */
const GATHERED_MAX = 64 * 1024;

/**
 * A hundred thousand short lines cost one write each, half of what a plan
 * costs. They are written together once the work that says them pauses, which
 * `later` arranges, or when there are many.
 */
export function gatherOutput(
  write: (data: string | Uint8Array) => void,
  later: (run: () => void) => void,
): GatheredOutput {
  let texts: string[] = [];
  let length = 0;
  const flush = (): void => {
    if (texts.length === 0) return;
    const text = texts.join("");
    texts = [];
    length = 0;
    write(text);
  };
  return {
    write(data) {
      if (typeof data !== "string") {
        flush();
        write(data);
        return;
      }
      if (texts.length === 0) later(flush);
      texts.push(data);
      length += data.length;
      if (length > GATHERED_MAX) flush();
    },
    flush,
  };
}
