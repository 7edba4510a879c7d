/**
 * Lines that tell whether they are what was written, and that may be sealed:
 * what journals and versions of states are made of. Eight hex digits of CRC-32,
 * a blank, JSON or what it was sealed to, a line break.
 */

import { Buffer } from "node:buffer";
import { type JsonObject, parseJsonObject } from "@tutti/values";
import { crc32 } from "./crc32.ts";
import type { LineOpener, LineSeal, LineSealer, Pieces } from "./state-seal.ts";

/** Writes the lines of one file in their order. */
export class LineWriter {
  readonly #sealer: LineSealer | undefined;
  #place = 0;

  constructor(sealer?: LineSealer) {
    this.#sealer = sealer;
  }

  /** What stands before all lines; nothing where they are kept as they are. */
  head(): string {
    if (this.#sealer === undefined) return "";
    this.#place += 1;
    return sumLine(`{"kind":"sealed","format":1,"meta":${this.#sealer.head}}`);
  }

  line(json: string): string {
    this.#place += 1;
    return sumLine(this.#sealer === undefined ? json : this.#sealer.seal(json, this.#place));
  }
}

function sumLine(text: string): string {
  return `${crc32(text).toString(16).padStart(8, "0")} ${text}\n`;
}

/** A line that was read; a reason ends a sentence: "its checksum does not match". */
export type ReadLine =
  | { readonly kind: "line"; readonly json: JsonObject }
  | { readonly kind: "damage"; readonly reason: string }
  /** The last one has no end (a crash in the middle of a write). */
  | { readonly kind: "torn" };

/** Reads lines as their pieces come. Each but the head is told, so the number of a line is that of its telling, one more behind a head. */
export async function* readLines(pieces: Pieces, seal: LineSeal): AsyncGenerator<ReadLine> {
  const reader = new LineReader(seal);
  // Parts of a line that goes on in the next piece; joined once, or a long line costs the square of its pieces.
  let begun: Buffer[] = [];
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(LINE_BREAK); end >= 0; end = piece.indexOf(LINE_BREAK, from)) {
      const line = Buffer.concat([...begun, piece.subarray(from, end)]).toString("utf8");
      begun = [];
      from = end + 1;
      const read = await reader.read(line);
      if (read !== undefined) yield read;
    }
    // A piece is good until the next is asked for.
    if (from < piece.length) begun.push(Buffer.from(piece.subarray(from)));
  }
  if (begun.length > 0) yield { kind: "torn" };
}

const LINE_BREAK = 0x0a;

class LineReader {
  readonly #seal: LineSeal;
  #opener: LineOpener | undefined;
  #place = 0;

  constructor(seal: LineSeal) {
    this.#seal = seal;
  }

  /** Undefined for a head. */
  async read(line: string): Promise<ReadLine | undefined> {
    this.#place += 1;
    const text = checkedText(line);
    if (typeof text !== "string") return { kind: "damage", reason: text.reason };
    if (this.#opener !== undefined) return this.#open(text, this.#opener);
    const json = parseJsonObject(text);
    if (this.#place === 1 && json?.kind === "sealed") return this.#head(json);
    if (json === undefined) return { kind: "damage", reason: "it holds no record" };
    if (!this.#seal.allowsPlain)
      return {
        kind: "damage",
        reason: "it is not encrypted, and the encryption configuration asks for that",
      };
    return { kind: "line", json };
  }

  async #head({ format, meta }: JsonObject): Promise<ReadLine | undefined> {
    if (format !== 1) return { kind: "damage", reason: "its format is of a later version" };
    this.#opener = await this.#seal.opener(meta ?? null);
    return this.#opener === undefined
      ? { kind: "damage", reason: "it is encrypted, and no encryption is configured" }
      : undefined;
  }

  #open(sealed: string, opener: LineOpener): ReadLine {
    const text = opener.open(sealed, this.#place);
    if (text === undefined)
      return { kind: "damage", reason: "it is encrypted with another key, or stands in another place" };
    return parsedLine(text);
  }
}

/** A line, without its end, that was not sealed. */
export function plainLine(line: string): ReadLine {
  const text = checkedText(line);
  return typeof text === "string" ? parsedLine(text) : { kind: "damage", reason: text.reason };
}

function parsedLine(text: string): ReadLine {
  const json = parseJsonObject(text);
  return json === undefined ? { kind: "damage", reason: "it holds no record" } : { kind: "line", json };
}

/** What stands behind the checksum. */
function checkedText(line: string): string | { readonly reason: string } {
  const text = line.slice(9);
  const sum = line.slice(0, 8);
  if (line[8] !== " " || !/^[0-9a-f]{8}$/.test(sum)) return { reason: "it does not begin with a checksum" };
  return Number.parseInt(sum, 16) === crc32(text) ? text : { reason: "its checksum does not match" };
}
