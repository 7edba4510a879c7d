import type { Environment } from "@tutti/runtime";
import { nodeMetadataMistake, type Outcome, Refusal, refuse } from "@tutti/server";
import { type AgentConfig, DEFAULT_AGENT_CONFIG } from "../agent-config.ts";
import { agentError } from "../errors.ts";
import type { Interfaces } from "./address-template.ts";
import { aclMistake, aclWarnings, buildAcl } from "./build-acl.ts";
import { type BuiltAddresses, buildAddresses } from "./build-addresses.ts";
import { auditMistake, buildAudit } from "./build-audit.ts";
import { buildConnect, connectMistake } from "./build-connect.ts";
import { buildDns, dnsMistake } from "./build-dns.ts";
import { buildDrift, type DriftConfig, driftMistake } from "./build-drift.ts";
import { buildEntries } from "./build-entries.ts";
import { buildHttp, httpMistake } from "./build-http.ts";
import { buildLog, type LogConfig, logMistake } from "./build-log.ts";
import { buildPorts, portMistake, portRangeMistake } from "./build-ports.ts";
import { buildRequestLimits, requestLimitsMistake } from "./build-request-limits.ts";
import { buildTelemetry, telemetryMistake } from "./build-telemetry.ts";
import { buildTls, tlsMistake } from "./build-tls.ts";
import { buildWatches } from "./build-watches.ts";
import type { ConfigSource } from "./config-file.ts";
import { collectSingles, mergeConfig } from "./merge.ts";
import { ignoredKeys, refusedKeys } from "./not-done.ts";
import { placeMistake } from "./place-mistake.ts";
import { servicesMistake, withWholeWeights } from "./services-mistake.ts";
import { Settings } from "./settings.ts";
import { valueMistake, valueWarnings } from "./value-rules.ts";

/** What decides the defaults of a configuration. */
export interface BuildOptions {
  readonly dev: boolean;
  readonly environment: Environment;
  readonly interfaces: Interfaces;
}

/** What the agent command needs beside what the agent itself does. */
export interface BuiltConfig {
  readonly agent: AgentConfig;
  readonly log: LogConfig;
  /** What is watched beside the agent. */
  readonly drift: DriftConfig;
  /** Whether files are read anew when they change. */
  readonly autoReload: boolean;
  /** Where the process' id is written to. */
  readonly pidFile?: string;
  readonly clientAddresses: readonly string[];
  /** The values of the keys, to be compared when the configuration is read anew. */
  readonly given: Settings;
  /** What was given and is not done, or not as its author may think: to be logged. */
  readonly warnings: readonly string[];
}

/** One configuration out of all its parts, the later ones over the earlier; or what is wrong. */
export function buildConfig(sources: readonly ConfigSource[], options: BuildOptions): Outcome<BuiltConfig> {
  const said = sources.map((source) => collectSingles(source.values)).reduce(mergeConfig, {});
  const given = new Settings(options.dev ? mergeConfig(DEV_VALUES, said) : said);
  const mistake =
    portRangeMistake(given) ?? valueMistake(said, given.get("server") === true) ?? mistakeOf(given, options);
  if (mistake !== undefined) return refuse(agentError("agent-configuration-invalid", mistake));
  const addresses = buildAddresses(given, options.interfaces);
  if (addresses instanceof Refusal) return addresses;
  const clash = placeMistake({
    ...addresses,
    ports: buildPorts(given),
    server: given.get("server") === true,
  });
  if (clash !== undefined) return refuse(agentError("agent-addresses-invalid", clash));
  const entries = buildEntries(given);
  if (entries instanceof Refusal) return entries;
  const watches = buildWatches(given);
  if (watches instanceof Refusal) return watches;
  const refused = refusedKeys(said, given, [addresses.advertiseAddress, addresses.bindAddress]);
  if (refused.length > 0) return refuse(agentError("agent-configuration-refused", refused.join("\n")));
  const agent = { ...agentConfig(given, addresses, options), bootstrapEntries: entries, watches };
  const pidFile = given.get("pid_file");
  return {
    agent,
    log: buildLog(given),
    drift: buildDrift(given),
    autoReload: given.get("auto_reload_config") ?? false,
    ...(pidFile === undefined ? {} : { pidFile }),
    clientAddresses: addresses.clientAddresses,
    given,
    warnings: [...aclWarnings(given), ...valueWarnings(said), ...ignoredKeys(said)],
  };
}

/** What `-dev` stands for. */
const DEV_VALUES = {
  bind_addr: "127.0.0.1",
  server: true,
  bootstrap: true,
  log_level: "DEBUG",
  connect: { enabled: true },
};

function mistakeOf(given: Settings, { dev }: BuildOptions): string | undefined {
  const datacenter = datacenterOf(given);
  if (!/^[a-z0-9_-]+$/.test(datacenter)) {
    return `datacenter can only contain lowercase alphanumeric, - or _ characters. received: ${JSON.stringify(datacenter)}`;
  }
  if (!dev && given.get("data_dir") === undefined) return "data_dir cannot be empty";
  const meta = nodeMetadataMistake(given.get("node_meta") ?? null);
  return (
    bootstrapMistake(given, dev) ??
    (meta === undefined ? undefined : `node_meta invalid: ${meta}`) ??
    nodeIdMistake(given) ??
    domainMistake(given) ??
    aclMistake(given) ??
    auditMistake(given) ??
    driftMistake(given) ??
    telemetryMistake(given) ??
    logMistake(given) ??
    dnsMistake(given) ??
    httpMistake(given) ??
    requestLimitsMistake(given) ??
    outputMistake(given) ??
    connectMistake(given) ??
    portMistake(given) ??
    tlsMistake(given) ??
    servicesMistake(given.get("services") ?? [])
  );
}

