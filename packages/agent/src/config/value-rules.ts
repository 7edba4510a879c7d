import { parseIp } from "../dns/ip.ts";
import { parseCidr } from "./cidr.ts";
import { valueAt } from "./settings.ts";

type Given = Readonly<Record<string, unknown>>;

/** What is wrong with a value; undefined where nothing is. */
type Rule = (value: unknown, path: string) => string | undefined;

/**
 * What values must be, in Consul's words, also of keys that nothing follows from: a file that Consul
 * refuses is refused here, and does not become good by moving. In the order in which they are told.
 */
export function valueMistake(given: Given, server: boolean): string | undefined {
  for (const [paths, rule] of RULES) {
    for (const path of paths.split(" ")) {
      const value = valueAt(given, path);
      const mistake = value === undefined ? undefined : rule(value, path);
      if (mistake !== undefined) return mistake;
    }
  }
  if (server && (valueAt(given, "advertise_reconnect_timeout") ?? 0) !== 0)
    return "advertise_reconnect_timeout can only be used on a client";
  return exposedMistake(given) ?? pagesMistake(given);
}

/** What of a value will not be as its author may think. */
export function valueWarnings(given: Given): readonly string[] {
  const rules = valueAt(given, "telemetry.prefix_filter");
  if (!Array.isArray(rules)) return [];
  return rules.map(String).flatMap((rule) => {
    if (rule === "") return ["Cannot have empty filter rule in prefix_filter"];
    return /^[+-]/.test(rule)
      ? []
      : [`Filter rule must begin with either '+' or '-': ${JSON.stringify(rule)}`];
  });
}

const RULES: readonly (readonly [paths: string, rule: Rule])[] = [
  ["ports.grpc ports.grpc_tls ports.expose_min_port ports.expose_max_port", number(isPort, invalidPort)],
  [
    "datacenter bind_addr domain",
    text(
      (value) => value !== "",
      (_, path) => `${path} cannot be empty`,
    ),
  ],
  [
    "performance.raft_multiplier",
    number(
      (value) => value >= 1 && value <= 10,
      (value, path) => `${path} cannot be ${value}. Must be between 1 and 10`,
    ),
  ],
  [
    "cache.entry_fetch_max_burst cache.entry_fetch_rate",
    number(
      (value) => value > 0,
      (value, path) => `${path} must be strictly positive, was: ${value}`,
    ),
  ],
  [
    "raft_protocol",
    number(
      (value) => value === 3,
      (value) => `raft_protocol version ${value} is not supported by this version of Consul`,
    ),
  ],
  [
    "protocol",
    number(
      (value) => value === 2 || value === 3,
      (value) => `Protocol version '${value}' too ${value < 2 ? "low" : "high"}. Must be in range: [2, 3]`,
    ),
  ],
  ["ui_content_path ui_config.content_path", text(isContentPath, contentPathWords)],
  ["ui_config.metrics_provider", text((value) => value === "" || isBasicName(value), basicNameWords)],
  [
    "ui_config.metrics_provider_options_json",
    text(
      (value) => value === "" || isJsonObject(value),
      (value, path) =>
        `${path} must be empty or a string containing a valid JSON object. received: ${JSON.stringify(value)}`,
    ),
  ],
  [
    "ui_config.metrics_proxy.base_url",
    text(
      (value) => value === "" || isHttpUrl(value),
      (value, path) => `${path} must be a valid http or https URL. received: ${JSON.stringify(value)}`,
    ),
  ],
  [
    "ui_config.metrics_proxy.path_allowlist",
    each(isAbsolutePath, (value, path) => `${path}: path ${JSON.stringify(value)} is not an absolute path`),
  ],
  ["ui_config.dashboard_url_templates", templateMistake],
  [
    "autopilot.max_trailing_logs",
    number(
      (value) => value >= 0,
      (value, path) => `${path} cannot be ${value}. Must be greater than or equal to zero`,
    ),
  ],
  ["acl_datacenter", text((value) => value === "" || isBasicName(value.toLowerCase()), basicNameWords)],
  [
    "acl.down_policy acl_down_policy",
    text(
      (value) => ["", "allow", "deny", "async-cache", "extend-cache"].includes(value),
      (value) => `Unsupported down ACL policy: ${value}`,
    ),
  ],
  [
    "serf_lan serf_wan",
    text(
      (value) => value === "" || value.includes("{{") || parseIp(value) !== undefined,
      (value, path) => `${path}: invalid ip address: ${value}`,
    ),
  ],
  [
    "serf_lan_allowed_cidrs serf_wan_allowed_cidrs",
    each(
      (value) => parseCidr(value.trim()) !== undefined,
      (value, path) => `${path}: invalid cidr: ${value}`,
    ),
  ],
];

