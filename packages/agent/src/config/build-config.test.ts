import { describe, expect, test } from "vitest";
import { buildTexts, builtOf, MINIMAL } from "../../testkit/built-config.ts";
import { DEFAULT_AGENT_CONFIG } from "../agent-config.ts";

const base = '{"data_dir": "d"}';

describe("buildConfig() refuses", () => {
  test.each<[string, string]>([
    ["{}", "data_dir cannot be empty"],
    ['{"data_dir": ""}', "data_dir cannot be empty"],
    [
      '{"data_dir": "d", "datacenter": "bad dc!"}',
      'datacenter can only contain lowercase alphanumeric, - or _ characters. received: "bad dc!"',
    ],
    [
      '{"data_dir": "d", "bootstrap_expect": -1}',
      "bootstrap_expect cannot be -1. Must be greater than or equal to zero",
    ],
    ['{"data_dir": "d", "bootstrap_expect": 1}', "'bootstrap = true' requires 'server = true'"],
    ['{"data_dir": "d", "bootstrap": true}', "'bootstrap = true' requires 'server = true'"],
    [
      '{"data_dir": "d", "server": true, "bootstrap": true, "bootstrap_expect": 2}',
      "'bootstrap_expect > 0' and 'bootstrap = true' are mutually exclusive",
    ],
    [
      '{"data_dir": "d", "server": true, "bootstrap_expect": 3}',
      "bootstrap_expect = 3 cannot be done: this version runs one server that knows no others, and would never have that many; set it to 1",
    ],
    ['{"data_dir": "d", "node_id": "x"}', 'node_id: "x" is not a valid UUID'],
    [
      '{"data_dir": "d", "node_meta": {"consul-x": "y"}}',
      "node_meta invalid: Couldn't load metadata pair ('consul-x', 'y'): Key prefix 'consul-' is reserved for internal use",
    ],
    [
      '{"data_dir": "d", "dns_config": {"recursor_strategy": "any"}}',
      'dns_config.recursor_strategy: "any" is neither "sequential" nor "random"',
    ],
    [
      '{"data_dir": "d", "server": true, "bootstrap": true, "limits": {"request_limits": {"mode": "strict"}}}',
      'limits.request_limits.mode: "strict" is none of "disabled", "permissive" and "enforcing"',
    ],
    [
      '{"data_dir": "d", "server": true, "bootstrap": true, "limits": {"request_limits": {"read_rate": 0}}}',
      "limits.request_limits.read_rate: 0 would refuse every request: write how many are answered in a second, or -1 for as many as come",
    ],
    ['{"data_dir": "d", "acl": {"default_policy": "maybe"}}', 'invalid acl.default_policy: "maybe"'],
    ['{"data_dir": "d", "acl_default_policy": "maybe"}', 'invalid acl.default_policy: "maybe"'],
    [
      '{"data_dir": "d", "log_level": "loud"}',
      "Invalid log level: LOUD. Valid log levels are: [TRACE DEBUG INFO WARN ERR ERROR]",
    ],
    [
      '{"data_dir": "d", "dns_config": {"udp_answer_limit": -1}}',
      "dns_config.udp_answer_limit cannot be -1. Must be greater than or equal to zero",
    ],
    [
      '{"data_dir": "d", "dns_config": {"a_record_limit": -1}}',
      "dns_config.a_record_limit cannot be -1. Must be greater than or equal to zero",
    ],
    [
      '{"data_dir": "d", "allow_write_http_from": ["10.0.0.0/8", "10.0.0.1"]}',
      "allow_write_http_from: invalid cidr: 10.0.0.1",
    ],
    [
      '{"data_dir": "d", "http_config": {"allow_write_http_from": ["x/8"]}}',
      "http_config.allow_write_http_from: invalid cidr: x/8",
    ],
    [
      '{"data_dir": "d", "unix_sockets": {"mode": "rw"}}',
      'unix_sockets.mode: "rw" is no mode of a file: write it in octal, as in "0600"',
    ],
    ...["4294967295", "-2", "99999999999"].map((user): [string, string] => [
      `{"data_dir": "d", "unix_sockets": {"user": "${user}"}}`,
      `unix_sockets.user: ${user} is no number that a user can have`,
    ]),
    ...["nogroup", "0x10", "4294967295", "-2", " 5"].map((group): [string, string] => [
      `{"data_dir": "d", "unix_sockets": {"group": "${group}"}}`,
      `unix_sockets.group: "${group}" is no number of a group, and names are not looked up, as in Consul: \`getent group NAME\` says the number`,
    ]),
    [
      '{"data_dir": "d", "unix_sockets": {"mode": "0888"}}',
      'unix_sockets.mode: "0888" is no mode of a file: write it in octal, as in "0600"',
    ],
    [
      '{"data_dir": "d", "check_output_max_size": 0}',
      "check_output_max_size must be positive, to discard check output use the discard_check_output flag",
    ],
    ['{"data_dir": "d", "ports": {"serf_lan": 65536}}', "ports.serf_lan: invalid port: 65536"],
    [
      '{"data_dir": "d", "ports": {"sidecar_min_port": 22000}}',
      "sidecar_min_port must be less than sidecar_max_port. To disable, set both to zero.",
    ],
    [
      '{"data_dir": "d", "config_entries": {"bootstrap": [{"kind": "proxy-defaults"}, {"kind": "nope"}]}}',
      "config_entries.bootstrap[1]: invalid config entry kind: nope",
    ],
    [
      '{"data_dir": "d", "config_entries": {"bootstrap": ["x"]}}',
      "failed to parse f: 1 error(s) decoding:\n\n* 'config_entries.bootstrap[0]' expected a map, got 'string'",
    ],
    ['{"data_dir": "d", "bind_addr": "nowhere"}', "bind_addr: invalid ip address: nowhere"],
    [
      '{"data_dir": "d", "bind_addr": "10.0.0.1 10.0.0.2"}',
      "bind_addr cannot contain multiple addresses. Use 'addresses.{dns,http,https}' instead.",
    ],
    ['{"data_dir": "d", "client_addr": "127.0.0.1 x"}', "client_addr: invalid ip address: x"],
    ['{"data_dir": "d", "client_addr": "unix:///s"}', "client_addr cannot be a unix socket"],
    ['{"data_dir": "d", "addresses": {"dns": "unix:///s"}}', "DNS address cannot be a unix socket"],
    [
      '{"data_dir": "d", "addresses": {"http": "127.0.0.1 nowhere"}}',
      "addresses.http: invalid ip address: nowhere",
    ],
    ['{"data_dir": "d", "advertise_addr": "0.0.0.0"}', "Advertise address cannot be 0.0.0.0, :: or [::]"],
    ['{"data_dir": "d", "advertise_addr": "::"}', "Advertise address cannot be 0.0.0.0, :: or [::]"],
    ['{"data_dir": "d", "advertise_addr_wan": "::"}', "Advertise WAN address cannot be 0.0.0.0, :: or [::]"],
    ['{"data_dir": "d", "advertise_addr_ipv4": "::1"}', "advertise_addr_ipv4 must be an ipv4 address"],
    [
      '{"data_dir": "d", "advertise_addr_wan_ipv6": "10.0.0.1"}',
      "advertise_addr_wan_ipv6 must be an ipv6 address",
    ],
    [
      '{"data_dir": "d", "primary_datacenter": "DC2"}',
      'primary_datacenter = "dc2" cannot be done: tokens and policies of another datacenter do not reach this one; remove it, or set it to "dc1"',
    ],
    [
      '{"data_dir": "d", "acl_datacenter": "other"}',
      'acl_datacenter = "other" cannot be done: tokens and policies of another datacenter do not reach this one; remove it, or set it to "dc1"',
    ],
    [
      '{"data_dir": "d", "retry_join": ["127.0.0.1", "10.9.9.9"]}',
      "retry_join cannot be done: this version runs one server that knows no others; remove it, or name only this agent's own addresses",
    ],
    [
      '{"data_dir": "d", "bind_addr": "{{ GetPrivateIPs }} {{ GetNothing }}"}',
      "bind_addr: the template {{ GetNothing }} is none that is known here: use GetPrivateIP, GetPrivateIPs, GetPublicIP, GetPublicIPs, GetInterfaceIP, GetInterfaceIPs, or write the address",
    ],
    [
      '{"data_dir": "d", "bind_addr": "{{ GetPrivateIP \\"eth0\\" }}"}',
      'bind_addr: the template {{ GetPrivateIP "eth0" }} is none that is known here: use GetPrivateIP, GetPrivateIPs, GetPublicIP, GetPublicIPs, GetInterfaceIP, GetInterfaceIPs, or write the address',
    ],
    [
      '{"data_dir": "d", "bind_addr": "{{ GetInterfaceIP \\"eth9\\" }}"}',
      'bind_addr: the template {{ GetInterfaceIP "eth9" }} finds no address on this machine',
    ],
  ])("%s", (text, wanted) => {
    expect(buildTexts([text])).toBe(wanted);
  });

  test.each<[string, string[]]>([
    ['"service": {"name": "a", "meta": {"k": "v"}, "weights": {"passing": 2}}', []],
    ['"service": {"name": "a", "weights": {"warning": 0}}', []],
    ['"service": {"name": "a", "check": {"http": "x"}}', []],
    [
      '"services": [{"name": "a", "meta": {"a b": "v"}, "weights": {"passing": 0}}, {"name": "b", "weights": {"warning": -1}}]',
      [
        "invalid meta for service a: Couldn't load metadata pair ('a b', 'v'): Key contains invalid characters",
        "Invalid weight definition for service a: Passing must be greater than 0",
        "Invalid weight definition for service b: Warning must be greater or equal than 0",
      ],
    ],
    [
      '"service": {"name": "a", "connect": {"sidecar_service": {"name": "p", "meta": {"consul-x": "v"}}}}',
      [
        "invalid meta for service p: Couldn't load metadata pair ('consul-x', 'v'): Key prefix 'consul-' is reserved for internal use",
      ],
    ],
    [
      '"service": {"name": "a", "kind": "mesh-gateway", "port": 1, "meta": {"consul-wan-federation": "1"}}',
      [],
    ],
  ])("%s", (text, wanted) => {
    const built = buildTexts([`{"data_dir": "d", ${text}}`]);
    const several = wanted.length === 1 ? "1 error" : `${wanted.length} errors`;
    const listed = `${several} occurred:\n${wanted.map((one) => `\t* ${one}\n`).join("")}\n`;
    expect(typeof built === "string" ? built : undefined).toBe(wanted.length === 0 ? undefined : listed);
  });

  test("tells every key that is not done, one a line", () => {
    expect(
      buildTexts([
        '{"data_dir": "d", "encrypt": "k", "start_join": ["10.9.9.9"], "primary_datacenter": "x"}',
      ]),
    ).toMatch(
      /^encrypt cannot be done: .*\nstart_join cannot be done: .*\nprimary_datacenter = "x" cannot be done: .*$/,
    );
  });
});

