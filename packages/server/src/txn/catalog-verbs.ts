import {
  deleteCheck,
  deleteNode,
  deleteService,
  putCheck,
  putNode,
  putService,
} from "../catalog/commands.ts";
import { nodeOfId } from "../catalog/node-of-id.ts";
import type { NodeRecord } from "../catalog/records.ts";
import {
  rightsToDeleteCheck,
  rightsToDeleteNode,
  rightsToDeleteService,
  rightsToPutCheck,
  rightsToPutNode,
  rightsToPutService,
} from "../catalog/rights.ts";
import type { Rows } from "../endpoint/endpoint.ts";
import { serverError } from "../errors.ts";
import { type Need, right } from "../rights/right.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { compositeId, nameId } from "../state/table.ts";
import type { TxnOperation } from "./decode.ts";
import type { TxnResult } from "./kv-verbs.ts";

type EntityOperation = Extract<TxnOperation, { kind: "Node" | "Service" | "Check" }>;

/** What the verbs need to know of a kind of record. */
interface Entity {
  /** What is there, as a result. */
  find(): TxnResult | undefined;
  /** As it is called in messages. */
  readonly label: string;
  put(): Outcome<true>;
  remove(): void;
}

/** Runs a verb on a node, a service or a check of a draft. */
export function runEntity(
  state: ServerState,
  draft: Draft,
  op: EntityOperation,
): Outcome<readonly TxnResult[]> {
  const entity = entityOf(state, draft, op);
  const { label } = entity;
  const existing = entity.find();
  const modifyIndex = existing?.row.modifyIndex ?? 0;
  const { index } = op;
  const found = (): readonly TxnResult[] => [entity.find()].filter((one) => one !== undefined);
  const put = (): Outcome<readonly TxnResult[]> => {
    const done = entity.put();
    return done instanceof Refusal ? done : found();
  };
  const remove = (): readonly TxnResult[] => {
    entity.remove();
    return [];
  };
  switch (op.verb) {
    case "get":
      return existing === undefined ? refuse(serverError("txn-object-not-found", label)) : found();
    case "set":
      return put();
    case "cas":
      return modifyIndex === index ? put() : refuse(serverError("txn-object-changed-meanwhile", label));
    case "delete":
      return remove();
    case "delete-cas":
      return existing !== undefined && modifyIndex === index
        ? remove()
        : refuse(serverError("txn-object-to-delete-changed-meanwhile", label));
    default:
      return refuse(serverError("txn-verb-unknown", op.kind, JSON.stringify(op.verb)));
  }
}

/** What is wrong with an operation before it is run. */
export function entityMistake({ mistake }: EntityOperation): Refusal | undefined {
  return mistake === undefined ? undefined : refuse(serverError("txn-object-invalid", mistake));
}

/** What an operation needs, by the rows that it overwrites or deletes; what only reads is shown by `rightsToSee`. */
export function entityRights(state: ServerState, rows: Rows, op: EntityOperation): readonly Need[] {
  const { verb, node } = op;
  if (verb === "get") return [];
  const deletes = verb === "delete" || verb === "delete-cas";
  switch (op.kind) {
    case "Node": {
      if (deletes) return rightsToDeleteNode(state, rows, node);
      const own = right("node", "write", node);
      return [own, ...rightsToPutNode(state, rows, op.record)];
    }
    case "Service": {
      const service = op.record;
      return deletes
        ? [
            right("service", "write", service.Service),
            ...rightsToDeleteService(state, rows, node, service.ID),
          ]
        : rightsToPutService(state, rows, service);
    }
    case "Check": {
      const check = op.record;
      return deletes
        ? rightsToDeleteCheck(state, rows, node, check.CheckID)
        : rightsToPutCheck(state, rows, check);
    }
  }
}

function entityOf(state: ServerState, draft: Draft, op: EntityOperation): Entity {
  const { catalog } = state;
  const { node } = op;
  switch (op.kind) {
    case "Node":
      return {
        find: () => foundAs("Node", findNode(state, draft, op)),
        label: `node ${JSON.stringify(node)}`,
        put: () => putNode(state, draft, op.record),
        remove: () => deleteNode(state, draft, node),
      };
    case "Service": {
      const service = op.record;
      return {
        find: () => foundAs("Service", draft.get(catalog.services, compositeId(node, service.ID))),
        label: `service ${JSON.stringify(service.ID)} on node ${JSON.stringify(node)}`,
        put: () => putService(state, draft, service),
        remove: () => deleteService(state, draft, node, service.ID),
      };
    }
    case "Check": {
      const check = op.record;
      return {
        find: () => foundAs("Check", draft.get(catalog.checks, compositeId(node, check.CheckID))),
        label: `check ${JSON.stringify(check.CheckID)} on node ${JSON.stringify(node)}`,
        put: () => putCheck(state, draft, check),
        remove: () => deleteCheck(state, draft, node, check.CheckID),
      };
    }
  }
}

/** By its ID where it is read and one is given; else by its name. */
function findNode(
  state: ServerState,
  draft: Draft,
  { verb, node, record: { ID } }: Extract<EntityOperation, { kind: "Node" }>,
): Row<NodeRecord> | undefined {
  if (verb !== "get" || ID === "") return draft.get(state.catalog.nodes, nameId(node));
  return nodeOfId(state, draft, ID);
}

function foundAs<K extends string, T>(
  kind: K,
  row: Row<T> | undefined,
): { readonly kind: K; readonly row: Row<T> } | undefined {
  return row === undefined ? undefined : { kind, row };
}
