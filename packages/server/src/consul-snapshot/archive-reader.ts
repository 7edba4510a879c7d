import { Buffer } from "node:buffer";
import { createHash, type Hash } from "node:crypto";
import { Readable } from "node:stream";
import { extract } from "tar-stream";
import { isObject } from "../decode/is-object.ts";
import { parseJsonText } from "../decode/json-text.ts";
import { freeOf } from "../decode/json-value.ts";
import { textOf } from "../decode/loose-value.ts";
import { serverError } from "../errors.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";

/** What an archive says of itself. */
export interface SnapshotMeta {
  readonly ID: string;
  readonly Index: number;
  readonly Term: number;
  readonly Version: number;
  readonly Size: number;
}

/** Takes the state as it comes, or says what is wrong with it. */
export type TakeState = (piece: Buffer) => Refusal | undefined;

/** The largest of the small files, in bytes. */
const SMALL_BYTES_MAX = 1 << 20;

const META = "meta.json";
const STATE = "state.bin";
const SUMS = "SHA256SUMS";

/**
 * Reads an unpacked archive: a tar of what it says of itself, of the state, and
 * of the digests of both, in any order. The state is handed on before its digest
 * is known: whoever takes it must not act on it until this is through.
 */
export async function readArchive(
  pieces: AsyncIterable<Uint8Array>,
  takeState: TakeState,
): Promise<Outcome<SnapshotMeta>> {
  const reader = extract();
  const source = Readable.from(pieces, { objectMode: false });
  source.on("error", (error) => reader.destroy(error));
  source.pipe(reader);
  const files = new ArchiveFiles(takeState);
  try {
    for await (const entry of reader) {
      const refused = await files.take(entry.header.name, entry);
      if (refused === undefined) continue;
      source.destroy();
      return refused;
    }
  } catch (error) {
    const mistake =
      error instanceof Error ? TAR_MISTAKES.find(([said]) => said.test(error.message)) : undefined;
    // What came from elsewhere (the packing, the client) is not about the tar.
    if (mistake === undefined) throw error;
    return failed(`failed reading snapshot: ${mistake[1]}`);
  } finally {
    source.destroy();
  }
  return files.checked();
}

/** What the reader of tars says, in Go's words. */
const TAR_MISTAKES: readonly (readonly [RegExp, string])[] = [
  [/^Unexpected end of data$/, "unexpected EOF"],
  [/^Invalid tar header/, "archive/tar: invalid tar header"],
];

function failed(why: string): Refusal {
  return refuse(serverError("snapshot-archive-unreadable", why));
}

class ArchiveFiles {
  readonly #takeState: TakeState;
  readonly #digests = new Map<string, Hash>([
    [META, createHash("sha256")],
    [STATE, createHash("sha256")],
  ]);
  #meta: SnapshotMeta | undefined;
  #sums = "";

  constructor(takeState: TakeState) {
    this.#takeState = takeState;
  }

  async take(name: string, pieces: AsyncIterable<unknown>): Promise<Refusal | undefined> {
    const digest = this.#digests.get(name);
    if (digest === undefined && name !== SUMS)
      return failed(`unexpected file ${JSON.stringify(name)} in snapshot`);
    const small: Buffer[] = [];
    let size = 0;
    for await (const piece of pieces) {
      if (!(piece instanceof Uint8Array)) continue;
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
      digest?.update(bytes);
      size += bytes.length;
      const refused = name === STATE ? this.#takeState(bytes) : undefined;
      if (refused !== undefined) return refused;
      if (name === STATE) continue;
      if (size > SMALL_BYTES_MAX) return failed(`${name} is larger than ${SMALL_BYTES_MAX} bytes`);
      small.push(bytes);
    }
    if (name === SUMS) this.#sums += Buffer.concat(small).toString("utf8");
    if (name !== META) return undefined;
    const meta = decodeMeta(Buffer.concat(small));
    if (meta instanceof Refusal) return meta;
    this.#meta = meta;
    return undefined;
  }

  /** What it said of itself, once the digests are those that it lists. */
  checked(): Outcome<SnapshotMeta> {
    const seen = new Set<string>();
    const digests = new Map([...this.#digests].map(([name, hash]) => [name, hash.digest("hex")]));
    for (const line of this.#sums.split("\n").filter((one) => one !== "")) {
      const [, digest, file = ""] = /^([0-9a-f]{64}) {2}(\S+)$/i.exec(line.trimEnd()) ?? [];
      if (digest === undefined) return broken(`the line ${JSON.stringify(line)} is no digest of a file`);
      const wanted = digests.get(file);
      if (wanted === undefined) return broken(`list missing hash for ${JSON.stringify(file)}`);
      if (wanted !== digest.toLowerCase()) return broken(`hash check failed for ${JSON.stringify(file)}`);
      seen.add(file);
    }
    for (const file of digests.keys())
      if (!seen.has(file)) return broken(`file missing for ${JSON.stringify(file)}`);
    return this.#meta ?? broken(`file missing for ${JSON.stringify(META)}`);
  }
}

function broken(why: string): Refusal {
  return failed(`failed checking integrity of snapshot: ${why}`);
}

function decodeMeta(bytes: Buffer): Outcome<SnapshotMeta> {
  const parsed = parseJsonText(bytes, "whole");
  if (!parsed.ok) return failed(`failed to decode snapshot metadata: ${parsed.text}`);
  const meta = freeOf(parsed.value);
  if (!isObject(meta)) return failed("failed to decode snapshot metadata: it is no object");
  const count = (name: string): number => Number(meta[name] ?? 0);
  return {
    ID: textOf(meta["ID"]),
    Index: count("Index"),
    Term: count("Term"),
    Version: count("Version"),
    Size: count("Size"),
  };
}
