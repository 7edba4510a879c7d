import { Buffer } from "node:buffer";
import { assert, RuntimeError } from "@tutti/runtime";
import type { Compare, Operation, Transaction } from "./store.ts";
import { KEY_BYTES_MAX, TRANSACTION_COMPARES_MAX, TRANSACTION_OPERATIONS_MAX } from "./store.ts";

/** Why a transaction is too large; throws for one that makes no sense, which is a bug of who made it. */
export function transactionMistake({ compares, operations }: Transaction): RuntimeError | undefined {
  assertSensible(compares, operations);
  if (compares.length > TRANSACTION_COMPARES_MAX)
    return tooLarge("transaction", `more than ${TRANSACTION_COMPARES_MAX} compares`);
  if (costOf(operations) > TRANSACTION_OPERATIONS_MAX)
    return tooLarge("transaction", `more than ${TRANSACTION_OPERATIONS_MAX} changes at once`);
  for (const operation of operations) {
    const key = keyOf(operation);
    // 3 bytes of UTF-8 a code unit at most: only long keys need to be measured.
    if (key.length * 3 > KEY_BYTES_MAX && Buffer.byteLength(key) > KEY_BYTES_MAX)
      return tooLarge(key.slice(0, 64), `a key is longer than ${KEY_BYTES_MAX} bytes`);
  }
  return undefined;
}

/** What the operations of a transaction count for; see `TRANSACTION_OPERATIONS_MAX`. */
function costOf(operations: readonly Operation[]): number {
  const ranges = rangesOf(operations);
  if (ranges.length === 0) return operations.length;
  const inRange = operations.filter(
    (operation) => operation.kind === "put" && ranges.some((prefix) => operation.key.startsWith(prefix)),
  );
  return operations.length + inRange.length;
}

function rangesOf(operations: readonly Operation[]): readonly string[] {
  return operations.flatMap((operation) => (operation.kind === "delete-range" ? [operation.prefix] : []));
}

function assertSensible(compares: readonly Compare[], operations: readonly Operation[]): void {
  for (const compare of compares)
    if ("prefix" in compare) assert(compare.prefix.includes("/"), "a range lies within a space");
  const ranges = rangesOf(operations);
  assert(new Set(ranges).size === ranges.length, "a range occurs at most once in a transaction");
  for (const prefix of ranges) {
    assert(prefix.includes("/"), "a range lies within a space");
    const within = ranges.some((other) => other !== prefix && prefix.startsWith(other));
    assert(!within, "no range lies within another one");
  }
  const seen = new Set<string>();
  for (const operation of operations) {
    if (operation.kind === "delete-range") continue;
    const { kind, key } = operation;
    assert(!seen.has(key), "a key occurs at most once in a transaction");
    seen.add(key);
    const gone = kind === "delete" && ranges.some((prefix) => key.startsWith(prefix));
    assert(!gone, "nothing is deleted that a range deletes already");
  }
}

function keyOf(operation: Operation): string {
  return operation.kind === "delete-range" ? operation.prefix : operation.key;
}

function tooLarge(subject: string, why: string): RuntimeError {
  return new RuntimeError("E2BIG", subject, why);
}
