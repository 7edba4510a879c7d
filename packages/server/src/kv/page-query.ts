import type { QueryOf } from "@tutti/agent-api";
import type { RouteQuery } from "../endpoint/query-string.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import { kvError } from "./errors.ts";
import { PAGE_KEYS_MAX, type PageAsked } from "./page.ts";

/** Which page of keys is wanted; undefined where all of them are. */
export function decodePage(
  query: RouteQuery<QueryOf<"kv.read">>,
  prefix: string,
): Outcome<PageAsked | undefined> {
  const names = ["start", "end", "limit", "depth"] as const;
  if (!names.some((name) => query.given(name))) return undefined;
  const limit = query.uint("limit");
  if (limit instanceof Refusal) return limit;
  const depth = query.uint("depth");
  if (depth instanceof Refusal) return depth;
  if (limit !== undefined && (limit < 1n || limit > PAGE_KEYS_MAX))
    return refuse(kvError("page-limit-invalid", String(limit), PAGE_KEYS_MAX), 400);
  const separator = query.text("separator");
  // A separator alone cuts names at its first one, as in Consul.
  const parts = depth ?? (query.flag("keys") && separator !== "" ? 1n : 0n);
  return {
    prefix,
    start: query.text("start"),
    end: query.text("end"),
    limit: Number(limit ?? PAGE_KEYS_MAX),
    depth: Number(parts > 1_000n ? 1_000n : parts),
    separator: separator || "/",
  };
}
