import { emptyState, type State } from "../state.ts";
import type { Pieces } from "../state-seal.ts";
import { storedPieces } from "../stored-state.ts";
import type { RemoteSurroundings } from "./remote-surroundings.ts";

/**
 * What stands for a workspace in which nothing was saved yet: where states lie
 * on servers, a workspace is there as long as its state is. Terraform reads it
 * as an empty state.
 */
export function placeholderPieces({ runtime, reader, seal }: RemoteSurroundings): Pieces {
  return storedPieces(emptyState(runtime.random.uuid(), reader.version), seal);
}

export function isPlaceholder({ serial, resources, outputs }: State): boolean {
  return serial === 0 && resources.size === 0 && outputs.size === 0;
}
