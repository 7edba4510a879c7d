import { describe, expect, test } from "vitest";
import { buildTexts, builtOf, MINIMAL } from "../../testkit/built-config.ts";

/** A key at its path, with a value. */
function at(path: string, value: unknown): string {
  return JSON.stringify(path.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value));
}

const names = (path: string) =>
  `${path} can only contain lowercase alphanumeric, - or _ characters. received: `;
const absolute = (path: string) =>
  `ui_config.metrics_proxy.path_allowlist: path "${path}" is not an absolute path`;

/** Values at both sides of each bound: those that are taken, and those that are refused with what is said. */
const ROWS: readonly [path: string, taken: readonly unknown[], refused: readonly [unknown, string][]][] = [
  ["datacenter", ["DC2", "a-b_c"], [["", "datacenter cannot be empty"]]],
  ["bind_addr", ["10.0.0.1"], [["", "bind_addr cannot be empty"]]],
  ["domain", ["x"], [["", "domain cannot be empty"]]],
  ["ports.grpc", [-2, 0, 65_535], [[65_536, "ports.grpc: invalid port: 65536"]]],
  ["ports.dns", [-2, 65_535], [[65_536, "ports.dns: invalid port: 65536"]]],
  [
    "ports.expose_min_port",
    [0, 21_755],
    [[21_756, "expose_min_port must be less than expose_max_port. To disable, set both to zero."]],
  ],
  [
    "ports.expose_max_port",
    [21_500, 65_535],
    [
      [0, "expose_min_port must be less than expose_max_port. To disable, set both to zero."],
      [65_536, "ports.expose_max_port: invalid port: 65536"],
    ],
  ],
  [
    "performance.raft_multiplier",
    [1, 10],
    [0, 11].map((value) => [
      value,
      `performance.raft_multiplier cannot be ${value}. Must be between 1 and 10`,
    ]),
  ],
  [
    "cache.entry_fetch_max_burst",
    [1],
    [[0, "cache.entry_fetch_max_burst must be strictly positive, was: 0"]],
  ],
  ["cache.entry_fetch_rate", [0.1], [[-0.5, "cache.entry_fetch_rate must be strictly positive, was: -0.5"]]],
  [
    "raft_protocol",
    [3],
    [2, 4].map((value) => [
      value,
      `raft_protocol version ${value} is not supported by this version of Consul`,
    ]),
  ],
  [
    "protocol",
    [2, 3],
    [
      [1, "Protocol version '1' too low. Must be in range: [2, 3]"],
      [4, "Protocol version '4' too high. Must be in range: [2, 3]"],
    ],
  ],
  [
    "ui_config.content_path",
    ["", "ui", "/a/B_c-1/", "/v1/x/"],
    [
      ["/a b/", 'ui-content-path can only contain alphanumeric, -, _, or /. received: "/a b/"'],
      ["v12", "ui-content-path cannot have 'v[0-9]'. received: \"/v12/\""],
    ],
  ],
  [
    "ui_content_path",
    ["x"],
    [["?", 'ui-content-path can only contain alphanumeric, -, _, or /. received: "/?/"']],
  ],
  ["ui_config.metrics_provider", ["", "a-1"], [["A", `${names("ui_config.metrics_provider")}"A"`]]],
  [
    "ui_config.metrics_provider_options_json",
    ["", "{}", "null"],
    ["[]", "1", "{"].map((value) => [
      value,
      `ui_config.metrics_provider_options_json must be empty or a string containing a valid JSON object. received: ${JSON.stringify(value)}`,
    ]),
  ],
  [
    "ui_config.metrics_proxy.base_url",
    ["", "http://a", "HTTPS://b/c"],
    ["a", "ftp://a", "http://["].map((value) => [
      value,
      `ui_config.metrics_proxy.base_url must be a valid http or https URL. received: ${JSON.stringify(value)}`,
    ]),
  ],
  [
    "ui_config.metrics_proxy.path_allowlist",
    [[], ["/", "/a/b"]],
    ["", "a", "//a", "/a?b", "/a#b", "/%20"].map((value) => [["/", value], absolute(value)]),
  ],
  [
    "ui_config.metrics_proxy.add_headers",
    [[{ name: "a" }], []],
    [
      ["a", "'ui_config.metrics_proxy.add_headers': source data must be an array or slice, got string"],
      [
        { name: "a" },
        "'ui_config.metrics_proxy.add_headers': source data must be an array or slice, got map",
      ],
    ],
  ],
  [
    "ui_config.dashboard_url_templates",
    [{}, { service: "https://a/{{Service.Name}}" }],
    [
      [{ Service: "http://a" }, `${names("ui_config.dashboard_url_templates key names")}"Service"`],
      [
        { service: "a" },
        'ui_config.dashboard_url_templates values must be a valid http or https URL. received: "a"',
      ],
    ],
  ],
  [
    "autopilot.max_trailing_logs",
    [0],
    [[-1, "autopilot.max_trailing_logs cannot be -1. Must be greater than or equal to zero"]],
  ],
  ["autopilot.min_quorum", [0], [[-1, "cannot parse 'autopilot.min_quorum', -1.000000 overflows uint"]]],
  [
    "limits.kv_max_value_size",
    [0],
    [[-1, "cannot parse 'limits.kv_max_value_size', -1.000000 overflows uint"]],
  ],
  ["acl_datacenter", ["", "dc1", "DC1"], [["a b", `${names("acl_datacenter")}"a b"`]]],
  [
    "acl.down_policy",
    ["", "allow", "deny", "async-cache", "extend-cache"],
    [["maybe", "Unsupported down ACL policy: maybe"]],
  ],
  ["acl_down_policy", ["deny"], [["Deny", "Unsupported down ACL policy: Deny"]]],
  ["serf_lan", ["", "10.0.0.1", "::1", "{{ GetPrivateIP }}"], [["x", "serf_lan: invalid ip address: x"]]],
  ["serf_wan", ["10.0.0.1"], [["10.0.0", "serf_wan: invalid ip address: 10.0.0"]]],
  ["serf_lan_allowed_cidrs", [[" 10.0.0.0/8 "]], [[["x"], "serf_lan_allowed_cidrs: invalid cidr: x"]]],
  [
    "advertise_reconnect_timeout",
    ["0s"],
    [["1s", "advertise_reconnect_timeout can only be used on a client"]],
  ],
  ["retry_interval", ["1s"], [["", 'retry_interval: invalid duration: "": time: invalid duration ""']]],
  [
    "gossip_lan.probe_interval",
    ["1s"],
    [["1", 'gossip_lan.probe_interval: invalid duration: "1": time: missing unit in duration "1"']],
  ],
  [
    "gossip_wan.gossip_nodes",
    [1],
    [["1", "'gossip_wan.gossip_nodes' expected type 'int', got unconvertible type 'string'"]],
  ],
  ["gossip_lan", [{}], [["x", "'gossip_lan' expected a map, got 'string'"]]],
  ["cloud", [{}, [{}]], [[1, "'cloud' expected a map, got 'float64'"]]],
  ["raft_logstore", [{ wal: {} }], [["wal", "'raft_logstore' expected a map, got 'string'"]]],
  [
    "dns_config.prefer_namespace",
    [true],
    [["yes", "'dns_config.prefer_namespace' expected type 'bool', got unconvertible type 'string'"]],
  ],
  [
    "acl.tokens.managed_service_provider",
    [[{ accessor_id: "a" }]],
    [["a", "'acl.tokens.managed_service_provider': source data must be an array or slice, got string"]],
  ],
  [
    "alt_domain",
    ["", "service", "a.service.", "dc2."],
    [
      ...["service", "addr", "dc1"].map((label): [unknown, string] => [
        `${label}.x`,
        "alt_domain cannot start with {service,connect,node,query,addr,dc1}",
      ]),
    ],
  ],
  [
    "recursors",
    [["10.0.0.1"]],
    [
      [["10.0.0.1", "unix:///s"], "DNS Recursors cannot be unix sockets: unix:///s"],
      [["::"], "DNS recursor address cannot be 0.0.0.0, :: or [::]"],
    ],
  ],
  [
    "log_level",
    ["err"],
    [["", "Invalid log level: . Valid log levels are: [TRACE DEBUG INFO WARN ERR ERROR]"]],
  ],
];

