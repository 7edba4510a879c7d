import type { StateReader } from "./backend.ts";
import { readStateIfAny } from "./format4-read.ts";
import { encodeStatePieces } from "./format4-write.ts";
import type { Loaded } from "./problem.ts";
import type { State } from "./state.ts";
import type { Pieces, StateSeal } from "./state-seal.ts";

/** A state as the bytes that are kept. */
export function storedPieces(state: State, seal: StateSeal): Pieces {
  return seal.seal(encodeStatePieces(state));
}

/** The state of the bytes that were kept; undefined where there are none. */
export function readStored(
  stored: Pieces,
  reader: StateReader,
  seal: StateSeal,
): Promise<Loaded<State | undefined>> {
  return readStateIfAny(seal.unseal(stored), reader);
}