describe("buildConfig() takes", () => {
  const of = (text: string, dev = false) => builtOf([base, text], dev).agent;

  test.each<[string, unknown, unknown]>([
    ["a datacenter in any case", of('{"datacenter": "DC-1_x"}').datacenter, "dc-1_x"],
    [
      "a node id in any case",
      of('{"node_id": "5CA1AB1E-0000-4000-8000-00000000BEEF"}').nodeId,
      "5ca1ab1e-0000-4000-8000-00000000beef",
    ],
    ["an own primary datacenter", of('{"datacenter": "x", "primary_datacenter": "X"}').datacenter, "x"],
    [
      "ports that are off",
      of('{"ports": {"http": -1, "dns": -1, "server": 0}}').ports,
      { ...DEFAULT_AGENT_CONFIG.ports, http: -1, dns: -1, server: 0 },
    ],
    ["the highest port", of('{"ports": {"http": 65535}}').ports.http, 65_535],
    ["one server that is to be expected", of('{"server": true, "bootstrap_expect": 1}').bootstrap, true],
    [
      "joining itself",
      of('{"retry_join": ["127.0.0.1:8301", "[::1]:8301", "::1", "10.0.0.7"], "start_join": ["localhost"]}')
        .server,
      false,
    ],
    ["an agent that is no server (the command refuses it)", of("{}").server, false],
    ["a bound address as what it is called by", of('{"bind_addr": "10.1.2.3"}').advertiseAddress, "10.1.2.3"],
    ["an address of IPv6", of('{"bind_addr": "::"}').advertiseAddress, "fd00::7"],
    ["the WAN's as the LAN's", of('{"advertise_addr": "10.1.2.3"}').advertiseAddressWan, "10.1.2.3"],
    [
      "templates",
      of('{"bind_addr": "{{ GetPrivateIP }}", "advertise_addr": "{{GetPublicIP}}"}'),
      expect.objectContaining({ bindAddress: "10.0.0.7", advertiseAddress: "192.0.2.9" }),
    ],
    [
      "templates of several addresses",
      of('{"client_addr": "127.0.0.1 {{ GetInterfaceIPs \\"eth1\\" }} {{ GetPrivateIPs }}"}').httpAddresses,
      ["127.0.0.1", "192.0.2.9", "10.0.0.7"],
    ],
    [
      "a template without an address as nothing said, in what a node is called by",
      of('{"bind_addr": "10.1.2.3", "advertise_addr": "{{ GetInterfaceIP \\"eth9\\" }}"}').advertiseAddress,
      "10.1.2.3",
    ],
    [
      "an address beside a template without one",
      of('{"client_addr": "127.0.0.1 {{ GetInterfaceIP \\"eth9\\" }}"}').httpAddresses,
      ["127.0.0.1"],
    ],
    [
      "a template of an interface",
      of('{"bind_addr": "{{ GetInterfaceIP \\"eth0\\" }}"}').bindAddress,
      "10.0.0.7",
    ],
    [
      "addresses for each interface",
      of('{"client_addr": "10.0.0.7", "addresses": {"http": "127.0.0.1 unix:///run/s"}}'),
      expect.objectContaining({ httpAddresses: ["127.0.0.1", "unix:///run/s"], dnsAddresses: ["10.0.0.7"] }),
    ],
    [
      "tagged addresses over those of a family",
      of(
        '{"advertise_addr_ipv4": "10.0.0.1", "advertise_addr_wan_ipv6": "::9", "tagged_addresses": {"lan_ipv4": "10.0.0.2", "x": "y"}}',
      ).taggedAddresses,
      { lan_ipv4: "10.0.0.2", wan_ipv6: "::9", x: "y" },
    ],
    [
      "the size of values alone: that of transactions stays",
      of('{"limits": {"kv_max_value_size": 10}}'),
      expect.objectContaining({ kvValueBytesMax: 10, transactionBytesMax: 512 << 10 }),
    ],
    [
      "a size of transactions of its own",
      of('{"limits": {"kv_max_value_size": 10, "txn_max_req_len": 5}}'),
      expect.objectContaining({ kvValueBytesMax: 10, transactionBytesMax: 5 }),
    ],
    ["the output of checks", of('{"check_output_max_size": 5}').checkOutputBytesMax, 5],
    [
      "no output of checks",
      of('{"check_output_max_size": 5, "discard_check_output": true}').checkOutputBytesMax,
      0,
    ],
    [
      "waits",
      of('{"default_query_time": "1s", "max_query_time": "2s"}'),
      expect.objectContaining({ waitDefaultMs: 1000, waitMaxMs: 2000 }),
    ],
    [
      "an empty text as nothing",
      of('{"node_name": "", "log_file": "", "acl": {"tokens": {"master": ""}}}'),
      expect.objectContaining({ nodeName: "host-1", acl: DEFAULT_AGENT_CONFIG.acl }),
    ],
    [
      "recursors of both keys",
      of('{"recursor": "1.1.1.1", "recursors": ["", "8.8.8.8"]}').dns.recursors,
      ["8.8.8.8", "1.1.1.1"],
    ],
    [
      "recursors in any order",
      of('{"dns_config": {"recursor_strategy": "random"}}').dns.recursorsInTurn,
      false,
    ],
    [
      "recursors in their order",
      of('{"dns_config": {"recursor_strategy": "sequential"}}').dns.recursorsInTurn,
      true,
    ],
    [
      "a token for services and checks of files that name none",
      of(
        '{"acl": {"tokens": {"config_file_service_registration": "t"}}, "services": [{"name": "a"}, {"name": "b", "token": "own"}], "check": {"name": "c", "ttl": "9s"}}',
      ),
      expect.objectContaining({
        services: [expect.objectContaining({ Token: "t" }), expect.objectContaining({ Token: "own" })],
        checks: [expect.objectContaining({ Token: "t" })],
      }),
    ],
    [
      "limits of requests",
      of('{"limits": {"request_limits": {"mode": "permissive", "read_rate": 1, "write_rate": 0.5}}}')
        .requestLimits,
      { mode: "permissive", readRate: 1, writeRate: 0.5 },
    ],
    [
      "limits of requests below 0",
      of('{"limits": {"request_limits": {"mode": "enforcing", "read_rate": -1}}}').requestLimits,
      { mode: "enforcing", readRate: Number.POSITIVE_INFINITY, writeRate: Number.POSITIVE_INFINITY },
    ],
    [
      "answers of DNS in a second",
      of('{"dns_config": {"response_rate_limit": 5}}').dns.responsesPerSecondMax,
      5,
    ],
    [
      "TTLs by service",
      of('{"dns_config": {"service_ttl": {"*": "5s", "web": "1m"}}}').dns.serviceTtlMs,
      new Map([
        ["*", 5000],
        ["web", 60_000],
      ]),
    ],
    [
      "writers from both keys",
      of(
        '{"allow_write_http_from": ["10.0.0.0/8"], "http_config": {"allow_write_http_from": ["::1/128"]}}',
      ).http.writersAllowed.map((cidr) => cidr.text),
      ["10.0.0.0/8", "::1/128"],
    ],
    [
      "limits of HTTP",
      of('{"limits": {"http_max_conns_per_client": 5}, "http_config": {"max_header_bytes": 9}}').http,
      expect.objectContaining({ connectionsPerClientMax: 5, headerBytesMax: 9 }),
    ],
    [
      "a limit of HTTP where none is given",
      of("{}").http,
      expect.objectContaining({ connectionsPerClientMax: 200 }),
    ],
    ...[0, -1].map((limit): [string, unknown, unknown] => [
      `no limits of HTTP by ${limit}`,
      of(`{"limits": {"http_max_conns_per_client": ${limit}}, "http_config": {"max_header_bytes": ${limit}}}`)
        .http,
      { ...DEFAULT_AGENT_CONFIG.http, connectionsPerClientMax: 0 },
    ]),
    [
      "config entries to begin with, of JSON",
      of('{"config_entries": {"bootstrap": [{"Kind": "service-defaults", "Name": "a", "Protocol": "http"}]}}')
        .bootstrapEntries,
      [expect.objectContaining({ Kind: "service-defaults", Name: "a", Protocol: "http" })],
    ],
    [
      "config entries to begin with, of HCL",
      of(
        'config_entries { bootstrap { kind = "service-defaults" name = "a" protocol = "http" } bootstrap { kind = "proxy-defaults" } }',
      ).bootstrapEntries,
      [
        expect.objectContaining({ Kind: "service-defaults", Name: "a", Protocol: "http" }),
        expect.objectContaining({ Kind: "proxy-defaults", Name: "global" }),
      ],
    ],
    ["the mode of sockets", of('{"unix_sockets": {"mode": "0770"}}').http.socketMode, 0o770],
    [
      "the owner of sockets",
      of('{"unix_sockets": {"user": "nobody", "group": "+5"}}').http,
      expect.objectContaining({ socketUser: "nobody", socketGroup: 5 }),
    ],
    [
      "nobody's sockets where nothing is said",
      Object.keys(of('{"unix_sockets": {"user": "", "group": ""}}').http).filter((key) =>
        key.startsWith("s"),
      ),
      [],
    ],
    ["a data folder", of("{}").dataDirectory, "d"],
    ["no data folder for a development agent", of("{}", true).dataDirectory, undefined],
    [
      "a development agent",
      of("{}", true),
      expect.objectContaining({ devMode: true, server: true, bootstrap: true, bindAddress: "127.0.0.1" }),
    ],
    [
      "what is said over what -dev stands for",
      of('{"bind_addr": "10.0.0.7", "bootstrap_expect": 1}', true),
      expect.objectContaining({ bindAddress: "10.0.0.7", bootstrap: true }),
    ],
  ])("%s", (_, found, wanted) => {
    expect(found).toEqual(wanted);
  });

  test("the log's level, form and file", () => {
    const { log, pidFile } = builtOf([
      base,
      '{"log_level": "warn", "log_json": true, "log_file": "/l", "log_rotate_bytes": 5, "log_rotate_duration": "1h", "log_rotate_max_files": -1, "pid_file": "/p"}',
    ]);
    expect(log).toEqual({
      level: "WARN",
      json: true,
      file: { path: "/l", rotateBytes: 5, rotateMs: 3_600_000, filesMax: -1 },
    });
    expect(pidFile).toBe("/p");
    expect(builtOf([base]).log).toEqual({ level: "INFO", json: false });
    expect(builtOf([base, '{"log_file": "/l"}']).log.file).toEqual({
      path: "/l",
      rotateBytes: 0,
      rotateMs: 86_400_000,
      filesMax: 0,
    });
    expect(builtOf([], true).log.level).toBe("DEBUG");
  });

  test("where nothing is said, what the agent's defaults are", () => {
    const { agent } = builtOf([MINIMAL]);
    expect(agent).toEqual({
      ...DEFAULT_AGENT_CONFIG,
      nodeName: "host-1",
      advertiseAddress: "10.0.0.7",
      advertiseAddressWan: "10.0.0.7",
      dataDirectory: "d",
    });
  });
});

