import type { Row } from "../state/table.ts";
import type { KvRecord } from "./records.ts";

/** A key as the API shows it. Written by hand: flags are 64 bits wide, which JSON.stringify cannot say. */
export function encodeKv(row: Row<KvRecord>, pretty: boolean): string {
  const { value, flags, session, lockIndex } = row.value;
  const fields: string[] = [
    `"LockIndex": ${lockIndex}`,
    `"Key": ${JSON.stringify(row.id)}`,
    `"Flags": ${flags}`,
    `"Value": ${value.length === 0 ? "null" : `"${value.toString("base64")}"`}`,
  ];
  if (session !== "") fields.push(`"Session": "${session}"`);
  fields.push(`"CreateIndex": ${row.createIndex}`, `"ModifyIndex": ${row.modifyIndex}`);
  return pretty
    ? `    {\n        ${fields.join(",\n        ")}\n    }`
    : `{${fields.join(",").replaceAll('": ', '":')}}`;
}

/** Several keys as the API shows them. */
export function encodeKvs(rows: readonly Row<KvRecord>[], pretty: boolean): string {
  const all = rows.map((row) => encodeKv(row, pretty));
  return pretty ? `[\n${all.join(",\n")}\n]\n` : `[${all.join(",")}]`;
}
