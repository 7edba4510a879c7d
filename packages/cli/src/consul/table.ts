import type { Command, CommandEntry } from "../command/command.ts";

/** A command that stands for those below it: their usage is all it has. */
function group(summary: string, usage: string): CommandEntry {
  return {
    summary,
    async load() {
      const { groupCommand } = await import("./usage/usage.ts");
      const subcommands = childrenOf(usage.slice(0, usage.indexOf(" <")));
      return { command: groupCommand({ summary, usage, subcommands }) };
    },
  };
}

/** The commands right below one, with what they do. */
function childrenOf(name: string): readonly (readonly [name: string, summary: string])[] {
  return Object.entries(AGENT_COMMANDS)
    .filter(([other, { hidden }]) => other.startsWith(`${name} `) && hidden !== true)
    .filter(([other]) => !other.includes(" ", name.length + 1))
    .map(([other, { summary }]) => [other.slice(name.length + 1), summary] as const);
}

/** Consul's commands that this version lacks, and what to do instead; overviews leave them out. */
const NOT_BUILT: Readonly<Record<string, string>> = {
  "connect envoy": "the service mesh is not supported; services are found by DNS and HTTP",
  "connect expose": "the service mesh is not supported; services are found by DNS and HTTP",
  "connect proxy": "the service mesh is not supported; services are found by DNS and HTTP",
  "connect redirect-traffic": "the service mesh is not supported; services are found by DNS and HTTP",
  license: "there is nothing to license",
  "operator area": "network areas are not supported; this version runs a single server",
  "services export": "there are no peers and no partitions to export services to",
  "snapshot agent": "call `snapshot save` from a timer",
};

function notBuiltEntries(): Readonly<Record<string, CommandEntry>> {
  const entries = Object.entries(NOT_BUILT).map(([name, instead]) => {
    const load: CommandEntry["load"] = async () => ({
      command: (await import("./not-built.ts")).notBuilt(name, instead),
    });
    return [name, { summary: `Not in this version: ${instead}`, hidden: true, load }] as const;
  });
  return Object.fromEntries(entries);
}

/** One command of a file that holds a family of them. */
function one<K extends string>(
  summary: string,
  load: () => Promise<Readonly<Record<K, Command>>>,
  name: NoInfer<K>,
): CommandEntry {
  return { summary, load: async () => ({ command: (await load())[name] }) };
}

const acl = () => import("./acl/acl.ts");
const aclAuthMethod = () => import("./acl/auth-method.ts");
const aclBindingRule = () => import("./acl/binding-rule.ts");
const aclPolicy = () => import("./acl/policy.ts");
const aclTemplatedPolicy = () => import("./acl/templated-policy.ts");
const aclRole = () => import("./acl/role.ts");
const aclToken = () => import("./acl/token.ts");
const configEntries = () => import("./config/entries.ts");
const connectCa = () => import("./connect/ca.ts");
const intentionCreate = () => import("./intention/create.ts");
const intention = () => import("./intention/intention.ts");
const login = () => import("./login/login.ts");
const operator = () => import("./operator/operator.ts");
const rollout = () => import("./rollout/rollout.ts");
const secretKeys = () => import("./secret/keys.ts");
const secretLeases = () => import("./secret/leases.ts");
const secretValues = () => import("./secret/values.ts");
const snapshot = () => import("./snapshot/snapshot.ts");
const tls = () => import("./tls/tls.ts");
const validate = () => import("./agent/validate.ts");

