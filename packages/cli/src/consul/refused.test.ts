import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AgentTerminal, createAgentTerminal } from "../../testkit/agent-terminal.ts";
import { createTerminal } from "../../testkit/terminal.ts";
import { AGENT_COMMANDS } from "./table.ts";

const MASTER = "5ca1ab1e-0000-4000-8000-00000000beef";
const UUID = "11111111-2222-4333-8444-555555555555";
const CONFIG = `acl { enabled = true default_policy = "deny" tokens { master = "${MASTER}" } }`;

const FILES = {
  "acl.hcl": CONFIG,
  "entry.hcl": 'Kind = "proxy-defaults" Name = "global"',
  "ca.json": '{"Provider":"consul"}',
  "web.json": '{"service":{"name":"web"}}',
  "tree.json": '[{"key":"a","flags":0,"value":""}]',
  "no-snapshot": "x",
};

/** What a command says, and how it ends. */
interface Said {
  readonly status: number;
  readonly out?: string;
  readonly err?: string;
}

/**
 * Every command that asks an agent, with arguments that are right; what stands
 * before the agent's "Permission denied", or what is said where the agent
 * shows what may be seen; what stands before the reason where no agent answers.
 */
const ASKING: readonly (readonly [name: string, more: string, denied: string | Said, unreachable: string])[] =
  [
    [
      "acl bootstrap",
      "",
      {
        status: 1,
        err: "Failed ACL bootstrapping: Unexpected response code: 403 (Permission denied: ACL bootstrap no longer allowed (reset index: 2))\n",
      },
      "Failed ACL bootstrapping",
    ],
    [
      "acl auth-method create",
      "-name m -type jwt",
      "Failed to create new auth method",
      "Failed to create new auth method",
    ],
    ["acl auth-method delete", "-name m", 'Error deleting auth method "m"', "Error deleting auth method"],
    [
      "acl auth-method list",
      "",
      "Failed to retrieve the auth method list",
      "Failed to retrieve the auth method list",
    ],
    ["acl auth-method read", "-name m", 'Error reading auth method "m"', "Error reading auth method"],
    [
      "acl auth-method update",
      "-name m",
      "Error when retrieving current auth method",
      "Error when retrieving current auth method",
    ],
    [
      "acl binding-rule create",
      "-method m -bind-name n",
      "Failed to create new binding rule",
      "Failed to create new binding rule",
    ],
    [
      "acl binding-rule delete",
      "-id ID",
      'Error deleting binding rule "ID"',
      "Error determining binding rule ID",
    ],
    [
      "acl binding-rule list",
      "",
      "Failed to retrieve the binding rule list",
      "Failed to retrieve the binding rule list",
    ],
    [
      "acl binding-rule read",
      "-id ID",
      'Error reading binding rule "ID"',
      "Error determining binding rule ID",
    ],
    [
      "acl binding-rule update",
      "-id ID",
      "Error when retrieving current binding rule",
      "Error determining binding rule ID",
    ],
    [
      "acl explain",
      "ID GET /v1/kv/a",
      { status: 1, err: "Error! Unexpected response code: 403 (Permission denied)\n" },
      "Error querying Consul agent",
    ],
    [
      "acl templated-policy list",
      "",
      "Failed to list the templated policies",
      "Failed to list the templated policies",
    ],
    [
      "acl templated-policy preview",
      "-name builtin/dns",
      "Error reading the templated policy builtin/dns",
      "Failed to preview the templated policy",
    ],
    [
      "acl templated-policy read",
      "-name builtin/dns",
      "Error reading the templated policy builtin/dns",
      "Failed to read the templated policy",
    ],
    ["acl policy create", "-name p", "Failed to create new policy", "Failed to create new policy"],
    ["acl policy delete", "-id ID", 'Error deleting policy "ID"', 'Error deleting policy "ID"'],
    ["acl policy list", "", "Failed to retrieve the policy list", "Failed to retrieve the policy list"],
    ["acl policy read", "-id ID", 'Error reading policy "ID"', 'Error reading policy "ID"'],
    [
      "acl policy update",
      "-id ID -name p",
      "Error when retrieving current policy",
      'Error reading policy "ID"',
    ],
    [
      "acl role create",
      "-name r -service-identity web",
      "Failed to create new role",
      "Failed to create new role",
    ],
    ["acl role delete", "-id ID", 'Error deleting role "ID"', 'Error deleting role "ID"'],
    ["acl role list", "", "Failed to retrieve the role list", "Failed to retrieve the role list"],
    ["acl role read", "-id ID", "Error reading role", 'Error reading role "ID"'],
    [
      "acl role update",
      "-id ID -name r -service-identity web",
      "Error when retrieving current role",
      "Error when retrieving current role",
    ],
    ["acl set-agent-token", "default x", 'Failed to set ACL token "default"', "Failed to set ACL token"],
    ["acl token clone", "-id ID", "Error cloning token", "Error cloning token"],
    [
      "acl token create",
      "-description d -service-identity web",
      "Failed to create new token",
      "Failed to create new token",
    ],
    ["acl token delete", "-id ID", 'Error deleting token "ID"', 'Error deleting token "ID"'],
    ["acl token list", "", "Failed to retrieve the token list", "Failed to retrieve the token list"],
    ["acl token read", "-id ID", 'Error reading token "ID"', 'Error reading token "ID"'],
    [
      "acl token update",
      "-id ID -description d",
      "Error when retrieving current token",
      "Error when retrieving current token",
    ],
    ["catalog datacenters", "", { status: 0, out: "dc1\n" }, "Error listing datacenters"],
    [
      "catalog nodes",
      "",
      { status: 0, err: "No nodes match the given query - try expanding your search.\n" },
      "Error listing nodes",
    ],
    [
      "catalog services",
      "",
      { status: 0, err: "No services match the given query - try expanding your search.\n" },
      "Error listing services",
    ],
    [
      "config delete",
      "-kind proxy-defaults -name global",
      "Error deleting config entry proxy-defaults/global",
      "Error deleting config entry proxy-defaults/global",
    ],
    [
      "config list",
      "-kind proxy-defaults",
      { status: 0 },
      'Error listing config entries for kind "proxy-defaults"',
    ],
    [
      "config read",
      "-kind proxy-defaults -name global",
      {
        status: 1,
        err: 'Error reading config entry proxy-defaults/global: Unexpected response code: 404 (Config entry not found for "proxy-defaults" / "global")\n',
      },
      "Error reading config entry proxy-defaults/global",
    ],
    [
      "config write",
      "entry.hcl",
      "Error writing config entry proxy-defaults/global",
      "Error querying Consul agent",
    ],
    ["connect ca get-config", "", "Error querying CA configuration", "Error querying CA configuration"],
    [
      "connect ca set-config",
      "-config-file ca.json",
      "Error setting CA configuration",
      "Error setting CA configuration",
    ],
    ["event", "-name e", "Error firing event", "Error firing event"],
    ["force-leave", "there", "Error force leaving", "Error force leaving"],
    ["info", "", "Error querying agent", "Error querying agent"],
    [
      "intention check",
      "a b",
      {
        status: 2,
        err: "Error checking the connection: Unexpected response code: 403 (Permission denied)\n",
      },
      "Error checking the connection",
    ],
    [
      "intention create",
      "a b",
      'Error creating intention "a => b (allow)"',
      'Error creating intention "a => b (allow)"',
    ],
    ["intention delete", "a b", "Error deleting the intention", "Error deleting the intention"],
    [
      "intention get",
      "a b",
      { status: 1, err: 'Intention not found with source "a" and destination "b"\n' },
      "Error reading the intention",
    ],
    [
      "intention list",
      "",
      { status: 2, err: "There are no intentions.\n" },
      "Failed to retrieve the intentions list",
    ],
    ["intention match", "a", "Error matching the connection", "Error matching the connection"],
    [
      "join",
      "10.0.0.9",
      {
        status: 1,
        err: "Error joining address '10.0.0.9': Unexpected response code: 403 (Permission denied)\nFailed to join any nodes.\n",
      },
      "Error joining address '10.0.0.9'",
    ],
    ["keyring", "-list", "error", "error"],
    ["kv delete", "a", "Error! Did not delete key a", "Error deleting key a"],
    ["kv export", "a", { status: 0, out: "[]\n" }, "Error querying Consul agent"],
    [
      "kv get",
      "a",
      { status: 1, err: "Error querying Consul agent: Unexpected response code: 403\n" },
      "Error querying Consul agent",
    ],
    ["kv import", "@tree.json", "Error! Failed writing data for key a", "Error! Failed writing data"],
    ["kv put", "a b", "Error! Failed writing data", "Error! Failed writing data"],
    ["leave", "", "Error leaving", "Error leaving"],
    [
      "debug",
      "-capture agent",
      {
        status: 1,
        err: "==> Capture validation failed: error querying target agent: Unexpected response code: 403 (Permission denied). verify connectivity and agent address\n",
      },
      "==> Capture validation failed: error querying target agent",
    ],
    [
      "env",
      "-once -secret a true",
      { status: 1, err: "Failed to run the program: ENOENT: no such program, 'true'\n" },
      "Error querying Consul agent",
    ],
    ["exec", "true", "Error querying Consul agent", "Error querying Consul agent"],
    ["lock", "prefix true", "Error querying Consul agent", "Error querying Consul agent"],
    [
      "login",
      "-method m -token-sink-file s -bearer-token-file web.json",
      {
        status: 1,
        err: 'Error logging in: Unexpected response code: 403 (ACL not found: auth method "m" not found)\n',
      },
      "Error logging in",
    ],
    [
      "logout",
      "",
      {
        status: 1,
        err: "Error destroying token: Unexpected response code: 403 (ACL not found)\n",
      },
      "Error destroying token",
    ],
    ["maint", "-enable", "Error enabling node maintenance", "Error enabling node maintenance"],
    ["members", "", { status: 2 }, "Error retrieving members"],
    ["monitor", "", "Error starting monitor", "Error starting monitor"],
    [
      "operator autopilot get-config",
      "",
      "Error querying Autopilot configuration",
      "Error querying Autopilot configuration",
    ],
    [
      "operator autopilot set-config",
      "-cleanup-dead-servers=false",
      "Error querying Autopilot configuration",
      "Error querying Autopilot configuration",
    ],
    [
      "operator raft list-peers",
      "",
      "Error getting peers: Failed to retrieve raft configuration",
      "Error getting peers: Failed to retrieve raft configuration",
    ],
    ["operator raft remove-peer", "-address 10.0.0.9:8300", "Error removing peer", "Error removing peer"],
    ["reload", "", "Error reloading", "Error reloading"],
    [
      "rollout abort",
      "a",
      { status: 1, err: "Error! Unexpected response code: 403 (Permission denied)\n" },
      "Error querying Consul agent",
    ],
    [
      "rollout pause",
      "a",
      { status: 1, err: "Error! Unexpected response code: 403 (Permission denied)\n" },
      "Error querying Consul agent",
    ],
    [
      "rollout promote",
      "a",
      { status: 1, err: "Error! Unexpected response code: 403 (Permission denied)\n" },
      "Error querying Consul agent",
    ],
    [
      "rollout resume",
      "a",
      { status: 1, err: "Error! Unexpected response code: 403 (Permission denied)\n" },
      "Error querying Consul agent",
    ],
    [
      "rollout watch",
      "a",
      { status: 1, err: "Error! Unexpected response code: 403 (Permission denied)\n" },
      "Error querying Consul agent",
    ],
    ["drift status", "", { status: 0 }, "Error querying Consul agent"],
    ["rollout status", "", { status: 0 }, "Error querying Consul agent"],
    [
      "rtt",
      "here there",
      { status: 1, err: 'Could not find a coordinate for node "here"\n' },
      "Error getting coordinates",
    ],
    [
      "secret delete",
      "a",
      { status: 1, err: "Error! Unexpected response code: 403 (Permission denied)\n" },
      "Error querying Consul agent",
    ],
    [
      "secret get",
      "a",
      { status: 1, err: "Error! Unexpected response code: 403 (Permission denied)\n" },
      "Error querying Consul agent",
    ],
    [
      "secret keys list",
      "",
      { status: 1, err: "Error! Unexpected response code: 403 (Permission denied)\n" },
      "Error querying Consul agent",
    ],
    [
      "secret keys rotate",
      "",
      { status: 1, err: "Error! Unexpected response code: 403 (Permission denied)\n" },
      "Error querying Consul agent",
    ],
    ["secret lease list", "", { status: 0 }, "Error querying Consul agent"],
    [
      "secret lease renew",
      "ID",
      {
        status: 1,
        err: "Error! Unexpected response code: 404 (there is no such lease: read the secret again)\n",
      },
      "Error querying Consul agent",
    ],
    [
      "secret lease revoke",
      "ID",
      {
        status: 1,
        err: "Error! Unexpected response code: 404 (there is no such lease: read the secret again)\n",
      },
      "Error querying Consul agent",
    ],
    ["secret list", "", { status: 0 }, "Error querying Consul agent"],
    [
      "secret put",
      "a k=v",
      { status: 1, err: "Error! Unexpected response code: 403 (Permission denied)\n" },
      "Error querying Consul agent",
    ],
    [
      "secret versions",
      "a",
      { status: 1, err: "Error! Unexpected response code: 403 (Permission denied)\n" },
      "Error querying Consul agent",
    ],
    [
      "services deregister",
      "-id web",
      {
        status: 1,
        err: 'Error deregistering service "web": Unexpected response code: 500 (Unknown service "web")\n',
      },
      "Error deregistering service",
    ],
    [
      "services register",
      "web.json",
      {
        status: 1,
        err: 'Error registering service "web": Unexpected response code: 403 (Permission denied: Missing service:write on web)\n',
      },
      "Error registering service",
    ],
    ["snapshot restore", "no-snapshot", "Error restoring snapshot", "Error restoring snapshot"],
    ["snapshot save", "saved", "Error saving snapshot", "Error saving snapshot"],
    ["watch", "-type key -key a", "Error querying Consul agent", "Error querying Consul agent"],
  ];

