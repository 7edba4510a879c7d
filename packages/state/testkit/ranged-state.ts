import { Buffer } from "node:buffer";
import { decodeState } from "../src/format4-read.ts";
import { readRanged } from "../src/ranges/read-ranged.ts";
import { RangedWriting } from "../src/ranges/state-index.ts";
import { decodeRanges, encodeRanges, type StateRanges } from "../src/ranges/state-ranges.ts";
import type { State } from "../src/state.ts";

const READER = { name: "Tutti", version: "1.11.4" };

/** The state that is in a text. */
export function stateIn(text: string): State {
  const state = decodeState(text, READER);
  if (!state.ok) throw new Error("the text is no state");
  return state.value;
}

/** Where the objects of a state lie once it is written, as an index tells it. */
export function rangesIn(state: State): StateRanges {
  const writing = new RangedWriting();
  for (const _ of writing.pieces(state));
  const ranges = writing.end();
  const kept = ranges && decodeRanges(encodeRanges(ranges));
  if (kept === undefined) throw new Error("the state has no ranges");
  return kept;
}

/** The file that is kept beside the state of a text, as an index of it. */
export function stateIndexOf(text: string): string {
  return encodeRanges(rangesIn(stateIn(text)));
}

/** The state of a text as it is read by an index: its objects are read when somebody asks. */
export async function rangedState(
  text: string,
  ranges: StateRanges = rangesIn(stateIn(text)),
): Promise<State> {
  const bytes = Buffer.from(text);
  if (ranges.size !== bytes.length) throw new Error("the ranges are of another text");
  const state = await readRanged(bytes, ranges, READER);
  if (state === undefined) throw new Error("the ranges do not fit");
  return state;
}
