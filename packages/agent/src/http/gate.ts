import type { HttpExchange } from "@tutti/runtime";
import type { Query } from "@tutti/server";
import type { HttpConfig } from "../agent-config.ts";
import { cidrContains } from "../config/cidr.ts";

/** The token of a request: a parameter, a header of its own, or a bearer; "" for none. */
export function tokenOf(exchange: HttpExchange, query: Query): string {
  if (query.common.given("token")) return query.common.text("token");
  const header = exchange.header("x-consul-token");
  if (header !== undefined && header !== "") return header;
  const authorization = exchange.header("authorization");
  if (authorization === undefined) return "";
  return /^bearer +(\S+)$/i.exec(authorization.trim())?.[1] ?? "";
}

/** Whether a request may come from where it does: what writes only from the ranges that were configured, if any were. */
export function mayWrite(
  exchange: Pick<HttpExchange, "method" | "remote">,
  { writersAllowed }: Pick<HttpConfig, "writersAllowed">,
): boolean {
  if (writersAllowed.length === 0 || READING.has(exchange.method)) return true;
  const { host } = exchange.remote;
  return writersAllowed.some((cidr) => cidrContains(cidr, host));
}

const READING: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
