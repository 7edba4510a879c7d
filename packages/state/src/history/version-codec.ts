/**
 * A version as the bytes of its file: a line that says which it is, and a
 * journal of the records that lead to it. Each line carries its checksum.
 */

import { isJsonObject, type Json, type JsonObject } from "@tutti/values";
import { InvariantBroken, StateFold } from "../fold.ts";
import type { JournalRecord } from "../journal.ts";
import { decodeJournalLines, JournalEncoder } from "../journal-codec.ts";
import { PieceBuffer } from "../piece-buffer.ts";
import { LineWriter, type ReadLine, readLines } from "../sealed-lines.ts";
import { emptyState, type State } from "../state.ts";
import type { LineSeal, LineSealer, Pieces } from "../state-seal.ts";
import type { ChangeCounts } from "./state-delta.ts";

/** What is known of a version without its objects. */
export interface StateVersion {
  /** From 1; none is given twice. */
  readonly version: number;
  readonly serial: number;
  readonly lineage: string;
  readonly terraformVersion: string;
  /** RFC 3339, when it was recorded. */
  readonly time: string;
  /** What the lock was taken for (`OperationTypeApply`, `state-mv`); empty where nothing was locked; "found" where others wrote it. */
  readonly operation: string;
  readonly counts: ChangeCounts;
  /** The state file just after it was written, as `FileStat.version` says it; empty where that is not known. */
  readonly file: string;
  /** The SHA-256 of the state's text, as hexadecimal digits; empty where that is not known. */
  readonly digest: string;
  /** True where the records begin with nothing, false where they go on from the version before. */
  readonly whole: boolean;
  readonly records: number;
}

/** The file of a version, in pieces; each is good until the next is asked for. */
export function* encodeVersion(
  version: StateVersion,
  records: readonly JournalRecord[],
  sealer: LineSealer | undefined,
): Generator<Uint8Array> {
  const out = new PieceBuffer();
  const lines = new LineWriter(sealer);
  const encoder = new JournalEncoder(lines);
  const { lineage, serial } = version;
  out.text(lines.head());
  out.text(lines.line(JSON.stringify({ kind: "version", format: 1, ...version })));
  out.text(encoder.line({ kind: "header", format: 2, lineage, serial }));
  for (const record of records) {
    out.text(encoder.line(record));
    // no mutant: the bytes are the same in fewer pieces
    if (out.isFull) yield out.take();
  }
  yield out.take();
}

/** The first line of a version's file; a text says why there is none. */
export async function readVersion(pieces: Pieces, seal: LineSeal): Promise<StateVersion | string> {
  for await (const line of readLines(pieces, seal)) return decodeVersion(line);
  return "it is empty";
}

/** The state that a file makes of the one before it (for a `whole` one of nothing); a text says why it does not. */
export async function readVersionState(
  pieces: Pieces,
  seal: LineSeal,
  before: State | undefined,
): Promise<State | string> {
  const lines = readLines(pieces, seal);
  const first = await lines.next();
  const version = first.done === true ? "it is empty" : decodeVersion(first.value);
  if (typeof version === "string") return version;
  const content = await decodeJournalLines(lines);
  if ("line" in content) return `its line ${content.line + 1} is not what was written: ${content.reason}`;
  if (content.torn || content.records.length !== version.records) return "it was cut off";
  const base = version.whole ? emptyState(version.lineage) : before;
  if (base === undefined) return "the version before it is missing";
  const fold = new StateFold(base);
  try {
    for (const record of content.records) fold.apply(record);
  } catch (error) {
    if (error instanceof InvariantBroken) return error.message;
    throw error;
  }
  const { serial, lineage, terraformVersion } = version;
  return { ...fold.state(), serial, lineage, terraformVersion };
}

function decodeVersion(line: ReadLine): StateVersion | string {
  if (line.kind !== "line") return line.kind === "torn" ? "it was cut off" : line.reason;
  const { json } = line;
  if (json.kind !== "version") return "it is no version of a state";
  if (json.format !== 1) return "its format is of a later version";
  const { counts = null } = json;
  return {
    version: whole(json.version),
    serial: whole(json.serial),
    lineage: text(json.lineage),
    terraformVersion: text(json.terraformVersion),
    time: text(json.time),
    operation: text(json.operation),
    counts: decodeCounts(isJsonObject(counts) ? counts : {}),
    file: text(json.file),
    digest: text(json.digest),
    whole: json.whole === true,
    records: whole(json.records),
  };
}

function decodeCounts({ added, changed, removed }: JsonObject): ChangeCounts {
  return { added: whole(added), changed: whole(changed), removed: whole(removed) };
}

function text(json: Json | undefined): string {
  return typeof json === "string" ? json : "";
}

function whole(json: Json | undefined): number {
  return typeof json === "number" ? json : 0;
}
