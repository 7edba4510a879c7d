import { type Authorizer, authorizerOf, Refusal, type Servers } from "@tutti/server";
import type { AgentContext } from "./agent-part.ts";

/** Most authorisers kept; beyond it all are made anew. */
const AUTHORIZERS_MAX = 4096;

/** Asks the servers what a token grants, each time, and decides by that: equal grants have one authoriser. */
export function createAuthorize(servers: Pick<Servers, "grants">): AgentContext["authorize"] {
  const authorizers = new Map<string, Authorizer>();
  return async (token) => {
    const grants = await servers.grants(token);
    if (grants instanceof Refusal) return grants;
    let authorizer = authorizers.get(grants.id);
    if (authorizer === undefined) {
      if (authorizers.size >= AUTHORIZERS_MAX) authorizers.clear();
      authorizer = authorizerOf(grants);
      authorizers.set(grants.id, authorizer);
    }
    return authorizer;
  };
}
