import { SERF_CHECK_ID } from "../compatible-version.ts";
import { serverError } from "../errors.ts";
import type { ServerState } from "../server-state.ts";
import { destroySessionsOfCheck, destroySessionsOfNode } from "../session/commands.ts";
import type { Draft } from "../state/draft.ts";
import { nodeGuard } from "../state/guards.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Written } from "../state/state-store.ts";
import { compositeId, escapePart, nameId, type Row } from "../state/table.ts";
import { serviceMetadataMistake } from "./metadata-mistake.ts";
import { nodeOfId } from "./node-of-id.ts";
import type { CheckRecord, NodeRecord, ServiceRecord } from "./records.ts";

/** What shall be in the catalog: a node, and what of it is given. */
export interface Registration {
  readonly node: NodeRecord;
  /** Leaves a node that is there as it is. */
  readonly skipNodeUpdate?: boolean;
  readonly service?: ServiceRecord;
  readonly checks: readonly CheckRecord[];
}

/** What shall leave the catalog: a service with its checks, a check, or else the whole node. */
export interface Deregistration {
  readonly node: string;
  readonly serviceId?: string;
  readonly checkId?: string;
}

/** Registers; what is there already and equal is not written, and its indexes stay. */
export function register(state: ServerState, registration: Registration): Promise<Written<true> | Refusal> {
  return state.writeInSteps((draft) => registerInDraft(state, draft, registration));
}

/** As `deregister`, as a part of a larger draft. */
export function deregisterInDraft(
  state: ServerState,
  draft: Draft,
  { node, serviceId, checkId }: Deregistration,
): true {
  if (serviceId !== undefined) deleteService(state, draft, node, serviceId);
  else if (checkId !== undefined) deleteCheck(state, draft, node, checkId);
  else deleteNode(state, draft, node);
  return true;
}

/** As `register`, as a part of a larger draft. */
export function registerInDraft(state: ServerState, draft: Draft, registration: Registration): Outcome<true> {
  const { node, service, checks } = registration;
  const existing = draft.get(state.catalog.nodes, nameId(node.Node));
  if (existing === undefined || registration.skipNodeUpdate !== true) {
    const refused = putNode(state, draft, node);
    if (refused instanceof Refusal) return refused;
  }
  if (service !== undefined) {
    const refused = putService(state, draft, service);
    if (refused instanceof Refusal) return refuse(serverError("service-not-inserted", refused.text));
  }
  for (const check of checks) {
    if (draft.room < CHECK_ROOM) return leave(draft);
    if (nameId(check.Node) !== nameId(node.Node))
      return refuse(
        serverError("check-of-another-node", JSON.stringify(check.Node), JSON.stringify(node.Node)),
      );
    const refused = putCheck(state, draft, check);
    if (refused instanceof Refusal) return refuse(serverError("check-not-inserted", refused.text));
  }
  return true;
}

/** What a check and its service take at least, so that each step gets on. */
const CHECK_ROOM = 4;

function leave(draft: Draft): true {
  draft.leaveUnfinished();
  return true;
}

/** Sets a node, whatever of it is left out included; one with the same ID and another name is renamed. */
export function putNode(state: ServerState, draft: Draft, node: NodeRecord): Outcome<true> {
  const { nodes } = state.catalog;
  const id = nameId(node.Node);
  const existing = draft.get(nodes, id);
  if (existing !== undefined && isUnchangedNode(existing.value, node)) return true;
  // No two nodes have one ID.
  const renamed = node.ID === existing?.value.ID ? undefined : nodeOfId(state, draft, node.ID);
  const mistake =
    existing === undefined ? undefined : takeoverMistake(state, draft, { node, existing, renamed });
  if (mistake !== undefined) return refuse(mistake);
  if (renamed !== undefined) deleteNode(state, draft, renamed.id);
  if (draft.isUnfinished) return true;
  draft.put(nodes, id, node);
  return true;
}

/** True where setting the node would write nothing. */
export function isUnchangedNode(existing: NodeRecord, wanted: NodeRecord): boolean {
  return equal(existing, wanted);
}

interface Takeover {
  readonly node: NodeRecord;
  readonly existing: Row<NodeRecord>;
  /** The node that has the ID under another name. */
  readonly renamed: Row<NodeRecord> | undefined;
}

/**
 * Why a node's name cannot go over to another ID: an agent that lives has it.
 * A node without an ID can be given one, and who gives none asks for nothing.
 */
