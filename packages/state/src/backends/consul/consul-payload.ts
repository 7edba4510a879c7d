import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { parseJsonObject } from "@tutti/values";
import { StorageError } from "../../storage/remote-problem.ts";

/** What stands under a state's key where the state itself lies in chunks. */
export interface ChunkPointer {
  /** MD5 of the state before it was compressed, in hex. */
  readonly hash: string;
  readonly chunks: readonly string[];
}

/** Consul takes 512 KiB a key; Terraform cuts there. */
const CHUNK_BYTES = 524_288;
/** What unpacks to more is no state. */
const STATE_BYTES_MAX = 1 << 30;
const GZIP_FIRST = 0x1f;

/** Undefined where the value is the state itself. */
export function decodePointer(value: Uint8Array): ChunkPointer | undefined {
  const text = Buffer.from(value.buffer, value.byteOffset, value.length);
  // no mutant: a shortcut for what is no pointer
  if (!text.includes('"current-hash"')) return undefined;
  const { "current-hash": hash, chunks } = parseJsonObject(text.toString("utf8")) ?? {};
  if (typeof hash !== "string" || !Array.isArray(chunks)) return undefined;
  return { hash, chunks: chunks.filter((chunk) => typeof chunk === "string") };
}

/** As Go's encoder writes it. */
export function encodePointer({ hash, chunks }: ChunkPointer): Uint8Array {
  return Buffer.from(JSON.stringify({ chunks, "current-hash": hash }));
}

/** Where a state's chunks lie. */
export function chunkFolder(path: string, hash: string): string {
  return `${path.replace(/\/+$/, "")}/tfstate.${hash}/`;
}

export function splitChunks(payload: Uint8Array): readonly Uint8Array[] {
  const count = Math.ceil(payload.length / CHUNK_BYTES);
  return Array.from({ length: count }, (_, n) => payload.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES));
}

export function stateHash(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

export function pack(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes);
}

/** Tells by the first byte, as Terraform does: a state begins with a brace. */
export function unpack(payload: Uint8Array, place: string): Uint8Array {
  if (payload[0] !== GZIP_FIRST) return payload;
  try {
    return gunzipSync(payload, { maxOutputLength: STATE_BYTES_MAX });
  } catch (error) {
    throw new StorageError(place, "what lies there is no state: it begins like gzip and cannot be unpacked", {
      cause: error,
    });
  }
}