/** Those that work on this machine alone. */
const ALONE = [
  "acl translate-rules",
  "agent",
  "agent validate",
  "keygen",
  "snapshot inspect",
  "tls ca create",
  "tls cert create",
  "validate",
  "version",
];

test("every command is in one of the lists", () => {
  const isGroup = (name: string) => Object.keys(AGENT_COMMANDS).some((other) => other.startsWith(`${name} `));
  const known = Object.entries(AGENT_COMMANDS)
    .filter(([name, { hidden }]) => hidden !== true && (name === "agent" || !isGroup(name)))
    .map(([name]) => name);
  expect([...ASKING.map(([name]) => name), ...ALONE].sort()).toEqual(known.sort());
});

const named = (text: string) => text.replaceAll("ID", UUID);

/** What a command says that it is about to do. */
function beforeAsking(name: string, more: string): string {
  return name === "keyring" && more === "-list" ? "==> Gathering installed encryption keys...\n" : "";
}

describe("an agent that lets nobody do anything is told in the command's words", () => {
  let terminal: AgentTerminal;
  beforeAll(async () => {
    terminal = await createAgentTerminal(FILES, "-dev -node here -config-file acl.hcl");
  });
  afterAll(() => terminal.stop());

  test.each(ASKING)("%s %s", async (name, more, denied) => {
    const { status, out, err } = await terminal.consul(`${name} ${named(more)}`.trim());
    const wanted =
      typeof denied === "string"
        ? { status: 1, err: `${named(denied)}: Unexpected response code: 403 (Permission denied)\n` }
        : denied;
    expect({ status, out, err }).toEqual({ out: beforeAsking(name, more), err: "", ...wanted });
  });
});

