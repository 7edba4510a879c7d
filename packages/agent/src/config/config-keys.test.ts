import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildTexts, builtOf, MINIMAL } from "../../testkit/built-config.ts";
import { DEFAULT_AGENT_CONFIG } from "../agent-config.ts";
import { CONFIG_KEYS } from "./config-keys.ts";
import { IGNORED_KEYS } from "./ignored-keys.ts";
import type { KeyKind } from "./keys.ts";
import { REFUSED_KEYS } from "./refused-keys.ts";
import { partsOf } from "./settings.ts";
import { WORKING_KEYS } from "./working-keys.ts";

/** A value of each kind that asks for something. */
const SAMPLES: Readonly<Record<KeyKind, unknown>> = {
  text: "x",
  flag: true,
  whole: 7,
  count: 7,
  number: 7,
  ms: "77s",
  texts: ["x"],
  textMap: { x: "y" },
  msMap: { x: "77s" },
  service: { name: "x" },
  check: { name: "x", ttl: "9s" },
  services: [{ name: "x" }],
  checks: [{ name: "x", ttl: "9s" }],
  sinks: { x: { type: "file", format: "json", path: "a.json", rotate_bytes: 1 } },
  entries: [{ kind: "service-defaults", name: "x" }],
  block: { x: "y" },
  blocks: [{ type: "x" }],
  any: [{ type: "x" }],
};

const SUITE = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";

/** Keys that take no value of their kind but some. */
const OWN_SAMPLES: Readonly<Record<string, unknown>> = {
  server: false,
  enable_central_service_config: false,
  bootstrap: false,
  bootstrap_expect: 1,
  node_id: "5ca1ab1e-0000-4000-8000-00000000beef",
  primary_datacenter: "dc2",
  bind_addr: "10.0.0.9",
  client_addr: "10.0.0.9",
  advertise_addr: "10.0.0.9",
  advertise_addr_wan: "10.0.0.9",
  advertise_addr_ipv4: "10.0.0.9",
  advertise_addr_ipv6: "::9",
  advertise_addr_wan_ipv4: "10.0.0.9",
  advertise_addr_wan_ipv6: "::9",
  "addresses.http": "10.0.0.9",
  "addresses.dns": "10.0.0.9",
  "addresses.https": "10.0.0.9",
  "ports.https": 8501,
  tls_min_version: "tls13",
  "tls.defaults.tls_min_version": "TLSv1_3",
  "tls.https.tls_min_version": "TLSv1_3",
  "tls.internal_rpc.tls_min_version": "TLSv1_3",
  tls_cipher_suites: SUITE,
  "tls.defaults.tls_cipher_suites": SUITE,
  "tls.https.tls_cipher_suites": SUITE,
  "unix_sockets.mode": "0770",
  "unix_sockets.group": "5",
  "drift.directories": ["/x"],
  "drift.heal": "services",
  "acl.default_policy": "deny",
  acl_default_policy: "deny",
  acl_datacenter: "dc1",
  "ports.expose_max_port": 21_600,
  "ui_config.metrics_provider_options_json": "{}",
  "ui_config.metrics_proxy.base_url": "http://x",
  "ui_config.metrics_proxy.path_allowlist": ["/x"],
  "ui_config.dashboard_url_templates": { x: "http://y" },
  "telemetry.prefix_filter": ["+x"],
  "telemetry.filter_default": false,
  "telemetry.statsd_address": "h:1",
  "telemetry.statsite_address": "h:1",
  "telemetry.dogstatsd_addr": "h:1",
  raft_protocol: 3,
  protocol: 2,
  serf_lan: "10.0.0.9",
  serf_wan: "10.0.0.9",
  advertise_reconnect_timeout: "0s",
  "acl.down_policy": "deny",
  acl_down_policy: "deny",
  serf_lan_allowed_cidrs: ["10.0.0.0/8"],
  serf_wan_allowed_cidrs: ["10.0.0.0/8"],
  log_level: "WARN",
  "dns_config.recursor_strategy": "random",
  "http_config.use_cache": false,
  allow_write_http_from: ["10.0.0.0/8"],
  "http_config.allow_write_http_from": ["10.0.0.0/8"],
  "dns_config.enable_additional_node_meta_txt": false,
};

