/** Where ours answers otherwise than Consul on purpose, each with its reason. */

import type { ComparableAnswer } from "./comparable-answer.ts";
import { CUT_OFF } from "./play-requests.ts";
import type { DrawnRequest } from "./request-dice.ts";

interface Difference {
  readonly reason: string;
  applies(drawn: DrawnRequest, consul: ComparableAnswer | undefined): boolean;
}

const DIFFERENCES: readonly Difference[] = [
  {
    reason:
      "there the handler or the agent falls over and the connection is cut; here the request is answered",
    applies: (_, consul) => consul?.[0] === CUT_OFF.status,
  },
  {
    reason: "the ACL API of before 1.4 is not built",
    applies: ({ path }) => /^\/v1\/acl\/(list|create|info\/|rules\/translate\/)/.test(path),
  },
  {
    reason: "there a check's cas in a transaction that cannot be done counts as done; here it is refused",
    applies: ({ path, body = "" }, consul) =>
      path.startsWith("/v1/txn") && consul?.[0] === 200 && /"Check":\{"Verb":"cas"/.test(body),
  },
  {
    reason: "there rules in JSON that are cut off are translated as far as they go; here they are refused",
    applies: ({ path, body = "" }, consul) =>
      path.startsWith("/v1/acl/rules/translate") && consul?.[0] === 200 && /^\{$/.test(body),
  },
  {
    reason: "logins by others are not built: a method that may be right is refused as such",
    applies: ({ path, method }, consul) =>
      method === "PUT" &&
      path.startsWith("/v1/acl/auth-method") &&
      consul?.[0] === 500 &&
      /Config|JWKSURL|kubernetes ca cert|decoding config/.test(String(consul[2])),
  },
];

/** Whether a request is one of those. */
export function isDeliberate(drawn: DrawnRequest, consul: ComparableAnswer | undefined): boolean {
  return DIFFERENCES.some((difference) => difference.applies(drawn, consul));
}