describe("a value is taken, or refused in Consul's words:", () => {
  test.each(ROWS.flatMap(([path, taken]) => taken.map((value) => [at(path, value)])))("%s", (text) =>
    expect(buildTexts([MINIMAL, text])).toMatchObject({ agent: {} }),
  );

  test.each(ROWS.flatMap(([path, , refused]) => refused.map(([value, words]) => [at(path, value), words])))(
    "%s: %s",
    (text, words) => expect(buildTexts([MINIMAL, text])).toEqual(expect.stringContaining(words)),
  );

  test("pages of the agent's own, and a folder of others", () => {
    const both = '{"ui": true, "ui_dir": "d"}';
    expect(buildTexts([MINIMAL, both])).toMatch(/^Both the ui_config.enabled and ui_config.dir /);
    expect(buildTexts([MINIMAL, both, '{"ui_config": {"enabled": false}}'])).toMatchObject({ agent: {} });
    expect(buildTexts([MINIMAL, '{"ui": true, "ui_config": {"dir": ""}}'])).toMatchObject({ agent: {} });
  });
});

describe("an empty text says that there shall be none:", () => {
  test("no address for clients", () => {
    const { agent, clientAddresses } = builtOf([MINIMAL, '{"client_addr": ""}']);
    expect([clientAddresses, agent.httpAddresses, agent.dnsAddresses]).toEqual([[], [], []]);
    const own = builtOf([MINIMAL, '{"client_addr": "", "addresses": {"http": "10.0.0.1", "dns": ""}}']).agent;
    expect([own.httpAddresses, own.dnsAddresses]).toEqual([["10.0.0.1"], []]);
  });

  test("no token, not even under the older name", () => {
    const texts = [
      MINIMAL,
      '{"acl_agent_token": "a", "acl_token": "b"}',
      '{"acl": {"tokens": {"agent": ""}}}',
    ];
    expect(builtOf(texts).agent.acl.tokens).toEqual({ default: "b" });
  });
});

test("rules of telemetry.prefix_filter that are none are told", () => {
  const { warnings } = builtOf([MINIMAL, '{"telemetry": {"prefix_filter": ["+a", "", "b", "-c"]}}']);
  expect(warnings.slice(0, 2)).toEqual([
    "Cannot have empty filter rule in prefix_filter",
    "Filter rule must begin with either '+' or '-': \"b\"",
  ]);
  expect(warnings.filter((line) => /rule/.test(line))).toHaveLength(2);
});
