import type { Environment, Network } from "@tutti/runtime";
import { type Outcome, refuse } from "@tutti/server";
import { type AclConfig, type AgentConfig, DEFAULT_AGENT_CONFIG } from "../agent-config.ts";
import { parseIp } from "../dns/ip.ts";
import type { CheckRegistration, ServiceRegistration } from "../local/registration.ts";
import { metaMistake } from "../local/service-mistake.ts";
import { buildDns } from "./build-dns.ts";
import type { ConfigSource } from "./config-file.ts";
import { collectSingles, mergeConfig } from "./merge.ts";
import { Settings } from "./settings.ts";
import { keysWithoutEffect } from "./without-effect.ts";

export interface BuildOptions {
  readonly dev: boolean;
  readonly environment: Environment;
  readonly interfaces: ReturnType<Network["interfaces"]>;
}

/** What the agent command needs beside what the agent itself does. */
export interface BuiltConfig {
  readonly agent: AgentConfig;
  readonly logJson: boolean;
  /** Keys that were given and that this version takes without acting on them. */
  readonly withoutEffect: readonly string[];
}

/** One configuration out of all its parts, the later ones over the earlier; or the first thing that is wrong. */
export function buildConfig(sources: readonly ConfigSource[], options: BuildOptions): Outcome<BuiltConfig> {
  const said = sources.map((source) => collectSingles(source.values)).reduce(mergeConfig, {});
  const given = new Settings(options.dev ? mergeConfig(DEV_VALUES, said) : said);
  const mistake = mistakeOf(given, options);
  if (mistake !== undefined) return refuse(mistake);
  return {
    agent: agentConfig(given, options),
    logJson: given.flag("log_json"),
    withoutEffect: keysWithoutEffect(new Settings(said)),
  };
}

/** What `-dev` stands for. */
const DEV_VALUES = {
  bind_addr: "127.0.0.1",
  server: true,
  bootstrap: true,
  disable_anonymous_signature: true,
  disable_keyring_file: true,
  enable_debug: true,
  log_level: "DEBUG",
  connect: { enabled: true },
};

function mistakeOf(given: Settings, { dev }: BuildOptions): string | undefined {
  const datacenter = given.text("datacenter", "dc1");
  const expect = given.whole("bootstrap_expect", 0);
  const bind = given.text("bind_addr", "0.0.0.0");
  if (!/^[a-z0-9_-]+$/.test(datacenter)) {
    return `datacenter can only contain lowercase alphanumeric, - or _ characters. received: ${JSON.stringify(datacenter)}`;
  }
  if (!dev && given.text("data_dir", "") === "") return "data_dir cannot be empty";
  if (expect > 0 && given.flag("bootstrap") && !dev) {
    return "'bootstrap_expect > 0' and 'bootstrap = true' are mutually exclusive";
  }
  if (expect > 0 && !given.flag("server")) return "'bootstrap_expect > 0' requires 'server = true'";
  if (given.flag("bootstrap") && !given.flag("server")) return "'bootstrap = true' requires 'server = true'";
  if (expect < 0) return `bootstrap_expect cannot be ${expect}. Must be greater than or equal to zero`;
  if (parseIp(bind) === undefined) return `bind_addr: ${JSON.stringify(bind)} is not an IP address`;
  for (const address of addressesOf(given)) {
    if (parseIp(address) === undefined) return `client_addr: ${JSON.stringify(address)} is not an IP address`;
  }
  const meta = metaMistake(given.map("node_meta"));
  if (meta !== undefined) return `node_meta invalid: ${meta}`;
  const policy = given.at("acl").text("default_policy", "allow");
  if (policy !== "allow" && policy !== "deny") return `invalid acl.default_policy: ${JSON.stringify(policy)}`;
  const level = given.text("log_level", "INFO").toUpperCase();
  if (!LOG_LEVELS.includes(level)) {
    return `Invalid log level: ${level}. Valid log levels are: [${LOG_LEVELS.join(" ")}]`;
  }
  return portMistake(portsOf(given));
}

const LOG_LEVELS: readonly string[] = ["TRACE", "DEBUG", "INFO", "WARN", "ERR", "ERROR"];
const PORT_MAX = 65_535;

/** A port of -1 is switched off. */
function portMistake(ports: AgentConfig["ports"]): string | undefined {
  const wrong = Object.entries(ports).find(([, port]) => port < -1 || port > PORT_MAX);
  if (wrong === undefined) return undefined;
  const name = wrong[0].replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return `ports.${name} cannot be ${wrong[1]}. Must be -1 (off) or between 0 and ${PORT_MAX}`;
}

function addressesOf(given: Settings): readonly string[] {
  return given.text("client_addr", "127.0.0.1").split(/\s+/).filter(Boolean);
}

