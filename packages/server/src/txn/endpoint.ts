import { Buffer } from "node:buffer";
import { checkShape, nodeShape, serviceShape } from "../catalog/shape.ts";
import { parseReadOptions } from "../endpoint/blocking.ts";
import { readJson } from "../endpoint/json-body.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { encodeKv } from "../kv/encode.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import { THIS_REVISION } from "../state/draft.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { entityRefusal, runEntity } from "./catalog-verbs.ts";
import type { TxnOperation } from "./decode.ts";
import { decodeOperations } from "./decode.ts";
import type { TxnResult } from "./kv-verbs.ts";
import { isPrefixVerb, kvRefusal, readsOnly, runKv } from "./kv-verbs.ts";

/** Longest body of a transaction, in bytes: 64 values of the largest size in base64 would be more; Consul refuses those too. */
const BODY_BYTES_MAX = 2 << 20;

interface OperationError {
  readonly OpIndex: number;
  readonly What: string;
}

/** `/v1/txn`: several operations, all or none. */
export function createTxnPart(context: ServerContext): ServerPart {
  return { endpoints: { "txn.run": (request) => run(context, request) } };
}

async function run(context: ServerContext, request: ApiRequest): Promise<Reply> {
  const { state, config } = context;
  const options = parseReadOptions(request);
  if (options instanceof Refusal) return refusal(options);
  const body = await readJson(request, {
    prefix: "Failed to parse body: ",
    max: Math.max(BODY_BYTES_MAX, config.transactionBytesMax),
  });
  if (body instanceof Refusal) return refusal(body);
  const operations = decodeOperations(body);
  if (operations instanceof Refusal) return refusal(operations);
  const readOnly = operations.every((op) => (op.kind === "KV" ? readsOnly(op) : op.verb === "get"));
  let errors: OperationError[] = [];
  const decide = (draft: Draft): readonly TxnResult[] | Refusal => {
    const outcome = runAll(context, request, operations, draft);
    errors = outcome.errors;
    return errors.length > 0 ? refuse("rolled back", 409) : outcome.results;
  };
  const written = await (operations.some(readsRange) ? state.writeExclusive(decide) : state.write(decide));
  if (written instanceof Refusal) {
    return errors.length === 0 ? refusal(written) : answer(undefined, errors, readOnly, 0, request, context);
  }
  return answer(written.value, undefined, readOnly, written.revision, request, context);
}

/** Whole prefixes, and what goes along with a node, a service or a check. */
function readsRange(op: TxnOperation): boolean {
  return op.kind === "KV" ? isPrefixVerb(op) : op.verb !== "get";
}

function runAll(
  { state, config }: ServerContext,
  { authorizer }: ApiRequest,
  operations: readonly TxnOperation[],
  draft: Draft,
): { readonly results: readonly TxnResult[]; readonly errors: OperationError[] } {
  const results: TxnResult[] = [];
  const errors: OperationError[] = [];
  const early: (Refusal | undefined)[] = operations.map((op) =>
    op.kind === "KV" ? kvRefusal(op, authorizer) : entityRefusal(op, authorizer),
  );
  const refusedEarly = early.some((refused) => refused !== undefined);
  for (const [index, op] of operations.entries()) {
    const outcome = refusedEarly
      ? early[index]
      : op.kind === "KV"
        ? runKv(state, draft, op)
        : runEntity(state, draft, op, config.datacenter);
    if (outcome instanceof Refusal) errors.push({ OpIndex: index, What: outcome.text });
    else if (outcome !== undefined) {
      for (const result of outcome) if (mayShow(result, authorizer)) results.push(result);
    }
  }
  return { results, errors };
}

function mayShow(result: TxnResult, authorizer: ApiRequest["authorizer"]): boolean {
  return result.kind !== "KV" || !result.showValue || authorizer.allows("key", "read", result.row.id);
}

/** Written by hand where keys are concerned: flags are wider than a JSON number of JavaScript. */
function answer(
  results: readonly TxnResult[] | undefined,
  errors: readonly OperationError[] | undefined,
  readOnly: boolean,
  revision: number,
  request: ApiRequest,
  context: ServerContext,
): Reply {
  const shown = results?.map((result) => encodeResult(result, revision)).join(",");
  const fields = [
    `"Results":${shown === undefined ? "null" : `[${shown}]`}`,
    `"Errors":${errors === undefined ? "null" : JSON.stringify(errors)}`,
    ...(readOnly
      ? ['"Index":0', '"LastContact":0', '"KnownLeader":true', '"ConsistencyLevel":""', '"NotModified":false']
      : []),
  ];
  const compact = `{${fields.join(",")}}`;
  const pretty = context.config.devMode || request.query.has("pretty");
  const headers: Record<string, string> = readOnly
    ? { "X-Consul-KnownLeader": "true", "X-Consul-LastContact": "0" }
    : {};
  return {
    ...json(undefined, { status: errors === undefined ? 200 : 409, headers }),
    body: Buffer.from(pretty ? indent(compact) : compact),
  };
}

function encodeResult(result: TxnResult, revision: number): string {
  if (result.kind === "KV") {
    const row = settled(result.row, revision);
    const value = result.showValue ? row.value.value : Buffer.alloc(0);
    return `{"KV":${encodeKv({ ...row, value: { ...row.value, value } }, false)}}`;
  }
  // The table of the operation's kind gave the row.
  const row = settled(result.row, revision) as never;
  const shape = { Node: nodeShape, Service: serviceShape, Check: checkShape }[result.kind];
  return JSON.stringify({ [result.kind]: shape(row) });
}

function settled<T>(row: Row<T>, revision: number): Row<T> {
  const real = (index: number): number => (index === THIS_REVISION ? revision : index);
  return { ...row, createIndex: real(row.createIndex), modifyIndex: real(row.modifyIndex) };
}

/** Compact JSON with line breaks and indents between its parts, its numbers untouched. */
function indent(compact: string): string {
  let depth = 0;
  let out = "";
  for (const [token] of compact.matchAll(/"(?:[^"\\]|\\.)*"|\{\}|\[\]|[{}[\],:]|[^"{}[\],:]+/g)) {
    if (token === "{" || token === "[") {
      depth += 1;
      out += `${token}\n${"    ".repeat(depth)}`;
    } else if (token === "}" || token === "]") {
      depth -= 1;
      out += `\n${"    ".repeat(depth)}${token}`;
    } else if (token === ",") out += `,\n${"    ".repeat(depth)}`;
    else out += token === ":" ? ": " : token;
  }
  return `${out}\n`;
}
