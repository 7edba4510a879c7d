/** Configurations of an agent with values that are right, wrong, or nearly right, in HCL and JSON. */

import { CONFIG_KEYS } from "@tutti/agent/testkit";
import { seeded } from "./seeded.ts";

/** A file of configuration that was drawn. */
export interface DrawnConfig {
  readonly name: "c.hcl" | "c.json";
  readonly text: string;
  /** The paths of the keys in it. */
  readonly keys: readonly string[];
}

type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** What each kind takes, and what nearly. */
const VALUES: Readonly<Record<string, readonly Plain[]>> = {
  text: ["x", "", "a b", "a.b", "-", "é", "10s", "127.0.0.1", "0.0.0.0", "dc1", "/tmp/x", "warn", "deny"],
  flag: [true, false],
  whole: [0, 1, 2, 3, 10, -1, -2, 80, 8500, 65_535, 65_536, 100_000],
  count: [0, 1, 1024, 1_000_000],
  number: [0, 0.5, 1, -1, 100],
  ms: ["10s", "0s", "1h", "-1s", "1ms", "", "x", "5"],
  texts: [[], ["a"], ["127.0.0.1"], ["a", "b"], ["10.0.0.0/8"], [""]],
  textMap: [{}, { a: "b" }, { "a b": "" }, { "": "x" }],
  msMap: [{}, { a: "10s" }, { "*": "0s" }, { a: "x" }],
  services: [
    [],
    [{ name: "web", port: 80 }],
    [{ port: 1 }],
    [{ name: "a b", id: "x" }],
    [{ name: "w", kind: "x" }],
  ],
  checks: [
    [],
    [{ name: "c", ttl: "10s" }],
    [{ name: "c" }],
    [{ id: "c", http: "http://h", interval: "10s" }],
  ],
  entries: [[], [{}], ["x"]],
  block: [{}, { a: 1 }],
  blocks: [[], [{ a: 1 }]],
  any: [1, "x", true],
};

/** Values that single keys are about. */
const OWN: readonly (readonly [RegExp, readonly Plain[]])[] = [
  [/^log_level$/, ["trace", "DEBUG", "warn", "bad", "", "info "]],
  [/^node_name$/, ["n1", "a b", "", "a.b", "é", "x".repeat(130)]],
  [/^node_id$/, ["0d8b5b1e-7f6c-4b7e-9c7e-4f2f6d1c9a01", "x", ""]],
  [/datacenter$/, ["dc1", "DC1", "a b", "", "dc_2", "dc-2", "dc.2", "é"]],
  [
    /^node_meta$/,
    [
      { a: "b" },
      { "consul-x": "y" },
      { "rfc1035-a": "b" },
      { "a b": "c" },
      { "": "x" },
      { a: "x".repeat(600) },
    ],
  ],
  [/tagged_addresses$/, [{ lan: "1.2.3.4" }, { wan: "x" }, { other: "1.2.3.4" }, {}]],
  [
    /default_policy|down_policy|policy$/,
    ["allow", "deny", "extend-cache", "async-cache", "bad", "", "Allow"],
  ],
  [
    /_addr$|address|^recursor/,
    [
      "127.0.0.1",
      "0.0.0.0",
      "::1",
      "[::1]",
      "1.2.3.4:80",
      "h",
      "",
      "unix:///tmp/s",
      "{{ GetPrivateIP }}",
      "{{ x }}",
      "1.2.3",
      "127.0.0.1 ::1",
      "0.0.0.0 127.0.0.1",
    ],
  ],
  [/^recursors$/, [["1.1.1.1"], ["1.1.1.1:53"], ["h"], ["0.0.0.0"], [""]]],
  [/ports\./, [0, -1, 1, 80, 8500, 65_535, 65_536, -2, 21_000]],
  [/ca_provider/, ["consul", "vault", "aws-pca", "x", ""]],
  [/^encrypt$/, ["cg8StVXbQJ0gPvMd9o7yrg==", "x", "", "pUqJrVyVRj5jsiYEkM/tFQYfWyJIv4s3XkvDwy7Cu5s="]],
  [/tls_min_version/, ["tls10", "tls12", "TLSv1_2", "x", ""]],
  [/cipher_suites/, ["", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "x", "a,b"]],
  [/segment/, ["x", "", "a b"]],
  [/prefix_filter/, [["+a"], ["a"], [""], ["-a", "+b"]]],
  [/protocol/, [0, 1, 2, 3, 4]],
  [/raft_multiplier/, [0, 1, 5, 10, 11, -1]],
  [/bootstrap_expect/, [0, 1, 2, 3, -1]],
  [/allow_write_http_from/, [["127.0.0.0/8"], ["x"], ["127.0.0.1"], ["::1/128"], []]],
  [/recursor_strategy/, ["sequential", "random", "x", ""]],
  [/unix_sockets.(user|group)/, ["0", "65534", "-1", "root", "", "4294967295"]],
  [/unix_sockets.mode/, ["0600", "777", "x", ""]],
  [/metrics_provider$/, ["prometheus", "a b", "", "x-y"]],
  [/options_json/, ["{}", "x", "[]", "", '{"a":1}']],
  [/base_url/, ["http://h", "h", "", "ftp://x", "http://%zz"]],
  [/dashboard_url/, [{ service: "http://h/{{Service.Name}}" }, { "a b": "x" }, { service: "h" }, {}]],
  [/content_path/, ["/ui/", "ui", "/u i/", "", "/a-b/", "//"]],
  [/path_allowlist/, [["/a"], ["a"], ["/a/../b"], []]],
  [
    /^watches$/,
    [
      [{ type: "key", key: "a", handler: "x" }],
      [{ type: "bad" }],
      [{}],
      [{ type: "services", args: ["a"] }],
      [{ type: "checks", handler_type: "http" }],
      [{ type: "key" }],
    ],
  ],
  [
    /config_entries/,
    [
      [{ kind: "service-defaults", name: "a" }],
      [{ kind: "x", name: "a" }],
      [{}],
      [{ Kind: "proxy-defaults", Name: "global", Config: { a: 1 } }],
      [{ kind: "proxy-defaults", name: "x" }],
    ],
  ],
  [/retry_join|start_join/, [["127.0.0.1"], ["x"], [], ["provider=aws"]]],
  [/^domain$|alt_domain/, ["consul.", "x", "", "a b"]],
  [/^server$|^bootstrap$/, [true, false]],
];

