import type { Authorizer } from "../acl/authorizer.ts";
import { PERMISSION_DENIED } from "../acl/authorizer.ts";
import {
  deleteCheck,
  deleteNode,
  deleteService,
  putCheck,
  putNode,
  putService,
} from "../catalog/commands.ts";
import { decodeCheck, decodeNode, decodeService } from "../catalog/decode.ts";
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
  row(): Row<object> | undefined;
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
  datacenter: string,
): Outcome<readonly TxnResult[]> {
  const entity = entityOf(state, draft, op, datacenter);
  if (entity instanceof Refusal) return entity;
  const { label } = entity;
  const existing = entity.row();
  const result = (row: Row<object> | undefined): readonly TxnResult[] =>
    row === undefined ? [] : [{ kind: op.kind, row }];
  const index = op.body.number("ModifyIndex");
  const put = (): Outcome<readonly TxnResult[]> => {
    const done = entity.put();
    return done instanceof Refusal ? done : result(entity.row());
  };
  const remove = (): readonly TxnResult[] => {
    entity.remove();
    return [];
  };
  switch (op.verb) {
    case "get":
      return existing === undefined ? refuse(`${label} doesn't exist`) : result(existing);
    case "set":
      return put();
    case "cas":
      return (existing?.modifyIndex ?? 0) === index
        ? put()
        : refuse(`failed to set ${label}, index is stale`);
    case "delete":
      return remove();
    case "delete-cas":
      return existing === undefined || existing.modifyIndex === index
        ? remove()
        : refuse(`failed to delete ${label}, index is stale`);
    default:
      return refuse(`unknown ${op.kind} verb ${JSON.stringify(op.verb)}`);
  }
}

/** What is wrong with an operation before it is run. */
export function entityRefusal(op: EntityOperation, authorizer: Authorizer): Refusal | undefined {
  const access = op.verb === "get" ? "read" : "write";
  if (op.kind === "Service") {
    const name = op.body.string("Service");
    if (name === "" && op.body.string("ID") !== "") return refuse("Must provide service name with ID");
    return authorizer.allows("service", access, name) ? undefined : refuse(PERMISSION_DENIED);
  }
  const service = op.kind === "Check" ? op.body.string("ServiceName") : "";
  const allowed =
    service === ""
      ? authorizer.allows("node", access, op.node)
      : authorizer.allows("service", access, service);
  return allowed ? undefined : refuse(PERMISSION_DENIED);
}

function entityOf(
  state: ServerState,
  draft: Draft,
  { kind, node, body }: EntityOperation,
  datacenter: string,
): Outcome<Entity> {
  const { catalog } = state;
  switch (kind) {
    case "Node":
      return {
        row: () => draft.get(catalog.nodes, nameId(node)),
        label: `node ${JSON.stringify(node)}`,
        put: () => putNode(state, draft, decodeNode(body, datacenter)),
        remove: () => deleteNode(state, draft, node),
      };
    case "Service": {
      const service = decodeService(body, node);
      return {
        row: () => draft.get(catalog.services, compositeId(node, service.ID)),
        label: `service ${JSON.stringify(service.ID)} on node ${JSON.stringify(node)}`,
        put: () => putService(state, draft, service),
        remove: () => deleteService(state, draft, node, service.ID),
      };
    }
    case "Check": {
      const check = decodeCheck(body, node);
      return {
        row: () => draft.get(catalog.checks, compositeId(node, check.CheckID)),
        label: `check ${JSON.stringify(check.CheckID)} on node ${JSON.stringify(node)}`,
        put: () => putCheck(state, draft, check),
        remove: () => deleteCheck(state, draft, node, check.CheckID),
      };
    }
  }
}
