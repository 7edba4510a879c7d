import { describe, expect, it } from "vitest";
import { buildTexts, builtOf } from "../../testkit/built-config.ts";

describe("parseConfigText(), buildConfig()", () => {
  it.each<[string, string]>([
    ["{", "failed to parse f: unexpected end of JSON input"],
    ["{ nope", "failed to parse f: invalid character 'n' looking for beginning of object key string"],
    ['{"colour": 1}', "failed to parse f: 1 error occurred:\n\t* invalid config key colour\n\n"],
    [
      '{"datacentre": "x"}',
      "failed to parse f: 1 error occurred:\n\t* invalid config key datacentre (did you mean datacenter?)\n\n",
    ],
    [
      '{"ports": {"htp": 1}}',
      "failed to parse f: 1 error occurred:\n\t* invalid config key ports.htp (did you mean http?)\n\n",
    ],
    [
      '{"server": 3}',
      "failed to parse f: 1 error(s) decoding:\n\n* 'server' expected type 'bool', got unconvertible type 'float64'",
    ],
    ["{}", "data_dir cannot be empty"],
    [
      '{"data_dir": "d", "datacenter": "bad dc!"}',
      'datacenter can only contain lowercase alphanumeric, - or _ characters. received: "bad dc!"',
    ],
    [
      '{"data_dir": "d", "server": true, "bootstrap": true, "bootstrap_expect": 2}',
      "'bootstrap_expect > 0' and 'bootstrap = true' are mutually exclusive",
    ],
    [
      '{"data_dir": "d", "log_level": "loud"}',
      "Invalid log level: LOUD. Valid log levels are: [TRACE DEBUG INFO WARN ERR ERROR]",
    ],
    ['{"data_dir": "d", "ports": {"serf_lan": 70000}}', "ports.serf_lan: invalid port: 70000"],
    ['{"data_dir": "d", "bind_addr": "nowhere"}', "bind_addr: invalid ip address: nowhere"],
    [
      'node_name = upper("x")',
      "failed to parse f: At 1:13: Unknown token: 1:13 IDENT upper; a value is wanted here: a text in quotes, a number, true, false, a list or an object",
    ],
  ])("%s: %s", (text, wanted) => {
    expect(buildTexts([text])).toBe(wanted);
  });

  it("reads HCL and JSON alike", () => {
    const hcl = `
      data_dir = "d"
      server = true
      ports { http = 1 }
      dns_config {
        node_ttl = "30s"
        service_ttl = { "*" = "5s" }
      }
      service {
        name = "web"
        check {
          id = "c"
          ttl = "10s"
        }
      }`;
    const json =
      '{"data_dir": "d", "server": true, "ports": {"http": 1}, "dns_config": {"node_ttl": "30s", "service_ttl": {"*": "5s"}}, "service": {"name": "web", "check": {"id": "c", "ttl": "10s"}}}';
    const [a, b] = [buildTexts([hcl]), buildTexts([json])];
    expect(a).toEqual(b);
    expect(typeof a === "string" ? a : a.agent.services).toEqual([
      { Name: "web", Check: { ID: "c", TTL: 10_000 } },
    ]);
    expect(typeof a === "string" ? a : a.agent.dns.nodeTtlMs).toBe(30_000);
  });

  it("lays later parts over earlier ones, and collects services", () => {
    const built = builtOf(
      [
        '{"node_name": "a", "ports": {"http": 1, "dns": 2}, "service": {"name": "x"}}',
        '{"node_name": "b", "ports": {"http": 3}, "services": [{"name": "y"}]}',
      ],
      true,
    );
    const { nodeName, ports, services, bindAddress, bootstrap } = built.agent;
    expect([nodeName, ports.http, ports.dns, bindAddress, bootstrap]).toEqual(["b", 3, 2, "127.0.0.1", true]);
    expect(services.map((service) => service.Name)).toEqual(["x", "y"]);
  });

  it("calls itself by its host, at an address that leads outside", () => {
    const { agent } = builtOf(['{"data_dir": "d", "server": true}']);
    expect([agent.nodeName, agent.advertiseAddress]).toEqual(["host-1", "10.0.0.7"]);
  });
});
