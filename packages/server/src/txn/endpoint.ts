import { parseReadOptions } from "../endpoint/blocking.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, type Granted, openToAll } from "../endpoint/endpoint.ts";
import type { Reply } from "../endpoint/reply.ts";
import { refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import { type Right, right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { OperationError } from "./answer.ts";
import { answerErrors, answerResults } from "./answer.ts";
import { TXN_OPERATIONS } from "./bodies.ts";
import { entityMistake, entityRights, runEntity } from "./catalog-verbs.ts";
import type { TxnOperation } from "./decode.ts";
import { decodeOperations } from "./decode.ts";
import type { TxnResult } from "./kv-verbs.ts";
import { kvMistake, kvRights, lockDelayRefusal, readsOnly, runKv } from "./kv-verbs.ts";

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

async function decode({ config, runtime }: ServerContext, request: ApiRequest): Promise<Outcome<TxnRequest>> {
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
    nowMs: runtime.clock.now(),
  });
  if (operations instanceof Refusal) return operations;
  const readOnly = operations.every((op) => (op.kind === "KV" ? readsOnly(op) : op.verb === "get"));
  // What writes does not look at how to read.
  const options = readOnly ? parseReadOptions(request.query) : undefined;
  if (options instanceof Refusal) return options;
  return {
    operations,
    readOnly,
    pretty: config.devMode || request.query.common.flag("pretty"),
  };
}

async function run(
  { runtime, state }: ServerContext,
  { operations, readOnly, pretty }: TxnRequest,
  granted: Granted<TxnResult>,
): Promise<Reply> {
  const answering = { readOnly, pretty, pause: () => runtime.clock.sleep(0) };
  let errors: readonly OperationError[] = [];
  const decide = (draft: Draft): readonly Iterable<TxnResult>[] | Refusal => {
    const outcome = runAll(state, granted, operations, draft);
    errors = outcome.errors;
    return errors.length > 0 ? refuse(serverError("txn-rolled-back"), 409) : outcome.results;
  };
  const written = await granted.write(decide);
  if (written instanceof Refusal)
    return errors.length === 0 ? refusal(written) : answerErrors(errors, answering);
  const { value, revision } = written;
  const results = { [Symbol.iterator]: () => flat(value) };
  return answerResults({ results, revision, visible: (some) => granted.visible(some) }, answering);
}

function* flat<T>(lists: readonly Iterable<T>[]): Generator<T> {
  for (const list of lists) yield* list;
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
  state: ServerState,
  granted: Granted<TxnResult>,
  operations: readonly TxnOperation[],
  draft: Draft,
): { readonly results: readonly Iterable<TxnResult>[]; readonly errors: readonly OperationError[] } {
  const results: Iterable<TxnResult>[] = [];
  const early: OperationError[] = [];
  const late: OperationError[] = [];
  for (const [index, op] of operations.entries()) {
    const refused =
      op.kind === "KV"
        ? (kvMistake(op) ?? granted.refusal(kvRights(op)) ?? lockDelayRefusal(state, op))
        : (entityMistake(op) ?? granted.refusal(entityRights(state, draft, op)));
    if (refused !== undefined) {
      early.push({ OpIndex: index, What: refused.text });
      continue;
    }
    const outcome = op.kind === "KV" ? runKv(state, draft, op) : runEntity(state, draft, op);
    if (outcome instanceof Refusal) late.push({ OpIndex: index, What: outcome.text });
    else results.push(outcome);
  }
  return { results, errors: early.length > 0 ? early : late };
}