function bootstrapMistake(given: Settings, dev: boolean): string | undefined {
  const expect = given.get("bootstrap_expect") ?? 0;
  const bootstrap = given.get("bootstrap") ?? false;
  if (expect < 0) return `bootstrap_expect cannot be ${expect}. Must be greater than or equal to zero`;
  // One that expects itself alone starts the cluster.
  if (expect > 1 && bootstrap && !dev) {
    return "'bootstrap_expect > 0' and 'bootstrap = true' are mutually exclusive";
  }
  if (given.get("server") === true) return undefined;
  if (expect > 1) return "'bootstrap_expect > 0' requires 'server = true'";
  return bootstrap || expect === 1 ? "'bootstrap = true' requires 'server = true'" : undefined;
}

function nodeIdMistake(given: Settings): string | undefined {
  const id = given.get("node_id");
  if (id === undefined || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return undefined;
  return `node_id: ${JSON.stringify(id)} is not a valid UUID`;
}

/** The second domain must not look like a name in the first one. */
function domainMistake(given: Settings): string | undefined {
  const datacenter = datacenterOf(given);
  const kinds = ["service", "connect", "node", "query", "addr", datacenter];
  const [first = "", ...rest] = (given.get("alt_domain") ?? "").split(".");
  return rest.length > 0 && kinds.includes(first)
    ? `alt_domain cannot start with {${kinds.join(",")}}`
    : undefined;
}

function outputMistake(given: Settings): string | undefined {
  return (given.get("check_output_max_size") ?? 1) > 0
    ? undefined
    : "check_output_max_size must be positive, to discard check output use the discard_check_output flag";
}

/** Names of datacenters are in lower case, however they are written. */
function datacenterOf(given: Settings): string {
  return (given.get("datacenter") ?? DEFAULT_AGENT_CONFIG.datacenter).toLowerCase();
}

function agentConfig(
  given: Settings,
  { clientAddresses: _, ...addresses }: BuiltAddresses,
  { dev, environment }: BuildOptions,
): Omit<AgentConfig, "bootstrapEntries" | "watches"> {
  const base = DEFAULT_AGENT_CONFIG;
  const dataDirectory = given.get("data_dir");
  const nodeId = given.get("node_id");
  const fileToken = given.get("acl.tokens.config_file_service_registration");
  const withToken = <Named extends { readonly Token?: string }>(named: Named): Named =>
    fileToken === undefined || (named.Token ?? "") !== "" ? named : { ...named, Token: fileToken };
  const nodeName = given.get("node_name") ?? environment.hostname;
  return {
    nodeName,
    ...(nodeId === undefined ? {} : { nodeId: nodeId.toLowerCase() }),
    nodeMeta: given.get("node_meta") ?? base.nodeMeta,
    datacenter: datacenterOf(given),
    domain: given.get("domain") ?? base.domain,
    altDomain: given.get("alt_domain") ?? base.altDomain,
    ...addresses,
    ports: buildPorts(given),
    devMode: dev,
    server: given.get("server") ?? false,
    bootstrap: (given.get("bootstrap") ?? false) || given.get("bootstrap_expect") === 1,
    // A development agent keeps nothing, wherever it is pointed.
    ...(dev || dataDirectory === undefined ? {} : { dataDirectory }),
    centralServiceConfig: given.get("enable_central_service_config") ?? base.centralServiceConfig,
    http: buildHttp(given),
    requestLimits: buildRequestLimits(given),
    tls: buildTls(given, nodeName),
    acl: buildAcl(given),
    connect: buildConnect(given),
    audit: buildAudit(given),
    telemetry: buildTelemetry(given),
    dns: buildDns(given),
    ...limitsAndTimes(given),
    enableScriptChecks: given.get("enable_script_checks") ?? base.enableScriptChecks,
    enableLocalScriptChecks: given.get("enable_local_script_checks") ?? base.enableLocalScriptChecks,
    enableDebug: given.get("enable_debug") ?? base.enableDebug,
    remoteExec: !(given.get("disable_remote_exec") ?? !base.remoteExec),
    services: (given.get("services") ?? base.services).map(withWholeWeights).map(withToken),
    checks: (given.get("checks") ?? base.checks).map(withToken),
  };
}

function limitsAndTimes(
  given: Settings,
): Pick<
  AgentConfig,
  | "sessionTtlMinMs"
  | "kvValueBytesMax"
  | "transactionBytesMax"
  | "checkUpdateIntervalMs"
  | "checkOutputBytesMax"
  | "waitDefaultMs"
  | "waitMaxMs"
> {
  const base = DEFAULT_AGENT_CONFIG;
  const kvValueBytesMax = given.get("limits.kv_max_value_size") ?? base.kvValueBytesMax;
  const outputBytes = given.get("check_output_max_size") ?? base.checkOutputBytesMax;
  return {
    sessionTtlMinMs: given.get("session_ttl_min") ?? base.sessionTtlMinMs,
    kvValueBytesMax,
    transactionBytesMax: given.get("limits.txn_max_req_len") ?? base.transactionBytesMax,
    checkUpdateIntervalMs: given.get("check_update_interval") ?? base.checkUpdateIntervalMs,
    checkOutputBytesMax: given.get("discard_check_output") === true ? 0 : outputBytes,
    waitDefaultMs: given.get("default_query_time") ?? base.waitDefaultMs,
    waitMaxMs: given.get("max_query_time") ?? base.waitMaxMs,
  };
}