const ADVICE =
  "\nNo agent answers there. Start one (consul agent -dev), or say where it is with -http-addr or CONSUL_HTTP_ADDR.\n";

describe("that no agent answers is told with what to do", () => {
  const terminal = createTerminal();

  test.each(ASKING)("%s %s", async (name, more, _denied, unreachable) => {
    await terminal.write(FILES);
    const line = `${name} -http-addr 127.0.0.1:1 ${named(more)}`.trim();
    const { err, ...said } = await terminal.run(line, { product: "consul" });
    const asked = err.replace(/(Get|Put|Post|Delete) "http:\/\/127\.0\.0\.1:1\/v1\/[^"]*"/, "ASKED");
    expect({ ...said, err: asked }).toEqual({
      // Consul's 1 is a connection that is denied.
      status: name === "intention check" ? 2 : 1,
      out: beforeAsking(name, more),
      err: `${unreachable.replace('"ID"', JSON.stringify(UUID))}: ASKED: dial tcp 127.0.0.1:1: connect: connection refused${name === "debug" ? ". verify connectivity and agent address\n" : ADVICE}`,
    });
  });
});

test("another datacenter is asked for where one is named, and is not there", async () => {
  const terminal = await createAgentTerminal(FILES);
  for (const [line, status] of [
    ["catalog nodes -datacenter dc1", 0],
    ["catalog nodes -datacenter dc9", 1],
    ["kv put -datacenter dc9 a b", 1],
  ] as const) {
    const said = await terminal.consul(line);
    expect([line, said.status, said.err.includes("No path to datacenter")]).toEqual([
      line,
      status,
      status === 1,
    ]);
  }
  await terminal.stop();
});
