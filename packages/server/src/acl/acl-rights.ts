import { type Right, right } from "../rights/right.ts";

/** To see tokens, policies and roles: one right for all of them. */
export function rightToReadAcl(): readonly Right[] {
  return [right("acl", "read")];
}

/** To write them. */
export function rightToWriteAcl(): readonly Right[] {
  return [right("acl", "write")];
}