const PAIR = '{"cert_file": "c", "key_file": "k"}';
const VERIFIABLE = '{"cert_file": "c", "key_file": "k", "ca_file": "a"}';
const CHECKED = '{"enable_agent_tls_for_checks": true, "cert_file": "c", "key_file": "k", "ca_file": "a"}';

/** Keys that mean nothing without others. */
const WITH: Readonly<Record<string, string>> = {
  log_rotate_bytes: '{"log_file": "l"}',
  log_rotate_duration: '{"log_file": "l"}',
  log_rotate_max_files: '{"log_file": "l"}',
  bootstrap_expect: '{"bootstrap": false}',
  cert_file: '{"key_file": "k"}',
  key_file: '{"cert_file": "c"}',
  "tls.defaults.cert_file": '{"key_file": "k"}',
  "tls.defaults.key_file": '{"cert_file": "c"}',
  "tls.https.cert_file": '{"key_file": "k"}',
  "tls.https.key_file": '{"cert_file": "c"}',
  "tls.internal_rpc.cert_file": CHECKED,
  "tls.internal_rpc.key_file": CHECKED,
  "tls.internal_rpc.ca_file": CHECKED,
  "tls.internal_rpc.ca_path": CHECKED,
  "tls.internal_rpc.tls_min_version": CHECKED,
  server_name: CHECKED,
  "telemetry.dogstatsd_tags": '{"telemetry": {"dogstatsd_addr": "h:1"}}',
  disable_remote_exec: '{"disable_remote_exec": false}',
  "audit.enabled": JSON.stringify({ acl: { enabled: true }, audit: { sink: SAMPLES.sinks } }),
  "audit.sink": JSON.stringify({
    acl: { enabled: true },
    audit: { enabled: true, sink: { y: { type: "file", format: "json", path: "b.json", rotate_bytes: 1 } } },
  }),
  "acl.tokens.config_file_service_registration": '{"service": {"name": "s"}}',
  "ports.https": PAIR,
  verify_incoming: VERIFIABLE,
  verify_incoming_https: '{"cert_file": "c", "key_file": "k", "ca_path": "a"}',
  "tls.defaults.verify_incoming": VERIFIABLE,
  "tls.https.verify_incoming": VERIFIABLE,
};

function sample(path: string, kind: KeyKind): string {
  const value = path in OWN_SAMPLES ? OWN_SAMPLES[path] : SAMPLES[kind];
  return JSON.stringify(partsOf(path).reduceRight<unknown>((inner, name) => ({ [name]: inner }), value));
}

function groupsOf(groups: readonly { readonly keys: Readonly<Record<string, KeyKind>> }[]) {
  return groups.flatMap(({ keys }) => Object.entries(keys));
}

test("every key is declared once", () => {
  const declared = [
    ...Object.keys(WORKING_KEYS),
    ...[...groupsOf(REFUSED_KEYS), ...groupsOf(IGNORED_KEYS)].map(([path]) => path),
  ];
  expect(declared.filter((path, at) => declared.indexOf(path) !== at)).toEqual([]);
  expect(declared.length).toBe(CONFIG_KEYS.size);
});

describe("a key that works changes what is built:", () => {
  test.each(Object.entries<KeyKind>(WORKING_KEYS))("%s", (path, kind) => {
    const before = path === "server" ? '{"data_dir": "d", "server": true}' : MINIMAL;
    const without = [before, WITH[path] ?? "{}"];
    expect(buildTexts([...without, sample(path, kind)])).not.toEqual(buildTexts(without));
  });
});

describe("a key that is refused keeps the agent from starting, and says why and what to do:", () => {
  test.each(
    REFUSED_KEYS.flatMap(({ keys, why, instead }) =>
      Object.entries(keys).map(([path, kind]) => [path, kind, why, instead] as const),
    ),
  )("%s", (path, kind, why, instead) => {
    expect(buildTexts([MINIMAL, sample(path, kind)])).toBe(`${path} cannot be done: ${why}; ${instead}`);
    // What is switched off asks for nothing.
    const off = { text: "", flag: false, texts: [], any: [], whole: -1 }[String(kind)];
    const text = JSON.stringify(
      partsOf(path).reduceRight<unknown>((inner, name) => ({ [name]: inner }), off),
    );
    expect(buildTexts([MINIMAL, text])).toEqual(buildTexts([MINIMAL]));
  });
});

