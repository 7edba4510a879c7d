import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AgentTerminal, createAgentTerminal } from "../../testkit/agent-terminal.ts";
import type { FlagSpecs } from "../command/flags.ts";
import { AGENT_COMMANDS } from "./table.ts";

const SECRET = "11111111-2222-3333-4444-555555555555";
const ACL = `acl { enabled = true\n default_policy = "allow"\n tokens { master = "${SECRET}" } }`;

/** Of an auth method, in one word. */
const CONFIG = JSON.stringify({
  JWTValidationPubKeys: [
    generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "pem" }),
  ],
}).replaceAll(" ", "\\u0020");

/** Lines that make a command read its flags, in an order in which each finds what it needs. */
const LINES: readonly (readonly [command: string, ...lines: readonly string[]])[] = [
  ["acl bootstrap", ""],
  [
    "acl auth-method create",
    "-type kubernetes -name k",
    `-type jwt -name m -config ${CONFIG}`,
    "-type kubernetes -name k -kubernetes-host h -kubernetes-ca-cert c -kubernetes-service-account-jwt t",
  ],
  ["acl auth-method list", ""],
  ["acl auth-method read", "-name m"],
  ["acl auth-method update", "-name m"],
  ["acl binding-rule create", "-method m -bind-name n"],
  ["acl binding-rule list", ""],
  ["acl binding-rule read", "-id RULE"],
  ["acl binding-rule update", "-id RULE"],
  ["acl binding-rule delete", "-id RULE"],
  ["acl auth-method delete", "-name m"],
  ["login", "-method m -token-sink-file s -bearer-token-file ca.json"],
  ["logout", ""],
  ["acl policy create", "-name p"],
  ["acl policy list", ""],
  ["acl policy read", "-name p"],
  ["acl policy update", "-name p -description d"],
  ["acl role create", "-name r -policy-name p"],
  ["acl role list", ""],
  ["acl role read", "-name r"],
  ["acl role update", "-id ROLE -description d -policy-name p"],
  ["acl role delete", "-name r"],
  ["acl token create", "-policy-name p", "-templated-policy builtin/service -var name:web"],
  ["acl token clone", "-id OWN -description d"],
  ["acl token update", "-id ANON -description d"],
  ["acl token list", ""],
  ["acl token read", "-self", "-id ANON"],
  ["acl token delete", "-id zz"],
  ["acl policy delete", "-name p"],
  ["acl set-agent-token", `default ${SECRET}`],
  ["acl templated-policy list", ""],
  ["acl templated-policy preview", "-name builtin/service -var name:a -meta"],
  ["acl templated-policy read", "-name builtin/dns"],
  ["acl translate-rules", "-"],
  ["acl explain", "-body x ANON GET /v1/kv/a"],
  ["drift status", ""],
  ["rollout status", ""],
  ["rollout watch", "r"],
  ["rollout pause", "r"],
  ["rollout resume", "r"],
  ["rollout promote", "r"],
  ["rollout abort", "r"],
  ["secret put", "s v", "-cas 1 -max-versions 2 -lease-ttl 1h s v"],
  ["secret get", "s", "-version 1 -ttl 1h s"],
  ["secret list", ""],
  ["secret versions", "s"],
  ["secret lease list", ""],
  ["secret lease renew", "s~x"],
  ["secret lease revoke", "s~x"],
  ["secret keys list", ""],
  ["secret keys rotate", ""],
  ["secret delete", "-version 1 s"],
  ["catalog datacenters", ""],
  ["catalog nodes", ""],
  ["catalog services", ""],
  ["config write", "entry.hcl", "-cas -modify-index 1 entry.hcl"],
  ["config read", "-kind service-defaults -name web"],
  ["config list", "-kind service-defaults"],
  ["config delete", "-kind service-defaults -name web"],
  ["connect ca get-config", ""],
  ["connect ca set-config", "-config-file ca.json"],
  ["event", "-name e"],
  ["force-leave", "nobody"],
  ["info", ""],
  ["intention create", "a b"],
  ["intention check", "a b"],
  ["intention match", "b"],
  ["intention get", "a b"],
  ["intention list", ""],
  ["intention delete", "a b"],
  ["join", "10.9.9.9"],
  ["keyring", "-list"],
  ["kv put", "k 1", "-acquire -session x k 1", "-cas -modify-index 1 k 2", "-fence 1@k k 2", "-ttl 1h k 3"],
  ["kv get", "k", "-keys k", "-recurse k", "-keys -start a -end z -limit 3 -depth 2 k"],
  ["kv export", "k"],
  ["kv import", '-prefix x [{"key":"a","flags":0,"value":"MQ=="}]'],
  ["kv delete", "-cas -modify-index=99 k", "-fence 1@k k", "k"],
  ["debug", "-capture agent -duration 10s -interval 5s -output d"],
  ["exec", "-wait 100ms -wait-repl 1ms true"],
  ["env", "-once -pristine -sanitize=false -shell -upcase -wait 1ms -prefix k -secret s true"],
  ["lock", "-n 2 p false", "-child-exit-code p false"],
  ["maint", "-disable"],
  ["members", ""],
  ["monitor", "-log-level nope -log-json"],
  ["operator autopilot get-config", ""],
  ["operator autopilot set-config", "-cleanup-dead-servers=true"],
  ["operator raft list-peers", ""],
  ["operator raft remove-peer", "-address 1.2.3.4:5"],
  ["rtt", "here here"],
  ["services register", "-name web -port 80"],
  ["services deregister", "-id web"],
  ["snapshot save", "s.snap"],
  ["snapshot inspect", "s.snap"],
  ["snapshot restore", "s.snap"],
  [
    "watch",
    "-type key -key k",
    "-type keyprefix -prefix k",
    "-type service -service web",
    "-type checks -state any",
    "-type event",
    "-type nodes -deltas",
  ],
  ["reload", ""],
  ["tls ca create", "-name-constraint"],
  ["tls cert create", "-server"],
  ["keygen", ""],
  ["validate", "agent.json"],
  ["agent validate", "agent.json"],
  ["version", ""],
  ["leave", ""],
];