/** Consul's half: every command by its name, one line each; a second word stands behind a blank (`kv get`). */
export const AGENT_COMMANDS: Readonly<Record<string, CommandEntry>> = {
  ...notBuiltEntries(),
  acl: group("Interact with Consul's ACLs", "acl <subcommand> [options] [args]"),
  "acl auth-method": group("Manage ACL auth methods", "acl auth-method <subcommand> [options] [args]"),
  "acl auth-method create": one("Create an ACL auth method", aclAuthMethod, "create"),
  "acl auth-method delete": one("Delete an ACL auth method", aclAuthMethod, "remove"),
  "acl auth-method list": one("Lists ACL auth methods", aclAuthMethod, "list"),
  "acl auth-method read": one("Read an ACL auth method", aclAuthMethod, "show"),
  "acl auth-method update": one("Update an ACL auth method", aclAuthMethod, "update"),
  "acl binding-rule": group("Manage ACL binding rules", "acl binding-rule <subcommand> [options] [args]"),
  "acl binding-rule create": one("Create an ACL binding rule", aclBindingRule, "create"),
  "acl binding-rule delete": one("Delete an ACL binding rule", aclBindingRule, "remove"),
  "acl binding-rule list": one("Lists ACL binding rules", aclBindingRule, "list"),
  "acl binding-rule read": one("Read an ACL binding rule", aclBindingRule, "show"),
  "acl binding-rule update": one("Update an ACL binding rule", aclBindingRule, "update"),
  "acl bootstrap": one("Bootstrap the ACL system", acl, "bootstrap"),
  "acl explain": {
    summary: "Says which rule allows or refuses a request",
    load: () => import("./acl/explain.ts"),
  },
  "acl policy": group("Manage ACL policies", "acl policy <subcommand> [options] [args]"),
  "acl policy create": one("Create an ACL policy", aclPolicy, "create"),
  "acl policy delete": one("Delete an ACL policy", aclPolicy, "remove"),
  "acl policy list": one("Lists ACL policies", aclPolicy, "list"),
  "acl policy read": one("Read an ACL policy", aclPolicy, "read"),
  "acl policy update": one("Update an ACL policy", aclPolicy, "update"),
  "acl templated-policy": group(
    "Manage ACL templated policies",
    "acl templated-policy <subcommand> [options] [args]",
  ),
  "acl templated-policy list": one("Lists ACL templated policies", aclTemplatedPolicy, "list"),
  "acl templated-policy preview": one("Preview an ACL templated policy", aclTemplatedPolicy, "preview"),
  "acl templated-policy read": one("Read an ACL templated policy", aclTemplatedPolicy, "read"),
  "acl role": group("Manage ACL roles", "acl role <subcommand> [options] [args]"),
  "acl role create": one("Create an ACL role", aclRole, "create"),
  "acl role delete": one("Delete an ACL role", aclRole, "remove"),
  "acl role list": one("Lists ACL roles", aclRole, "list"),
  "acl role read": one("Read an ACL role", aclRole, "read"),
  "acl role update": one("Update an ACL role", aclRole, "update"),
  "acl set-agent-token": one("Assign tokens for the agent's usage", acl, "setAgentToken"),
  "acl token": group("Manage ACL tokens", "acl token <subcommand> [options] [args]"),
  "acl token clone": one("Clone an ACL token", aclToken, "clone"),
  "acl token create": one("Create an ACL token", aclToken, "create"),
  "acl token delete": one("Delete an ACL token", aclToken, "remove"),
  "acl token list": one("List ACL tokens", aclToken, "list"),
  "acl token read": one("Read an ACL token", aclToken, "read"),
  "acl token update": one("Update an ACL token", aclToken, "update"),
  "acl translate-rules": { summary: "Translate legacy rules", load: () => import("./acl/translate.ts") },
  agent: { summary: "Runs an agent", load: () => import("./agent/agent.ts") },
  // As a command of its own `validate` is Terraform's, unless we are called `consul`.
  "agent validate": one("Validate agent config files/directories", validate, "agentValidate"),
  catalog: group("Interact with the catalog", "catalog <subcommand> [options] [args]"),
  "catalog datacenters": {
    summary: "Lists all known datacenters",
    load: () => import("./catalog/datacenters.ts"),
  },
  "catalog nodes": {
    summary: "Lists all nodes in the given datacenter",
    load: () => import("./catalog/nodes.ts"),
  },
  "catalog services": {
    summary: "Lists all registered services",
    load: () => import("./catalog/services.ts"),
  },
  config: group("Interact with the centralized configurations", "config <subcommand> [options] [args]"),
  "config delete": one("Delete a config entry", configEntries, "remove"),
  "config list": one("List config entries of a kind", configEntries, "list"),
  "config read": one("Read a config entry", configEntries, "read"),
  "config write": one("Create or update a config entry", configEntries, "write"),
  connect: group("Interact with Connect", "connect <subcommand> [options] [args]"),
  "connect ca": group("Interact with the Connect CA", "connect ca <subcommand> [options] [args]"),
  "connect ca get-config": one("Display the CA configuration", connectCa, "readConfig"),
  "connect ca set-config": one("Modify the CA configuration", connectCa, "writeConfig"),
  env: {
    summary: "Runs a program with keys and secrets as its environment",
    load: () => import("./env/env.ts"),
  },
  drift: group("Interact with drift of watched directories", "drift <subcommand> [options] [args]"),
  "drift status": { summary: "Shows what drifted", load: () => import("./drift/status.ts") },
  event: { summary: "Fire a new event", load: () => import("./event/event.ts") },
  "force-leave": {
    summary: "Forces a member into the left state",
    load: () => import("./members/force-leave.ts"),
  },
  debug: { summary: "Records a debugging archive for operators", load: () => import("./debug/debug.ts") },
  exec: { summary: "Executes a command on Consul nodes", load: () => import("./exec/exec.ts") },
  info: { summary: "Provides debugging information for operators", load: () => import("./agent/info.ts") },
  intention: group("Interact with service intentions", "intention <subcommand> [options] [args]"),
  "intention check": one("Check whether a connection is allowed", intention, "check"),
  "intention create": one("Create intentions", intentionCreate, "create"),
  "intention delete": one("Delete an intention", intention, "remove"),
  "intention get": one("Show an intention", intention, "read"),
  "intention list": one("List intentions", intention, "list"),
  "intention match": one("Show intentions that match a name", intention, "match"),
  join: { summary: "Tells the agent to join a cluster", load: () => import("./members/join.ts") },
  keygen: { summary: "Generates a new encryption key", load: () => import("./members/keygen.ts") },
  keyring: { summary: "Manages gossip layer encryption keys", load: () => import("./members/keyring.ts") },
  kv: group("Interact with the key-value store", "kv <subcommand> [options] [args]"),
  "kv delete": { summary: "Removes data from the KV store", load: () => import("./kv/delete.ts") },
  "kv export": { summary: "Exports a tree from the KV store as JSON", load: () => import("./kv/export.ts") },
  "kv get": { summary: "Retrieves or lists data from the KV store", load: () => import("./kv/get.ts") },
  "kv import": { summary: "Imports a tree stored as JSON", load: () => import("./kv/import.ts") },
  "kv put": { summary: "Sets or updates data in the KV store", load: () => import("./kv/put.ts") },
  leave: { summary: "Gracefully leaves the cluster and shuts down", load: () => import("./agent/leave.ts") },
  lock: { summary: "Execute a command holding a lock", load: () => import("./lock/lock.ts") },
  login: one("Login to Consul using an auth method", login, "login"),
  logout: one("Destroy a Consul token created with login", login, "logout"),
  maint: { summary: "Controls node or service maintenance mode", load: () => import("./agent/maint.ts") },
  members: { summary: "Lists the members of the cluster", load: () => import("./members/members.ts") },
  monitor: { summary: "Streams logs from an agent", load: () => import("./agent/monitor.ts") },
  operator: group("Provides cluster-level tools for operators", "operator <subcommand> [options]"),
  "operator autopilot": group("Provides tools for Autopilot", "operator autopilot <subcommand> [options]"),
  "operator autopilot get-config": one("Display the Autopilot configuration", operator, "autopilotRead"),
  "operator autopilot set-config": one("Modify the Autopilot configuration", operator, "autopilotWrite"),
  "operator raft": group("Provides tools for Raft", "operator raft <subcommand> [options]"),
  "operator raft list-peers": one("Display the Raft peers", operator, "listPeers"),
  "operator raft remove-peer": one("Remove a Raft peer", operator, "removePeer"),
  reload: { summary: "Makes the agent reload its configuration", load: () => import("./agent/reload.ts") },
  rollout: group("Interact with rollouts of applies", "rollout <subcommand> [options] [args]"),
  "rollout abort": one("Ends a rollout", rollout, "abort"),
  "rollout pause": one("Holds a rollout", rollout, "pause"),
  "rollout promote": one("Lets the rest of a rollout follow", rollout, "promote"),
  "rollout resume": one("Lets a paused rollout go on", rollout, "resume"),
  "rollout status": one("Shows how far rollouts are", rollout, "status"),
  "rollout watch": one("Follows a rollout to its end", rollout, "watch"),
  rtt: { summary: "Estimates network round trip time between nodes", load: () => import("./members/rtt.ts") },
  secret: group("Interact with secrets", "secret <subcommand> [options] [args]"),
  "secret delete": one("Deletes a secret, or one version of it", secretValues, "remove"),
  "secret get": one("Reads a secret", secretValues, "get"),
  "secret keys": group("Manage the keys of secrets", "secret keys <subcommand> [options] [args]"),
  "secret keys list": one("Lists the keys that secrets are sealed with", secretKeys, "list"),
  "secret keys rotate": one("Makes a new key for secrets", secretKeys, "rotate"),
  "secret lease": group("Manage leases of secrets", "secret lease <subcommand> [options] [args]"),
  "secret lease list": one("Lists who reads secrets, and until when", secretLeases, "list"),
  "secret lease renew": one("Starts the time of a lease anew", secretLeases, "renew"),
  "secret lease revoke": one("Ends a lease, or all below a prefix", secretLeases, "revoke"),
  "secret list": one("Lists the paths of secrets", secretValues, "list"),
  "secret put": one("Writes a new version of a secret", secretValues, "put"),
  "secret versions": one("Lists the versions of a secret", secretValues, "versions"),
  services: group("Interact with services", "services <subcommand> [options] [args]"),
  "services deregister": { summary: "Deregister services", load: () => import("./services/deregister.ts") },
  "services register": { summary: "Register services", load: () => import("./services/register.ts") },
  snapshot: group("Saves, restores and inspects snapshots", "snapshot <subcommand> [options] [args]"),
  "snapshot inspect": one("Displays information about a snapshot file", snapshot, "inspect"),
  "snapshot restore": one("Restores a snapshot", snapshot, "restore"),
  "snapshot save": one("Saves a snapshot", snapshot, "save"),
  tls: group("Builtin helpers for creating CAs and certificates", "tls <subcommand> <subcommand> [options]"),
  "tls ca": group("Helpers for CAs", "tls ca <subcommand> [options] filename-prefix"),
  "tls ca create": one("Create a new CA", tls, "createCa"),
  "tls cert": group("Helpers for certificates", "tls cert <subcommand> [options] [filename-prefix]"),
  "tls cert create": one("Create a new certificate", tls, "createCert"),
  validate: one("Validate config files/directories", validate, "command"),
  watch: { summary: "Watch for changes", load: () => import("./watch/watch.ts") },
  version: { summary: "Prints the version", load: () => import("./version.ts") },
};
