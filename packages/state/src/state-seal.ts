import type { Json } from "@tutti/values";

/** Bytes as they come; a piece is good until the next is asked for. */
export type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * What happens to the text of a state on its way to where it is kept, and back.
 * Every backend's states pass here, and only here, so whatever hides or checks
 * them stands in one place.
 */
export interface StateSeal {
  seal(text: Iterable<Uint8Array>): Pieces;
  /** Throws a `RuntimeError` where the bytes cannot be opened; none at all stay none. */
  unseal(stored: Pieces): Pieces;
  /** For what is kept line by line: journals and histories. */
  readonly lines: LineSeal;
  /** True where a copy of what is kept must be sealed anew: it may have been kept otherwise before. */
  readonly hides: boolean;
  /** True once something was opened that would be kept otherwise now (a key on its way out): it is written again, though nothing in it changed. */
  readonly isOutdated: boolean;
}

/** Seals lines, and opens them again. */
export interface LineSeal {
  /** Undefined where lines are kept as they are. */
  sealer(): Promise<LineSealer | undefined>;
  /** For lines behind that head. */
  opener(head: Json): Promise<LineOpener | undefined>;
  /** Whether lines that were not sealed may be read. */
  readonly allowsPlain: boolean;
}

/** Seals the lines of one file. */
export interface LineSealer {
  /** What must be known to open them, as JSON. */
  readonly head: string;
  /** `place` is the line's number; what is sealed has no line break. */
  seal(text: string, place: number): string;
}

/** Opens the lines of one file. */
export interface LineOpener {
  /** Undefined where it is not what was sealed at that place. */
  open(sealed: string, place: number): string | undefined;
}

/** Kept as it is. */
export const UNSEALED: StateSeal = {
  seal: (text) => text,
  unseal: (stored) => stored,
  lines: { sealer: async () => undefined, opener: async () => undefined, allowsPlain: true },
  hides: false,
  isOutdated: false,
};
