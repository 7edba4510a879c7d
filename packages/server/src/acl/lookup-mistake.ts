import { serverError } from "../errors.ts";
import type { Refusal } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";

const UUID_LENGTH = 36;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is an ID as they are given out. */
export function isUuid(id: string): boolean {
  return UUID.test(id);
}

/** Why nothing can be looked up by an ID, in Consul's words; undefined where it can. */
export function lookupMistake(what: string, id: string): Refusal | undefined {
  if (id.length !== UUID_LENGTH)
    return refuse(serverError("acl-id-to-look-up-invalid", what, "UUID must be 36 characters"));
  const stranger = /[^0-9a-f]/i.exec(id.replaceAll("-", ""))?.[0];
  if (stranger === undefined) return undefined;
  const code = (stranger.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const why = `Invalid UUID: encoding/hex: invalid byte: U+${code} '${stranger}'`;
  return refuse(serverError("acl-id-to-look-up-invalid", what, why));
}
