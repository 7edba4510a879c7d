import { Buffer } from "node:buffer";
import { Fields, isObject } from "../endpoint/json-body.ts";
import type { Outcome } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";

/** Most operations of one transaction. */
export const OPERATIONS_MAX = 64;

/** One operation of a transaction, by what it is about. */
export type TxnOperation =
  | {
      readonly kind: "KV";
      readonly verb: string;
      readonly key: string;
      readonly value: Buffer;
      readonly flags: bigint;
      readonly index: number;
      readonly session: string;
    }
  | {
      readonly kind: "Node" | "Service" | "Check";
      readonly verb: string;
      readonly node: string;
      readonly body: Fields;
    };

/** The operations of a body; empty objects count for nothing. */
export function decodeOperations(body: unknown): Outcome<readonly TxnOperation[]> {
  const failed = "Failed to parse body: ";
  if (!Array.isArray(body)) {
    const kind = isObject(body) ? "object" : typeof body;
    return refuse(`${failed}json: cannot unmarshal ${kind} into Go value of type api.TxnOps`, 400);
  }
  if (body.length > OPERATIONS_MAX)
    return refuse(`Transaction contains too many operations (${body.length} > ${OPERATIONS_MAX})`, 413);
  const operations: TxnOperation[] = [];
  for (const item of body) {
    const fields = new Fields(isObject(item) ? item : {});
    const kv = fields.fields("KV");
    if (kv !== undefined) {
      const mistake = base64Mistake(kv.string("Value"));
      if (mistake !== undefined) return refuse(`${failed}illegal base64 data at input byte ${mistake}`, 400);
      operations.push(decodeKv(kv));
      continue;
    }
    for (const kind of ["Node", "Service", "Check"] as const) {
      const part = fields.fields(kind);
      if (part !== undefined) operations.push(decodeEntity(kind, part));
    }
  }
  return operations;
}

function decodeKv(kv: Fields): TxnOperation {
  const flags = kv.get("Flags");
  return {
    kind: "KV",
    verb: kv.string("Verb"),
    key: kv.string("Key"),
    value: Buffer.from(kv.string("Value"), "base64"),
    flags: typeof flags === "number" && flags >= 0 ? BigInt(Math.trunc(flags)) : 0n,
    index: kv.number("Index"),
    session: kv.string("Session"),
  };
}

function decodeEntity(kind: "Node" | "Service" | "Check", part: Fields): TxnOperation {
  const body = part.fields(kind) ?? new Fields({});
  const node = kind === "Service" ? part.string("Node") : body.string("Node");
  return { kind, verb: part.string("Verb"), node, body };
}

function base64Mistake(text: string): number | undefined {
  const at = text.search(/[^A-Za-z0-9+/=\r\n]/);
  return at < 0 ? undefined : at;
}
