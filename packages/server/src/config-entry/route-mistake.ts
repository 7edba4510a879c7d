import { isObject } from "../decode/is-object.ts";
import { recordOf, recordsOf, textOf, textsOf } from "../decode/loose-value.ts";

type Shape = Readonly<Record<string, unknown>>;

const METHODS: ReadonlySet<string> = new Set([
  "CONNECT",
  "DELETE",
  "GET",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "POST",
  "PUT",
  "TRACE",
]);

/** What is wrong with the routes of a router, in Consul's words; undefined if nothing is. */
export function routesMistake(routes: readonly Shape[]): string | undefined {
  for (const [at, route] of routes.entries()) {
    const match = recordOf(recordOf(route["Match"])["HTTP"]);
    const mistake = matchMistake(match) ?? parametersMistake(match) ?? methodsMistake(match);
    if (mistake !== undefined) return `Route[${at}] ${mistake}`;
    const rewritten = textOf(recordOf(route["Destination"])["PrefixRewrite"]) !== "";
    if (rewritten && textOf(match["PathExact"]) === "" && textOf(match["PathPrefix"]) === "")
      return `Route[${at}] cannot make use of PrefixRewrite without configuring either PathExact or PathPrefix`;
  }
  return undefined;
}

/** Paths and headers, which routers and permissions of intentions say alike. */
function matchMistake(match: Shape): string | undefined {
  for (const name of ["PathExact", "PathPrefix"]) {
    const path = textOf(match[name]);
    if (path !== "" && !path.startsWith("/"))
      return `${name} doesn't start with '/': ${JSON.stringify(path)}`;
  }
  const paths = ["PathExact", "PathPrefix", "PathRegex"].filter((name) => textOf(match[name]) !== "");
  if (paths.length > 1) return "should only contain at most one of PathExact, PathPrefix, or PathRegex";
  for (const [at, header] of recordsOf(match["Header"]).entries()) {
    if (textOf(header["Name"]) === "") return `Header[${at}] missing required Name field`;
    if (waysOf(header, ["Present", "Exact", "Regex", "Prefix", "Suffix"]) !== 1)
      return `Header[${at}] should only contain one of Present, Exact, Prefix, Suffix, or Regex`;
  }
  return undefined;
}

function parametersMistake(match: Shape): string | undefined {
  for (const [at, parameter] of recordsOf(match["QueryParam"]).entries()) {
    if (textOf(parameter["Name"]) === "") return `QueryParam[${at}] missing required Name field`;
    if (waysOf(parameter, ["Present", "Exact", "Regex"]) !== 1)
      return `QueryParam[${at}] should only contain one of Present, Exact, or Regex`;
  }
  return undefined;
}

/** Each method is one of HTTP's, and stands there once. */
function methodsMistake(match: Shape): string | undefined {
  const seen = new Set<string>();
  for (const given of textsOf(match["Methods"])) {
    const method = given.toUpperCase();
    if (!METHODS.has(method)) return `Methods contains an invalid method ${JSON.stringify(method)}`;
    if (seen.has(method)) return `Methods contains ${JSON.stringify(method)} more than once`;
    seen.add(method);
  }
  return undefined;
}

/** What is wrong with a permission of an intention: what it does, and for which requests. */
export function permissionMistake(permission: Shape): string | undefined {
  const action = textOf(permission["Action"]);
  if (action !== "allow" && action !== "deny") return ".Action must be set to 'allow' or 'deny'";
  if (!isObject(permission["HTTP"])) return ".HTTP is required";
  const http = permission["HTTP"];
  const mistake = matchMistake(http) ?? methodsMistake(http);
  if (mistake !== undefined) return mistake.startsWith("should") ? `.HTTP ${mistake}` : `.HTTP.${mistake}`;
  return Object.keys(http).length === 0 ? ".HTTP should not be empty" : undefined;
}

function waysOf(record: Shape, names: readonly string[]): number {
  return names.filter((name) => record[name] === true || textOf(record[name]) !== "").length;
}
