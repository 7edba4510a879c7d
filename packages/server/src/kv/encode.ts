import type { Row } from "../state/table.ts";
import type { KvRecord } from "./records.ts";

/** When keys go, for who asks to see it; undefined for one that stays. */
export type ExpiresAt = (key: string) => number | undefined;

/** A key as the API shows it. Written by hand: flags are 64 bits wide, which JSON.stringify cannot say. */
export function encodeKv(row: Row<KvRecord>, pretty: boolean, expiresAt?: ExpiresAt): string {
  const { value, flags, session, lockIndex } = row.value;
  const shown = value.length === 0 ? "null" : `"${value.toString("base64")}"`;
  const key = JSON.stringify(row.id);
  const at = expiresAt?.(row.id);
  const time = at === undefined ? undefined : `"${new Date(at).toISOString()}"`;
  // One text and not a list of parts: a million keys are encoded in one answer.
  if (!pretty) {
    const held = session === "" ? "" : `"Session":"${session}",`;
    return `{"LockIndex":${lockIndex},"Key":${key},"Flags":${flags},"Value":${shown},${held}"CreateIndex":${row.createIndex},"ModifyIndex":${row.modifyIndex}${time === undefined ? "" : `,"ExpireTime":${time}`}}`;
  }
  const fields = [`"LockIndex": ${lockIndex}`, `"Key": ${key}`, `"Flags": ${flags}`, `"Value": ${shown}`];
  if (session !== "") fields.push(`"Session": "${session}"`);
  fields.push(`"CreateIndex": ${row.createIndex}`, `"ModifyIndex": ${row.modifyIndex}`);
  if (time !== undefined) fields.push(`"ExpireTime": ${time}`);
  return `    {\n        ${fields.join(",\n        ")}\n    }`;
}

/** Several keys as the API shows them. */
export function encodeKvs(rows: readonly Row<KvRecord>[], pretty: boolean, expiresAt?: ExpiresAt): string {
  const all = rows.map((row) => encodeKv(row, pretty, expiresAt));
  return pretty ? `[\n${all.join(",\n")}\n]\n` : `[${all.join(",")}]`;
}
