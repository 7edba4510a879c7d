import { type PlainRecord, toPlainRecord } from "@tutti/plugin";
import type { Value } from "@tutti/values";

/** The record of an object as a literal would be: comparisons of tests look at prototypes, too. */
export function plainCopy(value: Value): PlainRecord {
  return structuredClone(toPlainRecord(value));
}