// Decoding has seen to it that values are of their kinds; a rule takes its own.

function number(isRight: (value: number) => boolean, words: (value: number, path: string) => string): Rule {
  return (value, path) => (typeof value === "number" && !isRight(value) ? words(value, path) : undefined);
}

function text(isRight: (value: string) => boolean, words: (value: string, path: string) => string): Rule {
  return (value, path) => (typeof value === "string" && !isRight(value) ? words(value, path) : undefined);
}

function each(isRight: (value: string) => boolean, words: (value: string, path: string) => string): Rule {
  return (value, path) => {
    const wrong = Array.isArray(value) ? value.map(String).find((one) => !isRight(one)) : undefined;
    return wrong === undefined ? undefined : words(wrong, path);
  };
}

const PORT_MAX = 65_535;

/** Whether a port can be; what is not above 0 is switched off. */
export function isPort(port: number): boolean {
  return port <= PORT_MAX;
}

export function invalidPort(port: number, path: string): string {
  return `${path}: invalid port: ${port}`;
}

function exposedMistake(given: Given): string | undefined {
  const [least, most] = ["ports.expose_min_port", "ports.expose_max_port"].map((path) =>
    valueAt(given, path),
  );
  const [from, to] = [typeof least === "number" ? least : 21_500, typeof most === "number" ? most : 21_755];
  return Math.max(to, -1) < Math.max(from, -1)
    ? "expose_min_port must be less than expose_max_port. To disable, set both to zero."
    : undefined;
}

function pagesMistake(given: Given): string | undefined {
  const first = (...paths: readonly string[]): unknown =>
    paths.map((path) => valueAt(given, path)).find((value) => value !== undefined);
  const [enabled, folder] = [first("ui_config.enabled", "ui"), first("ui_config.dir", "ui_dir")];
  return enabled === true && typeof folder === "string" && folder !== ""
    ? "Both the ui_config.enabled and ui_config.dir (or -ui and -ui-dir) were specified, please provide only one"
    : undefined;
}

function isBasicName(value: string): boolean {
  return /^[a-z0-9_-]+$/.test(value);
}

function basicNameWords(value: string, path: string): string {
  return `${path} can only contain lowercase alphanumeric, - or _ characters. received: ${JSON.stringify(value)}`;
}

function isContentPath(value: string): boolean {
  return /^[A-Za-z0-9/_-]*$/.test(value) && !isVersionPath(value);
}

function isVersionPath(value: string): boolean {
  return /^\/v\d+\/$/.test(wholePath(value));
}

function contentPathWords(value: string): string {
  const received = `received: ${JSON.stringify(wholePath(value))}`;
  return isVersionPath(value)
    ? `ui-content-path cannot have 'v[0-9]'. ${received}`
    : `ui-content-path can only contain alphanumeric, -, _, or /. ${received}`;
}

/** `ui` is `/ui/`. */
function wholePath(value: string): string {
  return `/${value.replace(/^\/+|\/+$/g, "")}/`;
}

function isJsonObject(value: string): boolean {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

function isHttpUrl(value: string): boolean {
  return /^https?:/i.test(value) && URL.canParse(value);
}

function isAbsolutePath(value: string): boolean {
  return value.startsWith("/") && !/^\/\/|[?#%]/.test(value);
}

function templateMistake(value: unknown, path: string): string | undefined {
  const templates = typeof value === "object" && value !== null ? Object.entries(value) : [];
  for (const [name, template] of templates) {
    if (!isBasicName(name)) return basicNameWords(name, `${path} key names`);
    if (!/^https?:/i.test(String(template)))
      return `${path} values must be a valid http or https URL. received: ${JSON.stringify(template)}`;
  }
  return undefined;
}
