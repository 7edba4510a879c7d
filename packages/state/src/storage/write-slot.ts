import { RuntimeError } from "@tutti/runtime";
import type { Pieces } from "../state-seal.ts";
import type { StateSlot, WriteCondition, WriteResult } from "./state-storage.ts";

/**
 * Writes what the pieces hold. An answer may be lost on its way although the
 * write was done, and a second try then meets its own work: so whatever was not
 * plainly written is looked at once more.
 */
export async function writeSlot(
  slot: StateSlot,
  pieces: Pieces,
  condition: WriteCondition,
): Promise<WriteResult> {
  const bytes = await gather(pieces);
  try {
    const result = await slot.write(bytes, condition);
    if (result.kind !== "changed") return result;
    return (await landed(slot, bytes)) ?? result;
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    const found = await landed(slot, bytes);
    if (found !== undefined) return found;
    throw error;
  }
}

/** Servers are told the length first, and most want a digest of it all. */
export async function gather(pieces: Pieces): Promise<Uint8Array> {
  const copies: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    // Not `slice`: a Buffer's shares what it is cut from.
    copies.push(new Uint8Array(piece));
    length += piece.length;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of copies) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

async function landed(slot: StateSlot, bytes: Uint8Array): Promise<WriteResult | undefined> {
  const found = await slot.read().catch(() => undefined);
  if (found === undefined || found.isHalfWritten === true || found.bytes.length !== bytes.length)
    return undefined;
  if (!found.bytes.every((byte, at) => byte === bytes[at])) return undefined;
  return { kind: "written", version: found.version };
}
