import { createHash, type Hash } from "node:crypto";
import { readStateIfAny } from "./format4-read.ts";
import { encodeStatePieces } from "./format4-write.ts";
import type { Loaded } from "./problem.ts";
import type { State } from "./state.ts";
import type { StateReader } from "./state-reader.ts";
import type { Pieces, StateSeal } from "./state-seal.ts";

/** A state as the bytes that are kept. */
export function storedPieces(state: State, seal: StateSeal): Pieces {
  return seal.seal(encodeStatePieces(state));
}

/** What was kept, and the SHA-256 of its text. */
export interface ReadState {
  readonly state: State | undefined;
  /** Hexadecimal digits. */
  readonly digest: string;
}

/** The state of the bytes that were kept; undefined where there are none. */
export async function readStored(
  stored: Pieces,
  reader: StateReader,
  seal: StateSeal,
): Promise<Loaded<ReadState>> {
  const hash = createHash("sha256");
  const read = await readStateIfAny(hashed(seal.unseal(stored), hash), reader);
  return read.ok ? { ok: true, value: { state: read.value, digest: hash.digest("hex") } } : read;
}

async function* hashed(pieces: Pieces, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}
