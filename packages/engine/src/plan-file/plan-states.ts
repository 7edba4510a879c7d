/** The states of a plan as its file holds them: the one as the text of a state file, the other as what is otherwise in it. */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import {
  decodeState,
  encodeStatePieces,
  isInTextOrder,
  type JournalRecord,
  type KnownText,
  type State,
  StateFold,
  stateDelta,
  textOf,
} from "@tutti/state";
import type { Plan } from "../plan.ts";

/** A state that is in memory already, and the SHA-256 of its text as hexadecimal digits. */
export interface KnownState {
  readonly state: State;
  readonly digest: string;
}

/** What a plan file says of its states. */
export interface PackedStates {
  /** Of the state before anything was refreshed: who knows it need not read it. */
  readonly digest: string;
  readonly serial: number;
  readonly lineage: string;
  /** Resources as they follow each other in memory, where that is not their order in the text. */
  readonly order: readonly string[] | undefined;
  /** What is otherwise in the refreshed state. */
  readonly refreshed: readonly JournalRecord[];
}

export function packStates({ previousState, priorState }: Pick<Plan, "previousState" | "priorState">): {
  readonly packed: PackedStates;
  readonly text: Uint8Array;
} {
  const { bytes: text, digest } = textOf(previousState) ?? laidOut(previousState);
  const { serial, lineage } = previousState;
  const order = isInTextOrder(previousState) ? undefined : [...previousState.resources.keys()];
  const refreshed = stateDelta(previousState, priorState);
  return {
    packed: { digest, serial, lineage, order, refreshed },
    text,
  };
}

function laidOut(state: State): KnownText {
  const hash = createHash("sha256");
  const pieces: Uint8Array[] = [];
  for (const piece of encodeStatePieces(state)) {
    hash.update(piece);
    // A piece is good until the next is asked for.
    pieces.push(Buffer.from(piece));
  }
  return { bytes: Buffer.concat(pieces), digest: hash.digest("hex") };
}

/** The state before refreshing; `text` is asked for where that is not the known one. Throws where that is no state. */
export function unpackState(
  { digest, order }: PackedStates,
  text: () => Buffer,
  known: KnownState | undefined,
): State {
  if (known?.digest === digest && order === undefined) return known.state;
  const decoded = decodeState(text().toString("utf8"), { name: "<Tutti>", version: "" });
  if (decoded.ok) return order === undefined ? decoded.value : inOrder(decoded.value, order);
  throw new Error(decoded.problems.map(({ detail }) => detail).join(" "));
}

export function refreshedState(state: State, { refreshed }: PackedStates): State {
  const fold = new StateFold(state);
  for (const record of refreshed) fold.apply(record);
  return fold.state();
}

function inOrder(state: State, order: readonly string[]): State {
  const places = new Map(order.map((text, place) => [text, place]));
  const placeOf = (text: string): number => places.get(text) ?? order.length;
  const resources = new Map([...state.resources].sort(([a], [b]) => placeOf(a) - placeOf(b)));
  return { ...state, resources };
}