describe("a key without effect changes nothing, and is told unless there is nothing to be told:", () => {
  test.each(
    IGNORED_KEYS.flatMap((group) =>
      Object.entries(group.keys).map(([path, kind]) => [path, kind, group] as const),
    ),
  )("%s", (path, kind, { why, moot, askedBy }) => {
    const asked = askedBy === undefined ? sample(path, kind) : JSON.stringify({ [path]: askedBy });
    const { warnings, ...rest } = builtOf([MINIMAL, asked]);
    const { warnings: _, ...before } = builtOf([MINIMAL]);
    expect(rest).toEqual(before);
    expect(warnings).toEqual(
      moot === true ? [] : [`${path} is accepted, but has no effect in this version: ${why}`],
    );
  });

  test("what asks for nothing is not told", () => {
    const off =
      '{"ui": false, "ports": {"grpc": -1}, "telemetry": {"statsd_address": ""}, "disable_update_check": true, "gossip_lan": {}, "cloud": {}}';
    expect(builtOf([MINIMAL, off]).warnings).toEqual([]);
  });
});

/** Every property of the built configuration is read somewhere: a key that is built and forgotten would show here. */
test("what is built is read", () => {
  const sources = [
    ...sourcesBelow("packages/agent/src"),
    ...sourcesBelow("packages/server/src"),
    ...sourcesBelow("packages/runtime/src"),
    ...sourcesBelow("packages/cli/src"),
    ...sourcesBelow("packages/telemetry/src"),
  ]
    .filter(
      (file) =>
        !file.includes("/agent/src/config/") &&
        !file.endsWith("agent-config.ts") &&
        !file.endsWith("server-config.ts"),
    )
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const unread = [
    ...propertiesOf(DEFAULT_AGENT_CONFIG),
    "socketMode",
    "dataDirectory",
    "nodeId",
    "pidFile",
  ].filter((name) => !new RegExp(`[.{,]\\s*${name}\\b`).test(sources));
  expect(unread).toEqual([]);
});

function propertiesOf(record: object): readonly string[] {
  return Object.entries(record).flatMap(([name, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Map)
      ? [name, ...propertiesOf(value)]
      : [name],
  );
}

const ROOT = join(import.meta.dirname, "../../../..");

function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => join(ROOT, folder, name));
}

/** `vitest -u` writes the page anew. */
test("docs/configuration-without-effect.md is as the table", async () => {
  await expect(page()).toMatchFileSnapshot(join(ROOT, "docs/configuration-without-effect.md"));
});

function page(): string {
  const told = IGNORED_KEYS.filter((group) => group.moot !== true);
  const moot = IGNORED_KEYS.filter((group) => group.moot === true);
  return `# Configuration without effect

Consul's keys that this version does not do. The page is made from the table of keys (\`packages/agent/src/config\`), and a test keeps it so; it is to become ever shorter. Every other key of Consul 1.9 works, and so do those that came until 1.16.

## Refused

The agent does not start with one of these, and \`consul validate\` says the same: they protect something, or make one cluster of several agents. A value that switches the key off is taken.

| keys | why | what to do |
|---|---|---|
${REFUSED_KEYS.map(({ keys, why, instead }) => `| ${names(keys)} | ${why} | ${instead} |`).join("\n")}
| \`bootstrap_expect\` above 1 | this version runs one server that knows no others | set it to 1 |
| \`primary_datacenter\`, \`acl_datacenter\` of another datacenter | tokens and policies of another datacenter do not reach this one | remove it |
| \`server\` = false, unless with \`-dev\` | this version runs agents as servers only (\`validate\` takes it) | add \`-server\` and \`-bootstrap\` |

## Accepted with a warning

| keys | why nothing follows |
|---|---|
${told.map(({ keys, why, askedBy }) => `| ${names(keys)}${askedBy === false ? " (when false)" : ""} | ${why} |`).join("\n")}

## Nothing to do for one server

Taken without a word, for nothing is missing.

| keys | why |
|---|---|
${moot.map(({ keys, why }) => `| ${names(keys)} | ${why} |`).join("\n")}
`;
}

function names(keys: Readonly<Record<string, KeyKind>>): string {
  return Object.keys(keys)
    .map((path) => `\`${path}\``)
    .join(", ");
}
