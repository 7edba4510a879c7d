import { Buffer } from "node:buffer";
import type { Pause } from "@tutti/store";
import { slicesOf } from "@tutti/store";
import { keptCheckShape, keptServiceShape, nodeShape } from "../catalog/shape.ts";
import type { Reply } from "../endpoint/reply.ts";
import { empty, json } from "../endpoint/reply.ts";
import { encodeKv } from "../kv/encode.ts";
import { PIECE, WHOLE } from "../kv/tree.ts";
import { THIS_REVISION } from "../state/draft.ts";
import type { Row } from "../state/table.ts";
import type { TxnResult } from "./kv-verbs.ts";

/** Why one operation failed. */
export interface OperationError {
  readonly OpIndex: number;
  readonly What: string;
}

/** How an answer is written. */
export interface Answering {
  readonly readOnly: boolean;
  readonly pretty: boolean;
  /** Lets others run between two pieces. */
  readonly pause: Pause;
}

/** What came of a transaction that went through. */
export interface Committed {
  /** In their order; gone through more than once, and never held as a whole where there are many. */
  readonly results: Iterable<TxnResult>;
  readonly revision: number;
  /** Those of them that may be seen. */
  visible(results: Iterable<TxnResult>): readonly TxnResult[];
}

/** The answer to a transaction of which nothing was done. */
export function answerErrors(errors: readonly OperationError[], answering: Answering): Reply {
  const body = Buffer.from(frameOf(`"Results":null,"Errors":${JSON.stringify(errors)}`, answering));
  return { ...json(undefined, { status: 409, headers: headersOf(answering) }), body };
}

/** The answer with all results; in pieces where there are many. */
export function answerResults(committed: Committed, answering: Answering): Reply {
  const [first = [], more] = slicesOf(committed.results, bytesOf, WHOLE);
  if (more !== undefined) {
    const pieces = piecesOf(committed, answering);
    const headers = headersOf(answering);
    return { kind: "pieces", headers, contentType: "application/json", pieces, otherwise: empty() };
  }
  const { open, between, close, nothing } = partsOf(answering);
  const shown = encodeAll(first, committed, answering);
  const body = Buffer.from(shown.length === 0 ? nothing : open + shown.join(between) + close);
  return { ...json(undefined, { headers: headersOf(answering) }), body };
}

async function* piecesOf(committed: Committed, answering: Answering): AsyncGenerator<Buffer> {
  const { open, between, close, nothing } = partsOf(answering);
  let before = open;
  for (const slice of slicesOf(committed.results, bytesOf, PIECE)) {
    const shown = encodeAll(slice, committed, answering);
    if (shown.length > 0) {
      yield Buffer.from(before + shown.join(between));
      before = between;
    }
    await answering.pause();
  }
  yield Buffer.from(before === open ? nothing : close);
}

function bytesOf(result: TxnResult): number {
  return result.kind === "KV" ? result.row.value.value.length : 0;
}

function encodeAll(
  results: readonly TxnResult[],
  { visible, revision }: Committed,
  { pretty }: Answering,
): readonly string[] {
  const encoded = visible(results).map((result) => encodeResult(result, revision));
  return pretty ? encoded.map((text) => indent(text, RESULT_DEPTH)) : encoded;
}

/** What stands around the results; a result has its line where the answer is indented. */
function partsOf(answering: Answering): {
  readonly open: string;
  readonly between: string;
  readonly close: string;
  readonly nothing: string;
} {
  // The first 0 is ours: nothing stands before it but the name.
  const [open = "", ...close] = frameOf('"Results":[0],"Errors":null', answering).split("0");
  return {
    open,
    between: answering.pretty ? `,\n${INDENT.repeat(RESULT_DEPTH)}` : ",",
    close: close.join("0"),
    nothing: frameOf('"Results":[],"Errors":null', answering),
  };
}

function frameOf(fields: string, { readOnly, pretty }: Answering): string {
  const compact = `{${fields}${readOnly ? READ_FIELDS : ""}}`;
  return pretty ? `${indent(compact, 0)}\n` : compact;
}

const READ_FIELDS = ',"Index":0,"LastContact":0,"KnownLeader":true,"ConsistencyLevel":"","NotModified":false';

function headersOf({ readOnly }: Answering): Readonly<Record<string, string>> {
  return readOnly ? { "X-Consul-KnownLeader": "true", "X-Consul-LastContact": "0" } : {};
}

/** Written by hand where keys are concerned: flags are wider than a JSON number of JavaScript. */
function encodeResult(result: TxnResult, revision: number): string {
  if (result.kind === "KV") {
    const row = settled(result.row, revision);
    const value = result.showValue ? row.value.value : Buffer.alloc(0);
    return `{"KV":${encodeKv({ ...row, value: { ...row.value, value } }, false)}}`;
  }
  return JSON.stringify({ [result.kind]: shapeOf(result, revision) });
}

function shapeOf(result: Exclude<TxnResult, { kind: "KV" }>, revision: number): object {
  switch (result.kind) {
    case "Node":
      return nodeShape(settled(result.row, revision));
    case "Service":
      return keptServiceShape(settled(result.row, revision));
    case "Check":
      return keptCheckShape(settled(result.row, revision));
  }
}

function settled<T>(row: Row<T>, revision: number): Row<T> {
  const real = (index: number): number => (index === THIS_REVISION ? revision : index);
  return { ...row, createIndex: real(row.createIndex), modifyIndex: real(row.modifyIndex) };
}

const INDENT = "    ";
/** A result stands within the list within the answer. */
const RESULT_DEPTH = 2;

/** Compact JSON with line breaks and indents between its parts, its numbers untouched. */
function indent(compact: string, from: number): string {
  let depth = from;
  let out = "";
  for (const [token] of compact.matchAll(/"(?:[^"\\]|\\.)*"|\{\}|\[\]|[{}[\],:]|[^"{}[\],:]+/g)) {
    if (token === "{" || token === "[") {
      depth += 1;
      out += `${token}\n${INDENT.repeat(depth)}`;
    } else if (token === "}" || token === "]") {
      depth -= 1;
      out += `\n${INDENT.repeat(depth)}${token}`;
    } else if (token === ",") out += `,\n${INDENT.repeat(depth)}`;
    else out += token === ":" ? ": " : token;
  }
  return out;
}
