import type { Draw } from "./draw.ts";

/**
 * What is thrown at one reader, and what must hold. All inputs are texts: a
 * folder is one with `-- path` before each file, bytes are one character each
 * (latin1), so that all are mutated, shrunk and kept in the same way.
 */
export interface FuzzTarget {
  /** Kept texts stand under this name in the room's `testdata/fuzz`. */
  readonly name: string;
  /** Texts to mutate and to cut pieces out of. */
  readonly corpus: readonly string[];
  /** A text by the grammar of what is read; without it all texts are mutated ones. */
  readonly draw?: (draw: Draw) => string;
  /** What mutation puts in. */
  readonly words: readonly string[];
  /** Reads it; throws where something does not hold. */
  readonly play: (text: string) => void | Promise<void>;
  /** How many texts the minute of continuous integration plays. */
  readonly cases: number;
  /** False where a text twice as long may be more than twice as much work. */
  readonly linear?: boolean;
}

/** Something does not hold: said with what was seen. */
export function hold(condition: boolean, say: () => string): void {
  if (!condition) throw new Error(say());
}
