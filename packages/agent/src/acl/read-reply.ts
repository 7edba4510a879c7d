import type { RouteId } from "@tutti/agent-api";
import { routeOf } from "@tutti/agent-api";
import type { AgentContext } from "../agent-part.ts";
import { readHeaders } from "../http/blocking.ts";
import type { Reply } from "../http/reply.ts";
import { json, text } from "../http/reply.ts";

/** A read of tokens, policies or roles: answered at once, with the headers of a read. */
export function aclRead({ state }: AgentContext, route: RouteId, value: unknown): Reply {
  return json(value, { headers: readHeaders(routeOf(route), state.acl.version, undefined) });
}

/** What is not there: 403, as for what may not be seen. */
export function aclMissing({ state }: AgentContext, route: RouteId): Reply {
  return text(403, "ACL not found", readHeaders(routeOf(route), state.acl.version, undefined));
}