describe("access control by its older keys", () => {
  const of = (text: string) => builtOf([base, text]);

  test.each<[string, unknown]>([
    ["{}", { enabled: false, defaultPolicy: "allow" }],
    ['{"acl": {"enabled": true, "default_policy": "deny"}}', { enabled: true, defaultPolicy: "deny" }],
    // The datacenter alone switches it on, as it did.
    ['{"acl_datacenter": "dc1", "acl_default_policy": "deny"}', { enabled: true, defaultPolicy: "deny" }],
    ['{"acl_default_policy": "deny"}', { enabled: false, defaultPolicy: "deny" }],
    ['{"acl_datacenter": "dc1", "acl": {"enabled": false}}', { enabled: false, defaultPolicy: "allow" }],
    ['{"acl_default_policy": "deny", "acl": {"default_policy": "allow"}}', { defaultPolicy: "allow" }],
    ['{"acl_enable_key_list_policy": true}', { enableKeyListPolicy: true }],
    [
      '{"acl_enable_key_list_policy": true, "acl": {"enable_key_list_policy": false}}',
      { enableKeyListPolicy: false },
    ],
    [
      '{"acl_master_token": "m", "acl_agent_token": "a", "acl_agent_master_token": "am", "acl_token": "d", "acl_replication_token": "r"}',
      { tokens: { master: "m", agent: "a", agentMaster: "am", default: "d", replication: "r" } },
    ],
    [
      '{"acl_master_token": "old", "acl": {"tokens": {"master": "m", "agent": "a", "agent_master": "am", "default": "d", "replication": "r"}}}',
      { tokens: { master: "m", agent: "a", agentMaster: "am", default: "d", replication: "r" } },
    ],
    [
      '{"acl": {"tokens": {"master": "old", "agent_master": "old", "initial_management": "m", "agent_recovery": "am"}}}',
      { tokens: { master: "m", agentMaster: "am" } },
    ],
  ])("%s", (text, wanted) => {
    expect(of(text).agent.acl).toMatchObject(wanted as object);
  });

  test("is told to be deprecated, with today's key", () => {
    expect(of('{"acl_datacenter": "dc1", "acl_token": "t"}').warnings).toEqual([
      "The 'acl_datacenter' field is deprecated. Use the 'primary_datacenter' field instead.",
      "The 'acl_token' field is deprecated. Use the 'acl.tokens.default' field instead.",
    ]);
  });

  test("a policy that denies nothing, since access control is off, is told", () => {
    expect(of('{"acl": {"default_policy": "deny"}}').warnings).toEqual([
      "the default policy is deny, but nothing is denied: access control is off until acl.enabled is true",
    ]);
    expect(of('{"acl": {"enabled": true, "default_policy": "deny"}}').warnings).toEqual([]);
  });
});