function agentConfig(given: Settings, options: BuildOptions): AgentConfig {
  const base = DEFAULT_AGENT_CONFIG;
  const bindAddress = given.text("bind_addr", base.bindAddress);
  const advertiseAddress = given.text("advertise_addr", "") || advertised(bindAddress, options.interfaces);
  const dataDirectory = given.textOrUndefined("data_dir");
  const nodeId = given.textOrUndefined("node_id");
  const limits = given.at("limits");
  return {
    ...base,
    nodeName: given.text("node_name", options.environment.hostname),
    ...(nodeId === undefined ? {} : { nodeId: nodeId.toLowerCase() }),
    nodeMeta: given.map("node_meta"),
    datacenter: given.text("datacenter", base.datacenter),
    domain: given.text("domain", base.domain),
    altDomain: given.text("alt_domain", base.altDomain),
    bindAddress,
    advertiseAddress,
    advertiseAddressWan: given.text("advertise_addr_wan", "") || advertiseAddress,
    taggedAddresses: given.map("tagged_addresses"),
    clientAddresses: addressesOf(given),
    ports: portsOf(given),
    devMode: options.dev,
    server: given.flag("server"),
    bootstrap: given.flag("bootstrap") || given.whole("bootstrap_expect", 0) === 1,
    // A development agent keeps nothing, wherever it is pointed.
    ...(options.dev || dataDirectory === undefined ? {} : { dataDirectory }),
    http: {
      responseHeaders: given.at("http_config").map("response_headers"),
      blockEndpoints: given.at("http_config").texts("block_endpoints"),
    },
    acl: aclOf(given),
    sessionTtlMinMs: given.ms("session_ttl_min", base.sessionTtlMinMs),
    kvValueBytesMax: limits.whole("kv_max_value_size", base.kvValueBytesMax),
    transactionBytesMax: limits.whole("txn_max_req_len", base.transactionBytesMax),
    enableScriptChecks: given.flag("enable_script_checks"),
    enableLocalScriptChecks: given.flag("enable_local_script_checks"),
    disableRemoteExec: given.flag("disable_remote_exec", base.disableRemoteExec),
    checkUpdateIntervalMs: given.ms("check_update_interval", base.checkUpdateIntervalMs),
    leaveOnTerminate: given.flag("leave_on_terminate", !given.flag("server")),
    skipLeaveOnInterrupt: given.flag("skip_leave_on_interrupt", given.flag("server")),
    connectEnabled: given.at("connect").flag("enabled"),
    dns: buildDns(given),
    services: given.list("services") as readonly ServiceRegistration[],
    checks: given.list("checks") as readonly CheckRegistration[],
    logLevel: given.text("log_level", base.logLevel).toUpperCase(),
  };
}

function portsOf(given: Settings): AgentConfig["ports"] {
  const ports = given.at("ports");
  const base = DEFAULT_AGENT_CONFIG.ports;
  return {
    http: ports.whole("http", base.http),
    https: ports.whole("https", base.https),
    dns: ports.whole("dns", base.dns),
    server: ports.whole("server", base.server),
    serfLan: ports.whole("serf_lan", base.serfLan),
    serfWan: ports.whole("serf_wan", base.serfWan),
    grpc: ports.whole("grpc", base.grpc),
    sidecarMin: ports.whole("sidecar_min_port", base.sidecarMin),
    sidecarMax: ports.whole("sidecar_max_port", base.sidecarMax),
    exposeMin: ports.whole("expose_min_port", base.exposeMin),
    exposeMax: ports.whole("expose_max_port", base.exposeMax),
  };
}

function aclOf(given: Settings): AclConfig {
  const acl = given.at("acl");
  const tokens = acl.at("tokens");
  const token = (key: string, name: string): Readonly<Record<string, string>> => {
    const value = tokens.textOrUndefined(key);
    return value === undefined ? {} : { [name]: value };
  };
  return {
    enabled: acl.flag("enabled"),
    defaultPolicy: acl.text("default_policy", "allow") === "deny" ? "deny" : "allow",
    downPolicy: acl.text("down_policy", "extend-cache"),
    enableKeyListPolicy: acl.flag("enable_key_list_policy"),
    enableTokenPersistence: acl.flag("enable_token_persistence"),
    tokens: {
      ...token("master", "master"),
      ...token("agent", "agent"),
      ...token("agent_master", "agentMaster"),
      ...token("default", "default"),
      ...token("replication", "replication"),
    },
  };
}

/** What others shall call us by: a bound address itself, else the first of this machine that leads outside. */
function advertised(bind: string, interfaces: BuildOptions["interfaces"]): string {
  if (bind !== "0.0.0.0" && bind !== "::") return bind;
  const wanted = bind === "0.0.0.0" ? 4 : 16;
  const outside = interfaces.filter(
    ({ address, internal }) => !internal && parseIp(address)?.length === wanted,
  );
  return outside.find(({ address }) => isPrivate(address))?.address ?? outside[0]?.address ?? "127.0.0.1";
}

function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/i.test(address);
}
