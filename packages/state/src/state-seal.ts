/** Bytes as they come; a piece is good until the next is asked for. */
export type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * What happens to the text of a state on its way to where it is kept, and back.
 * Every backend's states pass here, and only here, so whatever hides or checks
 * them stands in one place.
 */
export interface StateSeal {
  seal(text: Pieces): Pieces;
  /** Throws a `RuntimeError` where the bytes cannot be opened; none at all stay none. */
  unseal(stored: Pieces): Pieces;
}

/** Kept as it is. */
export const UNSEALED: StateSeal = { seal: (text) => text, unseal: (stored) => stored };
