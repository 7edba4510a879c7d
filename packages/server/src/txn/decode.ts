import { Buffer } from "node:buffer";
import { checkRecord, definitionRecord, idMistake, nodeRecord, serviceRecord } from "../catalog/decode.ts";
import type { CheckRecord, NodeRecord, ServiceRecord } from "../catalog/records.ts";
import { serviceMistake } from "../catalog/service-mistake.ts";
import type { Decoded } from "../decode/shape.ts";
import { serverError } from "../errors.ts";
import { decodeKeyTtl } from "../kv/ttl.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { TXN_OPERATIONS } from "./bodies.ts";

/** Most operations of one transaction. */
const OPERATIONS_MAX = 64;

interface KvOperation {
  readonly kind: "KV";
  readonly verb: string;
  readonly key: string;
  readonly value: Buffer;
  readonly flags: bigint;
  readonly index: number;
  readonly session: string;
  readonly expiresAtMs: number | undefined;
}

/** About a record of the catalog: the one that is given, and where verbs compare, its index. */
interface EntityOperation {
  readonly verb: string;
  readonly node: string;
  readonly index: number;
  /** Why it cannot be run, whatever is there. */
  readonly mistake: string | undefined;
}

/** One operation of a transaction, by what it is about. */
export type TxnOperation =
  | KvOperation
  | (EntityOperation & { readonly kind: "Node"; readonly record: NodeRecord })
  | (EntityOperation & { readonly kind: "Service"; readonly record: ServiceRecord })
  | (EntityOperation & { readonly kind: "Check"; readonly record: CheckRecord });

type Body = NonNullable<Decoded<typeof TXN_OPERATIONS>>[number];
type Parts = NonNullable<Body>;

/** What bounds a transaction, in bytes. */
export interface TxnLimits {
  readonly valueBytesMax: number;
  readonly bodyBytesMax: number;
  /** What the times of keys count from. */
  readonly nowMs: number;
}

/** The operations of a body; empty objects count for nothing. */
export function decodeOperations(
  body: Decoded<typeof TXN_OPERATIONS>,
  datacenter: string,
  { valueBytesMax, bodyBytesMax, nowMs }: TxnLimits,
): Outcome<readonly TxnOperation[]> {
  const parts = body ?? [];
  if (parts.length > OPERATIONS_MAX)
    return refuse(serverError("txn-too-many-operations", parts.length, OPERATIONS_MAX), 413);
  const operations: TxnOperation[] = [];
  for (const part of parts) {
    const ttl = decodeKeyTtl(part?.KV?.TTL || undefined);
    if (ttl instanceof Refusal) return ttl;
    if (part === undefined) continue;
    operations.push(...decodeOperation(part, datacenter, ttl === undefined ? undefined : nowMs + ttl));
  }
  let size = 0;
  for (const op of operations) {
    if (op.kind !== "KV") continue;
    const { length } = op.value;
    if (length > valueBytesMax)
      return refuse(serverError("txn-value-too-large", JSON.stringify(op.key), length, valueBytesMax), 413);
    size += length;
  }
  return size > bodyBytesMax
    ? refuse(serverError("txn-data-too-large", size, bodyBytesMax), 413)
    : operations;
}

/** The first kind that an operation names; the others say nothing. */
function decodeOperation(
  { KV, Node, Service, Check }: Parts,
  datacenter: string,
  expiresAtMs: number | undefined,
): readonly TxnOperation[] {
  if (KV !== undefined) return [{ ...decodeKv(KV), expiresAtMs }];
  if (Node !== undefined) return [decodeNode(Node, datacenter)];
  if (Service !== undefined) return [decodeService(Service)];
  return Check === undefined ? [] : [decodeCheck(Check)];
}

function decodeKv({
  Verb,
  Key,
  Value,
  Flags,
  Index,
  Session,
}: NonNullable<Parts["KV"]>): Omit<KvOperation, "expiresAtMs"> {
  return {
    kind: "KV",
    verb: Verb,
    key: Key,
    value: Value ?? Buffer.alloc(0),
    flags: Flags,
    index: Number(Index),
    session: Session.toLowerCase(),
  };
}

function decodeNode({ Verb, Node }: NonNullable<Parts["Node"]>, datacenter: string): TxnOperation {
  const badId = idMistake(Node.ID);
  const mistake =
    Node.Node === "" ? "Must provide node" : badId === undefined ? undefined : `Bad node ID: ${badId}`;
  return {
    kind: "Node",
    verb: Verb,
    node: Node.Node,
    index: Number(Node.ModifyIndex),
    record: nodeRecord(Node, datacenter),
    // Who only reads may name what is not there.
    mistake:
      Verb !== "get" ? mistake : badId && `node lookup by ID failed, wrong UUID: ${badId} for '${Node.ID}'`,
  };
}

function decodeService({ Verb, Node, Service }: NonNullable<Parts["Service"]>): TxnOperation {
  // Of a service the rest is not taken over by Consul either.
  const own = serviceRecord(
    { ...Service, Kind: "", TaggedAddresses: null, Proxy: undefined, Connect: undefined },
    Node,
  );
  // What is read is found by its ID alone, also where none is given.
  const record = Verb === "get" ? { ...own, ID: Service.ID } : own;
  return {
    kind: "Service",
    verb: Verb,
    node: Node,
    index: Number(Service.ModifyIndex),
    record,
    mistake: Verb === "get" ? undefined : serviceMistake(record),
  };
}

function decodeCheck({ Verb, Check }: NonNullable<Parts["Check"]>): TxnOperation {
  const { IntervalDuration, TimeoutDuration, DeregisterCriticalServiceAfterDuration, ...definition } =
    Check.Definition;
  const Definition = definitionRecord({
    ...definition,
    Interval: IntervalDuration || definition.Interval,
    Timeout: TimeoutDuration || definition.Timeout,
    DeregisterCriticalServiceAfter:
      DeregisterCriticalServiceAfterDuration || definition.DeregisterCriticalServiceAfter,
  });
  const own = checkRecord(Check, Check.Node);
  const record = { ...own, Definition, CheckID: Verb === "get" ? Check.CheckID : own.CheckID };
  return {
    kind: "Check",
    verb: Verb,
    node: Check.Node,
    index: Number(Check.ModifyIndex),
    record,
    mistake: undefined,
  };
}
