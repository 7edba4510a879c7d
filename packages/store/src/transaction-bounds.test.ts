import { expect, test } from "vitest";
import {
  type Compare,
  KEY_BYTES_MAX,
  type Operation,
  TRANSACTION_COMPARES_MAX,
  TRANSACTION_OPERATIONS_MAX,
} from "./store.ts";
import { transactionMistake } from "./transaction-bounds.ts";

const value = new Uint8Array();
const put = (key: string): Operation => ({ kind: "put", key, value });
const remove = (key: string): Operation => ({ kind: "delete", key });
const range = (prefix: string): Operation => ({ kind: "delete-range", prefix });
const puts = (count: number, prefix = "a/"): readonly Operation[] =>
  Array.from({ length: count }, (_, at) => put(`${prefix}${at}`));

const MOST = TRANSACTION_OPERATIONS_MAX;
const TOO_MANY = `E2BIG transaction: more than ${MOST} changes at once`;
const tooLong = (key: string): string => `E2BIG ${key}: a key is longer than ${KEY_BYTES_MAX} bytes`;

test.each<[string, readonly Operation[], string | undefined]>([
  ["nothing", [], undefined],
  ["as many as may be", puts(MOST), undefined],
  ["one more", puts(MOST + 1), TOO_MANY],
  ["a range and as many beside it as may be", [range("b/"), ...puts(MOST - 1)], undefined],
  ["a range and one more", [range("b/"), ...puts(MOST)], TOO_MANY],
  // What is put where a range deletes counts twice.
  ["a range with half of it put again", [range("a/"), ...puts((MOST - 2) / 2), put("b/x")], undefined],
  ["a range with more of it put again", [range("a/"), ...puts(MOST / 2)], TOO_MANY],
  ["a key as long as may be", [put(`a/${"k".repeat(KEY_BYTES_MAX - 2)}`)], undefined],
  ["a longer one", [put(`a/${"k".repeat(KEY_BYTES_MAX - 1)}`)], tooLong(`a/${"k".repeat(62)}`)],
  [
    "a longer one that is deleted",
    [remove(`a/${"k".repeat(KEY_BYTES_MAX - 1)}`)],
    tooLong(`a/${"k".repeat(62)}`),
  ],
  ["a longer range", [range(`a/${"k".repeat(KEY_BYTES_MAX - 1)}`)], tooLong(`a/${"k".repeat(62)}`)],
  [
    "one of few letters with many bytes",
    [put(`a/${"é".repeat(KEY_BYTES_MAX / 2)}`)],
    tooLong(`a/${"é".repeat(62)}`),
  ],
])("%s", (_name, operations, wanted) => {
  const mistake = transactionMistake({ compares: [], operations });
  expect(mistake && `${mistake.code} ${mistake.subject}: ${mistake.message}`).toBe(wanted);
});

test.each<[number, string | undefined]>([
  [TRANSACTION_COMPARES_MAX, undefined],
  [TRANSACTION_COMPARES_MAX + 1, `E2BIG transaction: more than ${TRANSACTION_COMPARES_MAX} compares`],
])("%i compares", (count, wanted) => {
  const compares: readonly Compare[] = Array.from({ length: count }, (_, at) => ({
    key: `a/${at}`,
    modifyRevision: 0,
  }));
  const mistake = transactionMistake({ compares, operations: [] });
  expect(mistake && `${mistake.code} ${mistake.subject}: ${mistake.message}`).toBe(wanted);
});

test.each<[string, readonly Operation[]]>([
  ["a key occurs at most once in a transaction", [put("a/1"), remove("a/1")]],
  ["a range occurs at most once in a transaction", [range("a/"), range("a/")]],
  ["a range lies within a space", [range("a")]],
  ["no range lies within another one", [range("a/b/"), range("a/")]],
  ["nothing is deleted that a range deletes already", [range("a/"), remove("a/1")]],
])("it is a bug where not: %s", (words, operations) => {
  expect(() => transactionMistake({ compares: [], operations })).toThrow(words);
});
