import { expect } from "@tutti/runtime";
import type { CheckRecord, NodeRecord, ServiceRecord } from "../catalog/records.ts";
import { serverError } from "../errors.ts";
import {
  deleteKey,
  deleteKeyIf,
  deleteKeysBelow,
  lockKey,
  setKey,
  setKeyIf,
  unlockKey,
} from "../kv/commands.ts";
import { fenceRefusal } from "../kv/fence.ts";
import type { KvRecord } from "../kv/records.ts";
import { type Right, right, rightBelow } from "../rights/right.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import type { TxnOperation } from "./decode.ts";

/** What an operation gives back; values of keys are shown by reading verbs only. */
export type TxnResult =
  | { readonly kind: "KV"; readonly row: Row<KvRecord>; readonly showValue: boolean }
  | { readonly kind: "Node"; readonly row: Row<NodeRecord> }
  | { readonly kind: "Service"; readonly row: Row<ServiceRecord> }
  | { readonly kind: "Check"; readonly row: Row<CheckRecord> };

type KvOperation = Extract<TxnOperation, { kind: "KV" }>;

interface Verb {
  readonly access: "read" | "write";
  /** Tells something by whether it goes through, so that leaving out its result is not enough. */
  readonly tells?: true;
  readonly prefix?: true;
  run(state: ServerState, draft: Draft, op: KvOperation): Outcome<Iterable<TxnResult>>;
}

const written = (row: Row<KvRecord>): readonly TxnResult[] => [{ kind: "KV", row, showValue: false }];
const shown = (row: Row<KvRecord>): TxnResult => ({ kind: "KV", row, showValue: true });
/** A million of them are never there at once. */
function* shownOnes(rows: Iterable<Row<KvRecord>>): Generator<TxnResult> {
  for (const row of rows) yield shown(row);
}

const quote = (text: string): string => JSON.stringify(text);

const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ["set", { access: "write", run: (state, draft, op) => written(setKey(state, draft, op)) }],
  [
    "cas",
    {
      access: "write",
      run(state, draft, op) {
        const row = setKeyIf(state, draft, op, op.index);
        return row === undefined
          ? refuse(serverError("txn-key-changed-meanwhile", quote(op.key)))
          : written(row);
      },
    },
  ],
  [
    "lock",
    {
      access: "write",
      run(state, draft, op) {
        const row = lockKey(state, draft, op, op.session);
        if (row instanceof Refusal) return row;
        return row === undefined
          ? refuse(serverError("txn-key-locked-by-another", quote(op.key)))
          : written(row);
      },
    },
  ],
  [
    "unlock",
    {
      access: "write",
      run(state, draft, op) {
        const row = unlockKey(state, draft, op, op.session);
        if (row instanceof Refusal) return row;
        return row === undefined
          ? refuse(serverError("txn-key-not-locked-by-this-session", quote(op.key)))
          : written(row);
      },
    },
  ],
  [
    "get",
    {
      access: "read",
      run(state, draft, op) {
        const row = draft.get(state.kv.table, op.key);
        return row === undefined ? refuse(serverError("txn-key-not-found", quote(op.key))) : [shown(row)];
      },
    },
  ],
  [
    "get-tree",
    {
      access: "read",
      prefix: true,
      run(state, draft, op) {
        const rows = draft.below(state.kv.table, op.key);
        return { [Symbol.iterator]: () => shownOnes(rows) };
      },
    },
  ],
  [
    "check-index",
    {
      access: "read",
      tells: true,
      run(state, draft, op) {
        const row = draft.get(state.kv.table, op.key);
        if (row === undefined) return refuse(serverError("txn-key-of-index-check-not-found", quote(op.key)));
        // What this transaction has written carries the index that it is about to get.
        const index = row.modifyIndex < 0 ? state.revision + 1 : row.modifyIndex;
        return index === op.index
          ? written(row)
          : refuse(serverError("txn-index-check-failed", quote(op.key), index, op.index));
      },
    },
  ],
  [
    "check-session",
    {
      access: "read",
      tells: true,
      run(state, draft, op) {
        const row = draft.get(state.kv.table, op.key);
        if (row === undefined)
          return refuse(serverError("txn-key-of-session-check-not-found", quote(op.key)));
        const { session } = row.value;
        return session === op.session
          ? written(row)
          : refuse(serverError("txn-session-check-failed", quote(op.key), quote(session), quote(op.session)));
      },
    },
  ],
  [
    "check-fence",
    {
      access: "read",
      tells: true,
      run: (state, draft, op) =>
        fenceRefusal(state, draft, { key: op.key, number: op.index }) ??
        written(expect(draft.get(state.kv.table, op.key), "a lock whose number is right")),
    },
  ],
  [
    "check-not-exists",
    {
      access: "read",
      tells: true,
      run: (state, draft, op) =>
        draft.get(state.kv.table, op.key) === undefined
          ? []
          : refuse(serverError("txn-key-exists", quote(op.key))),
    },
  ],
  [
    "delete",
    {
      access: "write",
      run(state, draft, op) {
        deleteKey(state, draft, op.key);
        return [];
      },
    },
  ],
  [
    "delete-cas",
    {
      access: "write",
      run: (state, draft, op) =>
        deleteKeyIf(state, draft, op.key, op.index)
          ? []
          : refuse(serverError("txn-key-to-delete-changed-meanwhile", quote(op.key))),
    },
  ],
  [
    "delete-tree",
    {
      access: "write",
      prefix: true,
      run(state, draft, op) {
        deleteKeysBelow(state, draft, op.key);
        return [];
      },
    },
  ],
]);

/** True for verbs that change nothing. */
export function readsOnly(op: KvOperation): boolean {
  return verbs.get(op.verb)?.access !== "write";
}

/** What is wrong with an operation before it is run. */
export function kvMistake(op: KvOperation): Refusal | undefined {
  return op.key === "" && op.verb !== "delete-tree" ? refuse(serverError("txn-key-missing")) : undefined;
}

/** What an operation needs; what only reads is shown by `rightsToSee`. */
export function kvRights(op: KvOperation): readonly Right[] {
  const verb = verbs.get(op.verb);
  if (verb?.access === "write")
    return [verb.prefix === true ? rightBelow("key", "write", op.key) : right("key", "write", op.key)];
  return verb?.tells === true ? [right("key", "read", op.key)] : [];
}

/** Why a key may not be locked yet, whoever asks: its last holder lost it by force. */
export function lockDelayRefusal(state: ServerState, { verb, key }: KvOperation): Refusal | undefined {
  return verb === "lock" && state.lockDelays.holds(key)
    ? refuse(serverError("txn-key-in-lock-delay", quote(key)))
    : undefined;
}

/** Runs a verb on a draft. */
export function runKv(state: ServerState, draft: Draft, op: KvOperation): Outcome<Iterable<TxnResult>> {
  const verb = verbs.get(op.verb);
  return verb === undefined
    ? refuse(serverError("txn-kv-verb-unknown", quote(op.verb)))
    : verb.run(state, draft, op);
}