/** What the ID that a command shows is called in later lines. */
const MADE = new Map([
  ["acl role create", "ROLE"],
  ["acl binding-rule create", "RULE"],
]);

/** Commands that are the agent itself (its own test), or stand for those below them. */
const ELSEWHERE: ReadonlySet<string> = new Set(["agent"]);

/** Read while a child runs, which ends by a signal that would end the agent here as well. */
const AT_WORK: ReadonlySet<string> = new Set(["watch -shell"]);

describe("flags of the consul commands", () => {
  const read = new Map<string, Set<string>>();
  const declared = new Map<string, FlagSpecs>();
  let terminal: AgentTerminal;

  beforeAll(async () => {
    terminal = await createAgentTerminal(
      {
        "acl.hcl": ACL,
        "entry.hcl": 'Kind = "service-defaults"\nName = "web"\n',
        "agent.json": '{"data_dir":"/d","server":true,"bootstrap":true}',
        "ca.json": "{}",
      },
      "-dev -node here -config-file acl.hcl",
      { CONSUL_HTTP_TOKEN: SECRET },
    );
    terminal.host.processes.install("/bin/sh", async () => ({ exitCode: 1 }));
    const fresh = await createAgentTerminal(
      { "acl.hcl": "acl { enabled = true }" },
      "-dev -node here -config-file acl.hcl",
    );
    const ids = new Map([["ANON", "00000000-0000-0000-0000-000000000002"]]);
    for (const [command, ...lines] of LINES) {
      const seen = new Set<string>();
      read.set(command, seen);
      for (const line of lines) {
        const words = line.replace(/[A-Z]{3,}/, (name) => ids.get(name) ?? name);
        const machine = command === "acl bootstrap" ? fresh : terminal;
        const { out } = await machine.consul(`${command} ${words}`, {
          flagWatcher: {
            declared: (specs) => declared.set(command, specs),
            read: (flag) => seen.add(flag),
          },
        });
        const id = /^(?:Accessor)?ID: +(\S+)$/m.exec(out)?.[1];
        if (id !== undefined) ids.set(MADE.get(command) ?? "OWN", id);
      }
    }
    await fresh.stop();
  });

  const names = Object.entries(AGENT_COMMANDS)
    .filter(([name, { hidden }]) => hidden !== true && !ELSEWHERE.has(name))
    .map(([name]) => name)
    .filter((name) => !Object.keys(AGENT_COMMANDS).some((other) => other.startsWith(`${name} `)));

  test("every command has its lines here", () => {
    expect(
      LINES.map(([name]) => name)
        .filter((name) => name !== "agent validate")
        .sort(),
    ).toEqual([...names].sort().filter((name) => name !== "agent validate"));
  });

  test.each(LINES.map(([name]) => name))("%s reads every flag that it declares", async (name) => {
    const flags = (await AGENT_COMMANDS[name]?.load())?.command.flags ?? {};
    expect(declared.get(name)).toBe((await AGENT_COMMANDS[name]?.load())?.command.flags);
    const done = Object.entries(flags).filter(([, { undone }]) => undone === undefined);
    const unread = done
      .map(([flag]) => `${name} -${flag}`)
      .filter((flag) => !read.get(name)?.has(flag.split(" -")[1] ?? ""));
    expect(unread.filter((flag) => !AT_WORK.has(flag))).toEqual([]);
  });

  afterAll(async () => {
    await terminal.stop();
  });
});
