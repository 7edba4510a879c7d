import { COMPATIBLE_VERSION, type ServersStatus } from "@tutti/server";
import type { AgentContext } from "../agent-part.ts";
import type { Registry } from "./registry.ts";

type Section = Readonly<Record<string, string>>;

/** What `info` shows, section by section; all texts, as in Consul. */
export function agentStats(
  context: AgentContext,
  registry: Registry,
  status: ServersStatus,
): Readonly<Record<string, Section>> {
  const { config } = context;
  const pool = serfSection();
  const common = {
    agent: agentSection(registry),
    build: { prerelease: "", revision: "", version: COMPATIBLE_VERSION },
    runtime: runtimeSection(context, status),
    serf_lan: pool,
  };
  if (!config.server)
    return { ...common, consul: { acl: aclText(context), known_servers: "0", server: "false" } };
  return { ...common, consul: serverSection(context), raft: raftSection(context, status), serf_wan: pool };
}

function agentSection({ local }: Registry): Section {
  const kinds = [...local.checks.values()].map((check) => check.definition?.kind.kind);
  const resting: ReadonlySet<string | undefined> = new Set(["ttl", "alias", undefined]);
  return {
    check_monitors: String(kinds.filter((kind) => !resting.has(kind)).length),
    check_ttls: String(kinds.filter((kind) => kind === "ttl").length),
    checks: String(local.checks.size),
    services: String(local.services.size),
  };
}

function aclText({ config }: AgentContext): string {
  return config.acl.enabled ? "enabled" : "disabled";
}

function serverSection(context: AgentContext): Section {
  const { config } = context;
  return {
    acl: aclText(context),
    bootstrap: String(config.bootstrap && !config.devMode),
    known_datacenters: "1",
    leader: "true",
    leader_addr: `${config.advertiseAddress}:${config.ports.server}`,
    server: "true",
  };
}

/** There is no Raft behind one server; its revision stands for the log's indexes. */
function raftSection({ config, nodeId }: AgentContext, { revision }: ServersStatus): Section {
  const index = String(revision);
  return {
    applied_index: index,
    commit_index: index,
    fsm_pending: "0",
    last_contact: "0",
    last_log_index: index,
    last_log_term: "2",
    last_snapshot_index: "0",
    last_snapshot_term: "0",
    latest_configuration: `[{Suffrage:Voter ID:${nodeId} Address:${config.advertiseAddress}:${config.ports.server}}]`,
    latest_configuration_index: "0",
    num_peers: "0",
    protocol_version: "3",
    protocol_version_max: "3",
    protocol_version_min: "0",
    snapshot_version_max: "1",
    snapshot_version_min: "0",
    state: "Leader",
    term: "2",
  };
}

/** `goroutines` and `version` are Go's words; what stands here is what comes nearest. */
function runtimeSection({ runtime }: AgentContext, { waiting }: ServersStatus): Section {
  const { environment } = runtime;
  return {
    arch: environment.arch,
    cpu_count: String(environment.cores),
    goroutines: String(1 + waiting),
    max_procs: "1",
    os: environment.os,
    version: "node",
  };
}

function serfSection(): Section {
  return {
    coordinate_resets: "0",
    encrypted: "false",
    event_queue: "0",
    event_time: "1",
    failed: "0",
    health_score: "0",
    intent_queue: "0",
    left: "0",
    member_time: "1",
    members: "1",
    query_queue: "0",
    query_time: "1",
  };
}
