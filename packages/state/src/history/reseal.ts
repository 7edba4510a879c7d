import type { JsonObject } from "@tutti/values";
import { compactJson } from "../json-layout.ts";
import { PieceBuffer } from "../piece-buffer.ts";
import { LineWriter, readLines } from "../sealed-lines.ts";
import type { LineSeal, LineSealer, Pieces } from "../state-seal.ts";

/** All lines of a file; undefined where one of them cannot be read. */
export async function openLines(pieces: Pieces, seal: LineSeal): Promise<readonly JsonObject[] | undefined> {
  const lines: JsonObject[] = [];
  for await (const line of readLines(pieces, seal)) {
    if (line.kind !== "line") return undefined;
    lines.push(line.json);
  }
  return lines;
}

/** The same lines, sealed anew; each piece is good until the next is asked for. */
export function* sealedPieces(
  lines: readonly JsonObject[],
  sealer: LineSealer | undefined,
): Generator<Uint8Array> {
  const out = new PieceBuffer();
  const writer = new LineWriter(sealer);
  out.text(writer.head());
  for (const line of lines) {
    out.text(writer.line(compactJson(line)));
    if (out.isFull) yield out.take();
  }
  yield out.take();
}