/** Of other types than the key has. */
const STRANGERS: readonly Plain[] = [
  "x",
  1,
  -1,
  1.5,
  true,
  null,
  [],
  ["x"],
  {},
  { a: 1 },
  [{}],
  "5",
  "true",
  [1],
  [[]],
];

/** What an agent needs that has nothing else. */
const BASE: Readonly<Record<string, Plain>> = { data_dir: "/tmp/tutti-drawn" };

/** Consul knows none of ours. Sorted, so that a key draws the same when it moves from one table to another. */
const KEYS = [...CONFIG_KEYS]
  .filter(([path]) => path !== "data_dir" && !path.startsWith("drift."))
  .sort(([a], [b]) => (a < b ? -1 : 1));

/** The configuration of a seed. */
export function drawnConfig(seed: number): DrawnConfig {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const chosen = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(KEYS));
  let config = BASE;
  const keys: string[] = [];
  for (const [path, kind] of chosen) {
    const how = random();
    const own = OWN.find(([keysOfIt]) => keysOfIt.test(path))?.[1] ?? VALUES[kind] ?? ["x"];
    const value = pick(how < 0.6 ? own : how < 0.85 ? (VALUES[kind] ?? ["x"]) : STRANGERS);
    keys.push(path);
    config = withAt(config, partsOf(random() < 0.04 ? `${path}x` : path), value);
  }
  if (random() < 0.5) config = { ...config, server: true, ...(random() < 0.5 ? { bootstrap: true } : {}) };
  return random() < 0.5
    ? { name: "c.json", text: JSON.stringify(config), keys }
    : { name: "c.hcl", text: hclOf(config), keys };
}

/** One name has a dot in it. */
function partsOf(path: string): readonly string[] {
  const parts = path.replace("disable_compat_1.9", "disable_compat_1,9").split(".");
  return parts.map((part) => part.replace(",", "."));
}

function withAt(
  config: Readonly<Record<string, Plain>>,
  [first = "", ...rest]: readonly string[],
  value: Plain,
): Readonly<Record<string, Plain>> {
  const inner = config[first];
  const below =
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? (inner as Record<string, Plain>)
      : {};
  return { ...config, [first]: rest.length === 0 ? value : withAt(below, rest, value) };
}

function hclOf(config: Readonly<Record<string, Plain>>): string {
  // HCL 1 has no null.
  return Object.entries(config)
    .map(([key, value]) => `${key} = ${hclValue(value ?? "")}\n`)
    .join("");
}

function hclValue(value: Plain): string {
  if (Array.isArray(value)) return `[${value.map((one: Plain) => hclValue(one ?? "")).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const items = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)} = ${hclValue(item ?? "")}`,
  );
  return `{ ${items.join("\n")} }`;
}
