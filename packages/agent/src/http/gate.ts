import type { Route } from "@tutti/agent-api";
import type { HttpExchange } from "@tutti/runtime";
import type { Authorizer, Query, Refusal } from "@tutti/server";
import { PERMISSION_DENIED, refuse } from "@tutti/server";
import type { AgentConfig, HttpConfig } from "../agent-config.ts";
import { cidrContains } from "../config/cidr.ts";

/** The token of a request: a parameter, a header of its own, or a bearer; "" for none. */
export function tokenOf(exchange: HttpExchange, query: Query): string {
  if (query.common.given("token")) return query.common.text("token");
  const header = exchange.header("x-consul-token");
  if (header !== undefined && header !== "") return header;
  const bearer = /^bearer +(\S+)$/i.exec(exchange.header("authorization")?.trim() ?? "");
  return bearer?.[1] ?? "";
}

/** Why a request does not get as far as its handler; undefined if it does. An unknown token has no authoriser. */
export function gateRefusal(
  route: Route,
  authorizer: Authorizer | undefined,
  query: Query,
  config: AgentConfig,
): Refusal | undefined {
  if (authorizer === undefined) return refuse("ACL not found", 403);
  return refusalOfRoute(route, authorizer, config) ?? refusalOfDatacenter(query, config.datacenter);
}

/** What the table of routes asks of a token, for resources that the request does not name. */
function refusalOfRoute(route: Route, authorizer: Authorizer, config: AgentConfig): Refusal | undefined {
  const [kind, access] = route.acl.split(":");
  if (access !== "read" && access !== "write") return undefined;
  if (kind === "agent")
    return authorizer.allows("agent", access, config.nodeName) ? undefined : refuse(PERMISSION_DENIED, 403);
  if (kind !== "acl" && kind !== "operator" && kind !== "keyring" && kind !== "management") return undefined;
  return authorizer.allows(kind, access, "") ? undefined : refuse(PERMISSION_DENIED, 403);
}

function refusalOfDatacenter(query: Query, own: string): Refusal | undefined {
  const datacenter = query.common.text("dc");
  return datacenter === "" || datacenter === own ? undefined : refuse("No path to datacenter");
}

/** Whether a request may come from where it does: what writes only from the ranges that were configured, if any were. */
export function mayWrite(
  { method, remote }: Pick<HttpExchange, "method" | "remote">,
  { writersAllowed }: Pick<HttpConfig, "writersAllowed">,
): boolean {
  if (writersAllowed.length === 0 || READING.has(method)) return true;
  return writersAllowed.some((cidr) => cidrContains(cidr, remote.host));
}

const READING: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
