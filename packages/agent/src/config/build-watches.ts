import { readWatchPlan, recordOf } from "@tutti/agent-api";
import { type Outcome, Refusal, refuse } from "@tutti/server";
import { parseDuration } from "@tutti/values";
import { agentError } from "../errors.ts";
import type { HttpHandler, WatchConfig, WatchHandler } from "../watch/watch-config.ts";
import type { Settings } from "./settings.ts";

type Given = Readonly<Record<string, unknown>>;

/** `watches`: each with its plan and who gets what it sees; or the first that is none. */
export function buildWatches(given: Settings): Outcome<readonly WatchConfig[]> {
  const out: WatchConfig[] = [];
  for (const one of given.get("watches") ?? []) {
    const watch = watchOf(recordOf(one));
    if (watch instanceof Refusal) return watch;
    out.push(watch);
  }
  return out;
}

function watchOf(given: Given): Outcome<WatchConfig> {
  const { handler_type = "script", http_handler_config, handler: _, args: __, ...parameters } = given;
  if (handler_type !== "script" && handler_type !== "http")
    return refused(`Handler type '${String(handler_type)}' not recognized`);
  const { type } = parameters;
  if (typeof type === "string" && type.startsWith("connect_"))
    return refused(`Watch type ${type} is not allowed in agent config`);
  const http = handler_type === "http" ? httpHandler(http_handler_config) : undefined;
  if (typeof http === "string") return refused(`Failed to parse watch: ${http}`);
  const isLeft = http === undefined && http_handler_config !== undefined;
  const plan = readWatchPlan(isLeft ? { ...parameters, http_handler_config } : parameters);
  if (typeof plan === "string") return refused(`Failed to parse watch: ${plan}`);
  const handler = handlerOf(given, http);
  return typeof handler === "string" ? refused(handler) : { plan, handler };
}

function refused(why: string): Refusal {
  return refuse(agentError("configured-watch-invalid", why));
}

function handlerOf({ handler: script, args }: Given, http: HttpHandler | undefined): WatchHandler | string {
  if (script !== undefined && typeof script !== "string") return "Watch handler must be a string";
  const words = typeof args === "string" ? [args] : args;
  if (words !== undefined && !isTexts(words)) return "Watch args must be a list of strings";
  const [handler, ...more] = [
    ...(script === undefined ? [] : [{ kind: "script", script } as const]),
    ...(words === undefined ? [] : [{ kind: "program", args: words } as const]),
    ...(http === undefined ? [] : [http]),
  ];
  if (more.length > 0) return "Only one watch handler allowed";
  return handler ?? "Must define a watch handler";
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

const TIMEOUT_MS_DEFAULT = 10_000;

/** Members by their names in any case; what there is besides is left alone, as in Consul. */
function httpHandler(value: unknown): HttpHandler | string {
  if (value === undefined) return "Handler type 'http' requires 'http_handler_config' to be set";
  const given = new Map(
    Object.entries(recordOf(Array.isArray(value) && value.length === 1 ? value[0] : value)).map(
      ([name, member]) => [name.toLowerCase(), member] as const,
    ),
  );
  const mistakes: string[] = [];
  const read = <T>(name: string, type: string, initial: T, fits: (member: unknown) => member is T): T => {
    const member = given.get(name);
    if (member === undefined || member === null) return initial;
    if (fits(member)) return member;
    mistakes.push(`'${name}' expected type '${type}', got unconvertible type '${goType(member)}'`);
    return initial;
  };
  const url = read("path", "string", "", isText);
  const method = read("method", "string", "", isText);
  const timeout = read("timeout", "string", "", isText);
  const headers = read("header", "map[string][]string", {}, isTextsByName);
  const tlsSkipVerify = read("tls_skip_verify", "bool", false, isFlag);
  const parsed = timeout === "" ? undefined : parseDuration(timeout);
  const mistake =
    mistakes.length > 0
      ? `${mistakes.length} error(s) decoding:\n\n* ${mistakes.sort().join("\n* ")}`
      : url === ""
        ? "Requires 'path' to be set"
        : parsed?.ok === false
          ? `Failed to parse timeout: ${parsed.text}`
          : undefined;
  if (mistake !== undefined) return `Failed to parse 'http_handler_config': ${mistake}`;
  const timeoutMs = parsed?.ok === true ? parsed.ns / 1e6 : TIMEOUT_MS_DEFAULT;
  return { kind: "http", url, method: method === "" ? "POST" : method, headers, timeoutMs, tlsSkipVerify };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isFlag(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isTextsByName(value: unknown): value is Readonly<Record<string, readonly string[]>> {
  return typeof value === "object" && value !== null && Object.values(value).every(isTexts);
}

function goType(value: unknown): string {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "float64";
  return Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
}
