import { Buffer } from "node:buffer";
import { checkShape, nodeShape, serviceShape } from "../catalog/shape.ts";
import { parseReadOptions } from "../endpoint/blocking.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, type Granted, openToAll } from "../endpoint/endpoint.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import { encodeKv } from "../kv/encode.ts";
import { type Right, right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import { THIS_REVISION } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { TXN_OPERATIONS } from "./bodies.ts";
import { entityMistake, entityRights, runEntity } from "./catalog-verbs.ts";
import type { TxnOperation } from "./decode.ts";
import { decodeOperations } from "./decode.ts";
import type { TxnResult } from "./kv-verbs.ts";
import { kvMistake, kvRights, readsOnly, runKv } from "./kv-verbs.ts";

interface OperationError {
  readonly OpIndex: number;
  readonly What: string;
}

/** What a transaction asks for, and how it is answered. */
interface TxnRequest {
  readonly operations: readonly TxnOperation[];
  readonly readOnly: boolean;
  readonly pretty: boolean;
}

/** `/v1/txn`: several operations, all or none. */
export function createTxnPart(context: ServerContext): ServerPart {
  return { endpoints: { "txn.run": runEndpoint(context) } };
}

function runEndpoint(context: ServerContext): Endpoint {
  return endpoint<TxnRequest, TxnResult>({
    decode: (request) => decode(context, request),
    // Each operation is asked for by itself, on the draft as those before it left it.
    rights: openToAll,
    visible: rightsToSee,
    answer: (asked, granted) => run(context, asked, granted),
  });
}

async function decode({ config }: ServerContext, request: ApiRequest): Promise<Outcome<TxnRequest>> {
  const options = parseReadOptions(request);
  if (options instanceof Refusal) return options;
  const bodyBytesMax = Math.max(config.transactionBytesMax, config.kvValueBytesMax);
  const body = await readBodyAs(request, TXN_OPERATIONS, {
    prefix: "Failed to parse body: ",
    max: bodyBytesMax,
    limit: "txn_max_req_len",
  });
  if (body instanceof Refusal) return body;
  const operations = decodeOperations(body, config.datacenter, {
    valueBytesMax: config.kvValueBytesMax,
    bodyBytesMax,
  });
  if (operations instanceof Refusal) return operations;
  return {
    operations,
    readOnly: operations.every((op) => (op.kind === "KV" ? readsOnly(op) : op.verb === "get")),
    pretty: config.devMode || request.query.common.flag("pretty"),
  };
}

async function run(context: ServerContext, asked: TxnRequest, granted: Granted<TxnResult>): Promise<Reply> {
  let errors: readonly OperationError[] = [];
  const decide = (draft: Draft): readonly TxnResult[] | Refusal => {
    const outcome = runAll(context, granted, asked.operations, draft);
    errors = outcome.errors;
    return errors.length > 0 ? refuse(serverError("txn-rolled-back"), 409) : outcome.results;
  };
  const written = await granted.write(decide);
  if (written instanceof Refusal)
    return errors.length === 0 ? refusal(written) : answer(undefined, errors, 0, asked);
  return answer(written.value, undefined, written.revision, asked);
}

/** To see what an operation gives back: as in Consul a service's own right is enough here. */
function rightsToSee(result: TxnResult): readonly Right[] {
  switch (result.kind) {
    case "KV":
      return [right("key", "read", result.row.id)];
    case "Node":
      return [right("node", "read", result.row.value.Node)];
    case "Service":
      return [right("service", "read", result.row.value.Service)];
    case "Check": {
      const { ServiceName, Node } = result.row.value;
      return [ServiceName === "" ? right("node", "read", Node) : right("service", "read", ServiceName)];
    }
  }
}

/**
 * Runs operation by operation. What is wrong with one before it is run, a
 * missing right above all, is told alone: what the others found is then
 * nobody's business.
 */
function runAll(
  { state }: ServerContext,
  granted: Granted<TxnResult>,
  operations: readonly TxnOperation[],
  draft: Draft,
): { readonly results: readonly TxnResult[]; readonly errors: readonly OperationError[] } {
  const results: TxnResult[] = [];
  const early: OperationError[] = [];
  const late: OperationError[] = [];
  for (const [index, op] of operations.entries()) {
    const refused =
      op.kind === "KV"
        ? (kvMistake(op) ?? granted.refusal(kvRights(op)))
        : (entityMistake(op) ?? granted.refusal(entityRights(state, draft, op)));
    if (refused !== undefined) {
      early.push({ OpIndex: index, What: refused.text });
      continue;
    }
    const outcome = op.kind === "KV" ? runKv(state, draft, op) : runEntity(state, draft, op);
    if (outcome instanceof Refusal) late.push({ OpIndex: index, What: outcome.text });
    else results.push(...outcome);
  }
  return { results: granted.visible(results), errors: early.length > 0 ? early : late };
}

/** Written by hand where keys are concerned: flags are wider than a JSON number of JavaScript. */
function answer(
  results: readonly TxnResult[] | undefined,
  errors: readonly OperationError[] | undefined,
  revision: number,
  { readOnly, pretty }: TxnRequest,
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
  return JSON.stringify({ [result.kind]: shapeOf(result, revision) });
}

function shapeOf(result: Exclude<TxnResult, { kind: "KV" }>, revision: number): object {
  switch (result.kind) {
    case "Node":
      return nodeShape(settled(result.row, revision));
    case "Service":
      return serviceShape(settled(result.row, revision));
    case "Check":
      return checkShape(settled(result.row, revision));
  }
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
