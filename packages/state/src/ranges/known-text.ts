import type { Buffer } from "node:buffer";
import type { State } from "../state.ts";

/** The text that a state was read from, laid out as we do it. */
export interface KnownText {
  readonly bytes: Buffer;
  /** Its SHA-256, as hexadecimal digits. */
  readonly digest: string;
}

const texts = new WeakMap<State, KnownText>();

/** Undefined where it would have to be laid out. */
export function textOf(state: State): KnownText | undefined {
  return texts.get(state);
}

export function knowText(state: State, text: KnownText): void {
  texts.set(state, text);
}
