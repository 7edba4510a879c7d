import type { RouteId } from "@tutti/agent-api";
import { routeOf } from "@tutti/agent-api";
import { readHeaders } from "../endpoint/blocking.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import type { ServerContext } from "../server-context.ts";
import { refuse } from "../state/refusal.ts";

/** A read of tokens, policies or roles: answered at once, with the headers of a read. */
export function aclRead({ state }: ServerContext, route: RouteId, value: unknown): Reply {
  return json(value, { headers: readHeaders(routeOf(route), state.acl.version, undefined) });
}

/** What is not there: 403, as for what may not be seen. */
export function aclMissing({ state }: ServerContext, route: RouteId): Reply {
  return refusal(
    refuse(serverError("acl-token-not-found"), 403),
    readHeaders(routeOf(route), state.acl.version, undefined),
  );
}