function takeoverMistake(
  state: ServerState,
  draft: Draft,
  takeover: Takeover,
): ReturnType<typeof serverError> | undefined {
  const { node, existing, renamed } = takeover;
  const { ID, Node, Address } = existing.value;
  if (node.ID === "" || node.ID === ID || (ID === "" && renamed === undefined)) return undefined;
  const alive = draft.get(state.catalog.checks, compositeId(Node, SERF_CHECK_ID));
  if (alive === undefined || alive.value.Status === "critical") return undefined;
  const which = renamed === undefined ? "" : ` (${node.Address})`;
  return serverError("node-name-reserved", node.ID, which, node.Node, ID, Node, Address);
}

/** Sets a service of a node that must be there. */
export function putService(state: ServerState, draft: Draft, service: ServiceRecord): Outcome<true> {
  const { catalog } = state;
  const { NodeName, ID, Kind, Meta } = service;
  const mistake = serviceMetadataMistake(Kind, Meta);
  if (mistake !== undefined) return refuse(serverError("service-metadata-invalid", NodeName, ID, mistake));
  if (draft.get(catalog.nodes, nameId(service.NodeName)) === undefined)
    return refuse(serverError("node-not-registered"));
  if (service.ID === "") return refuse(serverError("service-without-name"));
  const id = compositeId(service.NodeName, service.ID);
  const existing = draft.get(catalog.services, id);
  if (existing === undefined || !equal(existing.value, service)) draft.put(catalog.services, id, service);
  return true;
}

/** Sets a check of a node, and of a service where it names one, which must be there. */
export function putCheck(state: ServerState, draft: Draft, check: CheckRecord): Outcome<true> {
  const { catalog } = state;
  if (draft.get(catalog.nodes, nameId(check.Node)) === undefined)
    return refuse(serverError("node-not-registered"));
  let wanted = check;
  if (check.ServiceID !== "") {
    const service = draft.get(catalog.services, compositeId(check.Node, check.ServiceID));
    if (service === undefined) return refuse(serverError("service-not-registered-on-node", check.Node));
    wanted = { ...check, ServiceName: service.value.Service, ServiceTags: service.value.Tags };
  }
  if (check.Status === "critical") destroySessionsOfCheck(state, draft, check.Node, check.CheckID);
  if (draft.isUnfinished) return true;
  const id = compositeId(check.Node, check.CheckID);
  const existing = draft.get(catalog.checks, id);
  if (existing === undefined || !equal(existing.value, wanted)) draft.put(catalog.checks, id, wanted);
  return true;
}

/** Deletes a node with all that is on it. */
export function deleteNode(state: ServerState, draft: Draft, node: string): void {
  const { catalog } = state;
  if (draft.get(catalog.nodes, nameId(node)) === undefined) return;
  destroySessionsOfNode(state, draft, node);
  if (draft.isUnfinished) return;
  const prefix = `${escapePart(node)}/`;
  draft.watch(catalog.services, prefix);
  draft.deleteBelow(catalog.services, prefix);
  draft.watch(catalog.checks, prefix);
  draft.deleteBelow(catalog.checks, prefix);
  draft.delete(state.guards, nodeGuard(node));
  draft.delete(state.coordinates.table, nameId(node));
  draft.delete(catalog.nodes, nameId(node));
}

/** Deletes a service with its checks. */
export function deleteService(state: ServerState, draft: Draft, node: string, id: string): void {
  const { catalog } = state;
  for (const check of draft.list(catalog.checks, `${escapePart(node)}/`)) {
    if (id !== "" && nameId(check.value.ServiceID) === nameId(id))
      deleteCheck(state, draft, node, check.value.CheckID);
    if (draft.isUnfinished) return;
  }
  draft.delete(catalog.services, compositeId(node, id));
}

/** Deletes a check, and with it the sessions that depend on it. */
export function deleteCheck(state: ServerState, draft: Draft, node: string, id: string): void {
  const key = compositeId(node, id);
  if (draft.get(state.catalog.checks, key) === undefined) return;
  if (draft.room < CHECK_ROOM) {
    draft.leaveUnfinished();
    return;
  }
  destroySessionsOfCheck(state, draft, node, id);
  if (draft.isUnfinished) return;
  draft.delete(state.catalog.checks, key);
}

/** Deep equality of plain records; the order of keys does not matter. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => key in b && equal(a[key as keyof typeof a], b[key as keyof typeof b]));
}
